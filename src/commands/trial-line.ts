// The progress of trial factoring for a person: a line now and then.
import type { TrialProgress } from "../engine/engine.ts";

const WORDS_EVERY_MS = 5_000;

export class TrialLine {
	readonly #say: (line: string) => void;
	readonly #now: () => number;
	#said: number;

	/** now: monotonic milliseconds. */
	constructor(dependencies: { readonly say: (line: string) => void; readonly now: () => number }) {
		this.#say = dependencies.say;
		this.#now = dependencies.now;
		this.#said = this.#now();
	}

	show({ exponent, bits, done }: TrialProgress): void {
		if (this.#now() - this.#said < WORDS_EVERY_MS) return;
		this.#said = this.#now();
		this.#say(`M${exponent}: ${(100 * done).toFixed(2)} % of the candidates below 2^${bits.toFixed(1)}`);
	}
}
