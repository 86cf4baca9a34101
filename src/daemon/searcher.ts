// Runs the search for the next Mersenne exponent on the engine, one search at a time, and shows what is under test.
// A new search abandons the one before; an abandoned search never reports.
import type { TestingState } from "../dashboard/contract.ts";
import type { Engine, TestProgress } from "../engine/engine.ts";
import { refutes } from "../search/exponents.ts";
import { nextMersenneExponent } from "../search/hunt.ts";

/** Tests asked for at once, for each that can run: the engine's processes never wait for the next one. */
const ASKED_AHEAD = 4;

export interface SearcherEvents {
	found(exponent: number): void;
	/** The search ended without a find, by no fault of its own. */
	failed(error: Error): void;
}

export class Searcher {
	readonly #engine: Engine;
	readonly #events: SearcherEvents;
	readonly #progress = new Map<number, TestProgress | null>();
	#running: AbortController | null = null;
	#above: number | null = null;
	#testsDone = 0;

	constructor(dependencies: { readonly engine: Engine; readonly events: SearcherEvents }) {
		this.#engine = dependencies.engine;
		this.#events = dependencies.events;
	}

	search(above: number): void {
		this.rest();
		const running = new AbortController();
		this.#running = running;
		this.#above = above;
		const test = (exponent: number, signal: AbortSignal): Promise<boolean> => this.#test(exponent, signal);
		nextMersenneExponent(above, test, this.#engine.parallel * ASKED_AHEAD, running.signal).then(
			(exponent) => this.#end(running, () => this.#events.found(exponent)),
			(error: unknown) => {
				if (!(error instanceof Error)) throw error;
				this.#end(running, () => this.#events.failed(error));
			},
		);
	}

	/** Any number of times. */
	rest(): void {
		this.#running?.abort(new DOMException("the search was abandoned", "AbortError"));
		this.#running = null;
		this.#above = null;
	}

	get above(): number | null {
		return this.#above;
	}

	get testsDone(): number {
		return this.#testsDone;
	}

	/** Tests that have begun. */
	testing(): TestingState[] {
		return [...this.#progress.values()].filter((progress) => progress !== null).map((progress) => testingState(progress, "search"));
	}

	#end(running: AbortController, report: () => void): void {
		if (this.#running !== running) return;
		this.#running = null;
		this.#above = null;
		report();
	}

	async #test(exponent: number, signal: AbortSignal): Promise<boolean> {
		if (refutes(exponent)) return false;
		this.#progress.set(exponent, null);
		try {
			const { prime } = await this.#engine.test(exponent, { signal, onProgress: (progress) => this.#progress.set(exponent, progress) });
			this.#testsDone++;
			return prime;
		} finally {
			this.#progress.delete(exponent);
		}
	}
}

export function testingState(progress: TestProgress, purpose: TestingState["purpose"]): TestingState {
	const { exponent, iteration, iterations, msPerIteration } = progress;
	const eta = Math.round(((iterations - iteration) * msPerIteration) / 100) / 10;
	return { exponent, iteration, iterations, ms_per_iteration: msPerIteration, eta, purpose };
}
