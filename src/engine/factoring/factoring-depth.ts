// How far trial factoring pays for one exponent on this machine: until a further k costs more than the test time that it may save.
// Starts from figures of a common machine, and follows what factoring really takes.
import { FACTOR_TESTS, type FactorTest } from "./factor-kernel.ts";

/** Nanoseconds for each k, over all classes, before anything was measured. */
const FIRST_GUESS_NS = { double: 0.85, single: 4.5, triple: 8 } as const;
/** How much of the old value a new measurement leaves. */
const MEMORY = 0.8;
const STEP_BITS = 1 / 16;

export class FactoringDepth {
	readonly #nsPerK: Record<FactorTest, number> = { ...FIRST_GUESS_NS };

	/** So many k took so many milliseconds. */
	measured(test: FactorTest, count: number, ms: number): void {
		this.#nsPerK[test] = MEMORY * this.#nsPerK[test] + (1 - MEMORY) * ((ms * 1e6) / count);
	}

	/**
	 * The first k that does not pay. A factor lies between q and q + dq with probability dq / (q ln q) (about 1 / x between 2^x and 2^(x+1)),
	 * and dq = 2p dk; so k pays while testSeconds * 2p / (q ln q) > seconds for each k. No factor has to be looked for above the square root.
	 */
	kLimit(exponent: number, testSeconds: number, testFor: (bits: number) => FactorTest | undefined): number {
		const twoP = 2 * exponent;
		const most = Math.min(exponent / 2, FACTOR_TESTS.triple.bits);
		let bits = Math.log2(twoP);
		while (bits + STEP_BITS <= most) {
			const next = bits + STEP_BITS;
			const test = testFor(next);
			if (test === undefined) break;
			const gain = (testSeconds * twoP) / (2 ** next * next * Math.LN2);
			if (gain * 1e9 <= this.#nsPerK[test]) break;
			bits = next;
		}
		return Math.floor(2 ** bits / twoP);
	}
}
