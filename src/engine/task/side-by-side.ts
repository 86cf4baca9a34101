// Lucas-Lehmer tests of several small exponents side by side, one in each lane of the vectors, where throughput counts.
// They are too short to be saved; what looks wrong or prime is for a single test to settle.
import { randomInt } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ResidueResult, TestProgress } from "../engine.ts";
import { res64, rotate, withoutShift } from "../sequence/sequence.ts";
import { ROUND_OFF_LIMIT, STEP_MS } from "../sequence/sequence-run.ts";
import type { BatchSquarer } from "../squaring/squarer.ts";

export interface LaneTestDependencies {
	/** Squares residues of these exponents at once; there may be fewer tests than lanes, the last exponent is repeated. */
	readonly create: (exponents: readonly number[]) => BatchSquarer;
	readonly lanes: number;
	/** Called between steps; false gives all tests up. */
	readonly goOn: (progress: Omit<TestProgress, "exponent" | "iterations">) => boolean;
	readonly onSquarings: (count: number) => void;
	/** Monotonic milliseconds. */
	readonly now: () => number;
}

/** The results in the order of the exponents; undefined where they were given up, or where the round-off was too large to trust them. */
export async function testSideBySide(
	exponents: readonly number[],
	{ create, lanes, goOn, onSquarings, now }: LaneTestDependencies,
): Promise<readonly ResidueResult[] | undefined> {
	if (exponents.length > lanes) throw new RangeError(`${exponents.length} exponents for ${lanes} lanes`);
	const started = now();
	const all = Array.from({ length: lanes }, (_, i) => exponents[i] ?? exponents.at(-1) ?? 0);
	let shifts = all.map((exponent) => randomInt(exponent));
	const squarer = create(all);
	squarer.load(all.map((exponent, i) => rotate(4n, shifts[i] ?? 0, exponent)));
	const results: (ResidueResult | undefined)[] = exponents.map(() => undefined);
	const ends = [...new Set(exponents.map((exponent) => exponent - 2))].toSorted((a, b) => a - b);
	let roundOff = 0;
	let done = 0;
	let msPerIteration = 0;
	try {
		for (const end of ends) {
			while (done < end) {
				const count = Math.min(end - done, msPerIteration === 0 ? 256 : Math.max(1, Math.floor(STEP_MS / msPerIteration)));
				const before = now();
				shifts = squarer.squareMinusTwo(count, shifts);
				msPerIteration = Math.max(1e-6, (now() - before) / count);
				done += count;
				onSquarings(count * exponents.length);
				roundOff = Math.max(roundOff, squarer.takeRoundOff());
				// Asked this way round, what is no number counts as too large.
				if (!(roundOff <= ROUND_OFF_LIMIT)) return undefined;
				await nextTurn();
				const { transformLength } = squarer;
				const place = { iteration: done, msPerIteration: msPerIteration / exponents.length, errors: 0, resumedAt: 0 };
				if (!goOn({ kind: "LL", ...place, roundOff, transformLength })) return undefined;
			}
			const seconds = (now() - started) / 1000 / exponents.length;
			const residues = squarer.read();
			for (const [i, exponent] of exponents.entries()) {
				if (exponent - 2 !== end) continue;
				const shift = shifts[i] ?? 0;
				const residue = withoutShift({ iteration: end, shift, residue: residues[i] ?? 0n }, exponent);
				const { transformLength } = squarer;
				const prime = residue === 0n;
				const outcome = { exponent, kind: "LL", prime, res64: res64(residue), iterations: end, shift, transformLength } as const;
				results[i] = { ...outcome, roundOff, errors: 0, seconds };
			}
		}
	} finally {
		squarer.close();
	}
	return results.filter((result) => result !== undefined);
}
