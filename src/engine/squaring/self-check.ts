// Which kernels of this process can be trusted: those whose residues are, bit for bit, those of the reference.
import type { KernelName } from "../kernel/variants.ts";
import { BigIntSquarer } from "./bigint-squarer.ts";
import { availableKernels, laneCount } from "./kernels.ts";
import { lengthFor } from "./lengths.ts";
import { createLaneSquarer, createSquarer } from "./plan.ts";

/** Exponents that between them make every kernel pass through a short and a longer transform; 64 squarings each. */
const CHECK_EXPONENTS = [1_279, 21_701, 86_243] as const;
const LANE_EXPONENTS = [1_279, 21_701] as const;
const CHECK_SQUARINGS = 64;
/** Above this the round-off of the self-check tells of a broken kernel. */
const CHECK_ROUND_OFF = 0.4;

/** The kernels of this process whose residues are those of the reference. Takes a fraction of a second. */
export function trustedKernels(): KernelName[] {
	return availableKernels().filter((kernel) => CHECK_EXPONENTS.every((exponent) => isKernelRight(exponent, kernel)));
}

function isKernelRight(exponent: number, kernel: KernelName): boolean {
	const squarer = createSquarer(exponent, { kernel, length: lengthFor(exponent, kernel) });
	const reference = new BigIntSquarer(exponent);
	// Bits without a pattern: a power of 3 with nearly as many as fit.
	const residue = 3n ** BigInt(Math.floor((exponent - 1) / Math.log2(3)));
	try {
		for (const each of [squarer, reference]) {
			each.load(residue);
			each.square(CHECK_SQUARINGS);
			each.squareMinusTwo(1, 5);
		}
		return squarer.read() === reference.read() && squarer.takeRoundOff() < CHECK_ROUND_OFF;
	} finally {
		squarer.close();
	}
}

/** The lanes that can be relied on: as many as the kernel has if its residues are those of the reference. */
export function trustedLanes(): number {
	const lanes = laneCount();
	return lanes > 1 && LANE_EXPONENTS.every((exponent) => areLanesRight(exponent, lanes)) ? lanes : 0;
}

function areLanesRight(exponent: number, lanes: number): boolean {
	const squarer = createLaneSquarer(Array.from({ length: lanes }, () => exponent));
	const start = 3n ** BigInt(Math.floor((exponent - lanes) / Math.log2(3)));
	const residues = Array.from({ length: lanes }, (_, lane) => start << BigInt(lane));
	squarer.load(residues);
	squarer.square(CHECK_SQUARINGS);
	squarer.squareMinusTwo(
		1,
		residues.map((_, lane) => lane),
	);
	const ends = squarer.read();
	squarer.close();
	return residues.every((residue, lane) => {
		const reference = new BigIntSquarer(exponent);
		reference.load(residue);
		reference.square(CHECK_SQUARINGS);
		reference.squareMinusTwo(1, lane);
		return reference.read() === ends[lane];
	});
}
