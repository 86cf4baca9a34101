// The progress of several workers for a person: a single one redraws its line as `test` does, several write a line now and then, each with its number.
import type { FactorProgress, TestProgress } from "../engine/engine.ts";
import { ProgressLine, type ProgressStream } from "./progress-line.ts";
import { TrialLine } from "./trial-line.ts";

export class WorkerLines {
	readonly #lines: readonly ProgressLine[];
	readonly #trials: readonly TrialLine[];
	readonly #stream: ProgressStream;

	constructor({ workers }: { readonly workers: number }, { stream, now }: { readonly stream: ProgressStream; readonly now: () => number }) {
		const streamOf = (worker: number): ProgressStream => ({ write: (text) => stream.write(`worker ${worker}: ${text}`) });
		this.#lines = Array.from({ length: workers }, (_, i) => new ProgressLine({ stream: workers === 1 ? stream : streamOf(i + 1), now }));
		this.#trials = this.#lines.map((line) => new TrialLine({ say: (text) => line.say(text), now }));
		this.#stream = stream;
	}

	/** Workers are counted from 1. */
	show(worker: number, progress: TestProgress | FactorProgress): void {
		if (progress.kind === "TF") this.#trials[worker - 1]?.show(progress);
		else this.#lines[worker - 1]?.show(progress);
	}

	/** A line about all. */
	say(line: string): void {
		this.close();
		this.#stream.write(`${line}\n`);
	}

	clear(worker: number): void {
		this.#lines[worker - 1]?.clear();
	}

	close(): void {
		for (const line of this.#lines) line.clear();
	}
}
