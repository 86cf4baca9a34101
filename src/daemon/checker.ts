// Answers whether a claimed exponent gives a prime: by a test where that takes under a minute, else by the list of known ones.
// One claim at a time, in a process of its own, so that the search goes on; never takes a peer's word.
import type { TestingState } from "../dashboard/contract.ts";
import type { Engine, TestProgress } from "../engine/engine.ts";
import type { Verdict } from "../protocol/unproved.ts";
import { LARGEST_EXPONENT } from "../search/exponents.ts";
import { isKnown } from "../search/known.ts";
import { testingState } from "./engine-work.ts";

/** Claims that take longer to test are looked up; those that nobody knows stay unverified. */
const LONGEST_TEST_SECONDS = 60;
/** The estimate may err, and the machine may be busy: a test that takes so long is given up. */
const TEST_TIMEOUT_MS = 300_000;

export class Checker {
	readonly #engine: Engine;
	readonly #onFailure: (error: Error) => void;
	#progress: TestProgress | null = null;
	#testsDone = 0;

	constructor(dependencies: { readonly engine: Engine; readonly onFailure: (error: Error) => void }) {
		this.#engine = dependencies.engine;
		this.#onFailure = dependencies.onFailure;
	}

	/** Never rejects; a test that fails leaves the claim unverified and is reported. */
	async check(exponent: number): Promise<Verdict> {
		if (exponent > LARGEST_EXPONENT || this.#engine.estimateSeconds(exponent) > LONGEST_TEST_SECONDS)
			return isKnown(exponent) ? "known" : "unverified";
		try {
			const { prime } = await this.#engine.test(exponent, {
				signal: AbortSignal.timeout(TEST_TIMEOUT_MS),
				onProgress: (progress) => (this.#progress = progress),
			});
			this.#testsDone++;
			return prime ? "prime" : "composite";
		} catch (error) {
			if (!(error instanceof Error)) throw error;
			this.#onFailure(error);
			return isKnown(exponent) ? "known" : "unverified";
		} finally {
			this.#progress = null;
		}
	}

	get testsDone(): number {
		return this.#testsDone;
	}

	testing(): TestingState[] {
		return this.#progress === null ? [] : [testingState(this.#progress, "claim")];
	}
}
