// Times the transforms of one length on the machine at hand, and gives the fastest.
import type { KernelName } from "../kernel/variants.ts";
import { availableKernels, lanesOf } from "./kernels.ts";
import { lengthFor } from "./lengths.ts";
import type { PlanEntry } from "./plan.ts";
import { candidates, usefulThreads } from "./shapes.ts";
import type { Squarer } from "./squarer.ts";
import { TransformSquarer } from "./transform-squarer.ts";

export interface TuneOptions {
	readonly threads?: number;
	readonly kernels?: readonly KernelName[];
	/** Milliseconds of timing for each candidate, after some to warm up; at least one iteration. Default 20. */
	readonly msPerCandidate?: number;
}

/** A kernel whose usual shape takes so many times the best is not looked at any further. */
const HOPELESS = 1.15;

/**
 * Times the shapes of an exponent's length with each kernel and gives the fastest.
 * Takes a fraction of a second for small exponents and some seconds for the largest; blocks the thread meanwhile.
 */
export function tune(exponent: number, { threads = 1, kernels = availableKernels(), msPerCandidate = 20 }: TuneOptions = {}): PlanEntry {
	let best: PlanEntry | undefined;
	for (const kernel of kernels) {
		const length = lengthFor(exponent, kernel);
		for (const shape of candidates(length, lanesOf(kernel), usefulThreads(length, threads))) {
			const squarer = new TransformSquarer({ exponent, shape, kernel, threads: usefulThreads(length, threads) });
			const msPerIteration = timeSquarer(squarer, msPerCandidate);
			squarer.close();
			if (best !== undefined && best.kernel !== kernel && msPerIteration > HOPELESS * best.msPerIteration) break;
			if (best === undefined || msPerIteration < best.msPerIteration) {
				const { columnStages, groupColumns, gathered } = shape;
				best = { length, kernel, threads, columnStages, groupColumns, gathered, msPerIteration };
			}
		}
	}
	if (best === undefined) throw new RangeError("no kernel to time");
	return best;
}

const WARM_UP_MS = 30;

/** Least of several short runs, in milliseconds an iteration. The squarer then holds something else. */
function timeSquarer(squarer: Squarer, ms: number): number {
	squarer.load(3n ** 40n);
	const timeRun = (count: number) => {
		const start = performance.now();
		squarer.square(count);
		return (performance.now() - start) / count;
	};
	let recent = timeRun(1);
	// V8 compiles what runs often a second time, meanwhile.
	for (const start = performance.now(); performance.now() - start < WARM_UP_MS && recent < ms;) recent = timeRun(Math.ceil(1 / recent));
	const runs = 5;
	const count = Math.max(1, Math.floor(ms / runs / recent));
	let least = timeRun(count);
	for (let run = 1; run < runs && least * run < ms; run++) least = Math.min(least, timeRun(count));
	return least;
}
