// A search for a factor of one exponent inside a compute process: trial factoring to a depth, or P-1 with its bounds.
// A stop loses nothing that is worth saving.
import {
	EngineError,
	type FactorProgress,
	type FactorResult,
	type FactorSearch,
	type PayingPMinusOne,
	type PMinusOneBounds,
} from "../engine.ts";
import type { Factoring } from "../factoring/factoring.ts";
import { payingBounds } from "../factoring/p-minus-1-bound.ts";
import { type Bounds, type PMinusOneDependencies, searchPMinusOne } from "../factoring/p-minus-1-search.ts";
import { LARGEST_K_BITS } from "../limits.ts";
import { REPORT_EVERY_MS } from "../sequence/sequence-run.ts";

export interface FactorOrder {
	readonly exponent: number;
	readonly search: FactorSearch;
}

export interface FactorSearchOptions extends FactorOrder {
	/** null: nothing is saved. */
	readonly dataDir: string | null;
	readonly saveEveryMs: number;
	readonly signal: AbortSignal;
}

export interface FactorSearchDependencies extends Omit<PMinusOneDependencies, "onProgress"> {
	readonly factoring: Factoring;
	readonly onProgress: (progress: FactorProgress) => void;
}

/** Rejects with the signal's reason when aborted and saved, with EngineError where this machine cannot do it. */
export async function searchFactor(options: FactorSearchOptions, dependencies: FactorSearchDependencies): Promise<FactorResult> {
	const { exponent, search, signal } = options;
	const { factoring, now, onProgress } = dependencies;
	const started = now();
	const outcome = (factor: bigint | undefined) => ({
		exponent,
		factor: factor === undefined ? null : String(factor),
		seconds: (now() - started) / 1000,
	});
	if (search.method === "P-1") {
		const bounds = boundsFor(exponent, search, dependencies.squarers.slotsFor(exponent));
		return {
			method: "P-1",
			...bounds,
			...outcome(bounds.b1 === 0 ? undefined : await searchPMinusOne({ ...options, ...bounds }, dependencies)),
		};
	}
	const least = Math.log2(2 * exponent);
	const { from = least } = search;
	const paying = least + Math.log2(Math.max(1, factoring.payingK(exponent)));
	const bits = Math.max(from, search.bits ?? (search.from === undefined ? paying : Math.floor(paying)));
	const kLimit = kBelow(exponent, bits);
	let reported = started;
	const onTried = (k: number): void => {
		if (now() - reported < REPORT_EVERY_MS) return;
		reported = now();
		onProgress({ exponent, kind: "TF", bits, done: k / kLimit });
	};
	const fromK = Math.max(1, Math.floor(2 ** (Math.min(from, exponent / 2) - least)));
	const factor = bits === from ? undefined : await factoring.find({ exponent, fromK, toK: kLimit }, signal, onTried);
	return { method: "TF", from, bits, ...outcome(factor) };
}

function boundsFor(exponent: number, search: PMinusOneBounds | PayingPMinusOne, slots: number): Bounds {
	if (search.b1 !== "paying") return { b1: search.b1, b2: search.b2 ?? 0 };
	// All factors lie above 2p.
	const factoredBits = Math.max(search.factoredBits, Math.log2(2 * exponent));
	return payingBounds({ exponent, factoredBits, testsSaved: search.testsSaved, slots });
}

/** The first k with 2kp + 1 > 2^bits. No factor has to be looked for above the square root. */
function kBelow(exponent: number, bits: number): number {
	const most = Math.min(bits, exponent / 2) - Math.log2(2 * exponent);
	if (most > LARGEST_K_BITS) throw new EngineError(`M${exponent} has too many candidates below 2^${bits}`);
	return Math.ceil(2 ** most);
}
