// The search by oneself, as the exercise has it: the next Mersenne exponent above a given one. A pure machine: it asks for tests and
// is told their answers. Several exponents are under test at once, but one that turns out prime counts only when all smaller ones are settled.
import { exponentsAbove, LARGEST_EXPONENT } from "./exponents.ts";

export type HuntInput =
	/** Look for the next one above; what is under way for a lower one is given up. */
	{ readonly type: "search"; readonly above: number } | { readonly type: "rest" } | HuntAnswer;

export type HuntAnswer =
	| { readonly type: "tested"; readonly exponent: number; readonly prime: boolean }
	/** The engine could not do it. */
	| { readonly type: "test-failed"; readonly exponent: number };

export type HuntOutput =
	| { readonly type: "test"; readonly exponent: number }
	/** No answer is wanted any more. */
	| { readonly type: "cancel"; readonly exponent: number }
	| { readonly type: "found"; readonly exponent: number }
	/** It ended without a find: a test failed. */
	| { readonly type: "search-failed"; readonly above: number }
	/** All up to the bound are settled, and none of those that were left gave a prime. */
	| { readonly type: "exhausted"; readonly above: number };

export class Hunt {
	readonly #parallel: number;
	readonly #to: number;
	#above: number | null = null;
	#candidates: Iterator<number> | null = null;
	/** Exponents under test in ascending order, and what was answered. */
	#asked: { readonly exponent: number; prime: boolean | null }[] = [];
	#outputs: HuntOutput[] = [];

	/** So many tests are asked for at once, and none of an exponent above the bound. */
	constructor(options: { readonly parallel: number; readonly to?: number | null }) {
		this.#parallel = options.parallel;
		this.#to = options.to ?? LARGEST_EXPONENT;
	}

	/** The exponent above which it looks; null while it rests. */
	get above(): number | null {
		return this.#above;
	}

	handle(input: HuntInput): HuntOutput[] {
		this.#outputs = [];
		if (input.type === "search") this.#search(input.above);
		else if (input.type === "rest") this.#end();
		else if (input.type === "tested") this.#tested(input.exponent, input.prime);
		else this.#failed(input.exponent);
		return this.#outputs;
	}

	/** Tests above the new bound go on. */
	#search(above: number): void {
		const kept = this.#asked.filter(({ exponent }) => exponent > above);
		const isAhead = this.#above !== null && above >= this.#above && kept.length > 0;
		if (isAhead) this.#drop(this.#asked.filter(({ exponent }) => exponent <= above));
		else {
			this.#drop(this.#asked);
			this.#candidates = exponentsAbove(above);
		}
		this.#asked = isAhead ? kept : [];
		this.#above = above;
		this.#goOn();
	}

	#tested(exponent: number, prime: boolean): void {
		const asked = this.#asked.find((other) => other.exponent === exponent);
		if (asked === undefined) return;
		asked.prime = prime;
		this.#goOn();
	}

	/** One test that cannot be done ends the search: its exponent must not be passed over. */
	#failed(exponent: number): void {
		const others = this.#asked.filter((asked) => asked.exponent !== exponent);
		if (others.length === this.#asked.length) return;
		this.#asked = others;
		this.#stop("search-failed");
	}

	#goOn(): void {
		while (this.#asked[0]?.prime === false) this.#asked.shift();
		const first = this.#asked[0];
		if (first?.prime === true) {
			this.#asked.shift();
			this.#end();
			this.#outputs.push({ type: "found", exponent: first.exponent });
			return;
		}
		while (this.#candidates !== null && this.#asked.length < this.#parallel) {
			const { value: exponent, done } = this.#candidates.next();
			if (done === true || exponent > this.#to) {
				this.#candidates = null;
				break;
			}
			this.#asked.push({ exponent, prime: null });
			this.#outputs.push({ type: "test", exponent });
		}
		if (this.#asked.length === 0 && this.#parallel > 0) this.#stop("exhausted");
	}

	#stop(type: "search-failed" | "exhausted"): void {
		const above = this.#above;
		this.#end();
		if (above !== null) this.#outputs.push({ type, above });
	}

	#end(): void {
		this.#drop(this.#asked);
		this.#asked = [];
		this.#candidates = null;
		this.#above = null;
	}

	#drop(asked: readonly { readonly exponent: number; readonly prime: boolean | null }[]): void {
		for (const { exponent, prime } of asked) if (prime === null) this.#outputs.push({ type: "cancel", exponent });
	}
}
