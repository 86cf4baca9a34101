// The exponents below the solo limit, which everybody tests alone: each takes less than a word about it. In order, as the exercise has
// it: a find counts when all smaller ones are settled.
import { Hunt } from "../hunt.ts";
import type { HuntInput } from "../hunt.ts";
import { exponentsAbove } from "../exponents.ts";
import { SOLO_LIMIT } from "../limits.ts";
import type { Evidence } from "./evidence.ts";
import type { Emit } from "./events.ts";

export interface SoloOptions {
	readonly from: number;
	readonly to: number | null;
	readonly testsAtOnce: number;
}

export class Solo {
	readonly #hunt: Hunt;
	readonly #last: number;
	readonly #evidence: Evidence;
	readonly #emit: Emit;
	/** Up to here all is settled. */
	#above: number;
	#isDone: boolean;

	constructor({ from, to, testsAtOnce }: SoloOptions, dependencies: { readonly evidence: Evidence; readonly emit: Emit }) {
		this.#last = Math.min(SOLO_LIMIT - 1, to ?? SOLO_LIMIT);
		this.#hunt = new Hunt({ parallel: testsAtOnce, to: this.#last });
		this.#evidence = dependencies.evidence;
		this.#emit = dependencies.emit;
		this.#above = Math.max(2, from - 1);
		this.#isDone = this.#above >= this.#last;
	}

	get isDone(): boolean {
		return this.#isDone;
	}

	/** Goes on from where it is; a no-op where it is under way or done. */
	search(): void {
		if (!this.#isDone && this.#hunt.above === null) this.#feed({ type: "search", above: this.#above });
	}

	rest(): void {
		this.#feed({ type: "rest" });
	}

	tested(exponent: number, prime: boolean): void {
		this.#feed({ type: "tested", exponent, prime });
	}

	failed(exponent: number): void {
		this.#feed({ type: "test-failed", exponent });
	}

	#feed(input: HuntInput): void {
		for (const output of this.#hunt.handle(input)) {
			if (output.type === "test" || output.type === "cancel") this.#emit(output);
			else if (output.type === "found") {
				this.#settleTo(output.exponent, true);
				this.#emit(output);
			} else if (output.type === "exhausted") {
				this.#settleTo(this.#last, false);
				this.#isDone = true;
			}
		}
	}

	/** All below are composite. */
	#settleTo(exponent: number, prime: boolean): void {
		for (const candidate of exponentsAbove(this.#above)) {
			if (candidate > exponent) break;
			this.#evidence.knowledge.settleAlone(candidate, prime && candidate === exponent);
		}
		this.#above = exponent;
	}
}
