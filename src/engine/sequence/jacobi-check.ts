// When a Jacobi check pays, and where it is computed: it may take half a percent of a test's time, in a thread of its own where it is long,
// so that messages get through meanwhile.
import { extname } from "node:path";
import type { Breathe } from "../host/breathe.ts";
import { runInThread } from "../host/thread-task.ts";
import { jacobi } from "../integers/half-gcd.ts";

/** Time between two checks, in times of one check; less is enough for the last one, behind which nothing else would look. */
const CHECK_SHARE = 200;
const LAST_CHECK_SHARE = 50;
/** Measured: 7 ms at 30,000 bits, 450 ms at a million, 7 s at ten millions. */
const MS_AT_A_MILLION = 450;
const GROWTH = 1.2;
const LONGEST_IN_PLACE_MS = 300;
const THREAD = new URL(`../integers/jacobi-thread${extname(import.meta.url)}`, import.meta.url);

export class JacobiCheck {
	readonly #now: () => number;
	#last: number;
	#ms: number;

	/** now: monotonic milliseconds. */
	constructor(options: { readonly exponent: number }, dependencies: { readonly now: () => number }) {
		this.#now = dependencies.now;
		this.#last = dependencies.now();
		this.#ms = MS_AT_A_MILLION * (options.exponent / 1_000_000) ** GROWTH;
	}

	isDue(iteration: number, iterations: number): boolean {
		return this.#now() - this.#last >= this.#ms * (iteration === iterations ? LAST_CHECK_SHARE : CHECK_SHARE);
	}

	/** (value | 2^exponent - 1). */
	async symbol(value: bigint, exponent: number, breathe: Breathe): Promise<number> {
		const modulus = (1n << BigInt(exponent)) - 1n;
		const before = this.#now();
		const symbol = this.#ms > LONGEST_IN_PLACE_MS ? await runInThread<number>(THREAD, { value, modulus }, breathe) : jacobi(value, modulus);
		this.#last = this.#now();
		this.#ms = this.#last - before;
		return symbol;
	}
}
