// A search for a factor of one exponent inside a compute process: trial factoring to a depth, or the first stage of P-1 with a bound.
// A stop loses nothing that is worth saving.
import { EngineError, type FactorProgress, type FactorResult, type FactorSearch } from "../engine.ts";
import type { Factoring } from "../factoring/factoring.ts";
import { stageOne, type StageOneDependencies } from "../factoring/stage-one.ts";
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

export interface FactorSearchDependencies extends Omit<StageOneDependencies, "onProgress"> {
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
		const { b1 } = search;
		return { method: "P-1", b1, ...outcome(await stageOne({ ...options, b1 }, dependencies)) };
	}
	const kLimit = search.bits === undefined ? factoring.payingK(exponent) : kBelow(exponent, search.bits);
	const bits = Math.log2(2 * exponent) + Math.log2(Math.max(1, kLimit));
	let reported = started;
	const onTried = (k: number): void => {
		if (now() - reported < REPORT_EVERY_MS) return;
		reported = now();
		onProgress({ exponent, kind: "TF", bits, done: k / kLimit });
	};
	return { method: "TF", bits, ...outcome(await factoring.find(exponent, kLimit, signal, onTried)) };
}

/** The first k with 2kp + 1 > 2^bits. No factor has to be looked for above the square root. */
function kBelow(exponent: number, bits: number): number {
	const most = Math.min(bits, exponent / 2) - Math.log2(2 * exponent);
	if (most > LARGEST_K_BITS) throw new EngineError(`M${exponent} has too many candidates below 2^${bits}`);
	return Math.ceil(2 ** most);
}
