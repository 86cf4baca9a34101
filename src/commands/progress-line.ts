// The progress of a test for a person: one line that redraws itself on a terminal, a line now and then elsewhere.
import type { TestProgress } from "../engine/engine.ts";
import { duration } from "../terminal/duration.ts";

/** Where nobody watches, a line so often is enough. */
const QUIET_EVERY_MS = 30_000;
const FIRST_QUIET_MS = 5_000;

export interface ProgressStream {
	readonly isTTY?: boolean;
	readonly columns?: number;
	write(text: string): unknown;
}

export class ProgressLine {
	readonly #stream: ProgressStream;
	readonly #now: () => number;
	#quietUntil: number;
	#drawn = false;
	/** What it goes on with was said. */
	#resumed = "";

	/** now: monotonic milliseconds. */
	constructor(dependencies: { readonly stream: ProgressStream; readonly now: () => number }) {
		this.#stream = dependencies.stream;
		this.#now = dependencies.now;
		this.#quietUntil = this.#now() + FIRST_QUIET_MS;
	}

	show(progress: TestProgress): void {
		this.#sayResumed(progress);
		const line = describe(progress);
		if (this.#stream.isTTY === true) {
			this.#stream.write(`\r\u001B[K${fit(line, (this.#stream.columns ?? 80) - 1)}`);
			this.#drawn = true;
		} else if (this.#now() >= this.#quietUntil) {
			this.#quietUntil = this.#now() + QUIET_EVERY_MS;
			this.#stream.write(`${line}\n`);
		}
	}

	/** A line of its own, above the progress. */
	say(line: string): void {
		this.clear();
		this.#stream.write(`${line}\n`);
	}

	#sayResumed(progress: TestProgress): void {
		const { iterations, resumedAt } = progress;
		const what = `${subject(progress)} goes on from iteration ${resumedAt} of ${iterations} (${percentOf(resumedAt, iterations)})`;
		if (resumedAt === 0 || what === this.#resumed) return;
		this.#resumed = what;
		this.say(what);
	}

	clear(): void {
		if (this.#drawn) this.#stream.write("\r\u001B[K");
		this.#drawn = false;
	}
}

/** Cut between two facts, never within a number. */
function fit(line: string, columns: number): string {
	return line.length <= columns ? line : line.slice(0, Math.max(0, line.lastIndexOf(",", columns)));
}

/** Which number, and what is done with it. */
function subject({ exponent, kind, isConfirmation }: TestProgress): string {
	return `M${exponent} ${kind}${isConfirmation === true ? ", second run to confirm the prime" : ""}`;
}

/** What a person wants to know first stands first. */
function describe(progress: TestProgress): string {
	const { iteration, iterations, msPerIteration, roundOff, transformLength, errors } = progress;
	const toGo = duration((Math.max(0, iterations - iteration) * msPerIteration) / 1000);
	const transform = transformLength > 0 ? `, round-off ${roundOff.toFixed(3)}, length ${transformLength}` : "";
	const place = `${percentOf(iteration, iterations)}, ${toGo} to go, ${milliseconds(msPerIteration)} ms each, iteration ${iteration} of ${iterations}`;
	const separator = progress.isConfirmation === true ? ", " : " ";
	return `${subject(progress)}${separator}${place}, ${errors} ${errors === 1 ? "error" : "errors"}${transform}`;
}

function percentOf(iteration: number, iterations: number): string {
	return `${((100 * iteration) / iterations).toFixed(2)} %`;
}

function milliseconds(ms: number): string {
	return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}
