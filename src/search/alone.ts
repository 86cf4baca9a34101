// The search by oneself, bounded or not: the hunt for the next Mersenne exponent above the largest known, from a least one up.
import { Hunt } from "./hunt.ts";
import type { HuntInput, HuntOutput } from "./hunt.ts";
import { saysPrime } from "./record.ts";
import { event } from "./shared/events.ts";
import type { SharedEventOutput, TestOutcome } from "./shared/events.ts";

export interface AloneOptions {
	/** Bounds, inclusive; to null: on and on. */
	readonly from: number;
	readonly to: number | null;
	readonly testsAtOnce: number;
}

export type AloneInput =
	| { readonly type: "search"; readonly above: number }
	| { readonly type: "rest" }
	| { readonly type: "tested"; readonly exponent: number; readonly outcome: TestOutcome }
	| { readonly type: "test-failed"; readonly exponent: number };

export type AloneOutput = Exclude<HuntOutput, { readonly type: "exhausted" }> | SharedEventOutput;

export class Alone {
	readonly #options: AloneOptions;
	readonly #hunt: Hunt;
	#isDone = false;

	constructor(options: AloneOptions) {
		this.#options = options;
		this.#hunt = new Hunt({ parallel: options.testsAtOnce, to: options.to });
	}

	/** The exponent above which it looks; null while it rests. */
	get above(): number | null {
		return this.#hunt.above;
	}

	get isDone(): boolean {
		return this.#isDone;
	}

	handle(input: AloneInput): AloneOutput[] {
		return this.#hunt.handle(this.#forHunt(input)).map((output) => {
			if (output.type !== "exhausted") return output;
			this.#isDone = this.#options.to !== null;
			const { from, to } = this.#options;
			return to === null ? { type: "search-failed", above: output.above } : event("range-settled", { from, to });
		});
	}

	#forHunt(input: AloneInput): HuntInput {
		if (input.type === "search") return { type: "search", above: Math.max(input.above, this.#options.from - 1) };
		if (input.type === "tested") {
			const { exponent, outcome } = input;
			return { type: "tested", exponent, prime: saysPrime({ ...outcome, exponent }) };
		}
		return input;
	}
}
