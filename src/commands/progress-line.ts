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
	/** What it told of that goes on from a save. */
	#goesOn = "";

	/** now: monotonic milliseconds. */
	constructor(dependencies: { readonly stream: ProgressStream; readonly now: () => number }) {
		this.#stream = dependencies.stream;
		this.#now = dependencies.now;
		this.#quietUntil = this.#now() + FIRST_QUIET_MS;
	}

	show(progress: TestProgress): void {
		this.#tellStart(progress);
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

	/** Once for each run that a save began. */
	#tellStart({ exponent, kind, begunAt, iterations }: TestProgress): void {
		const run = `M${exponent} ${kind}`;
		if (begunAt === 0 || run === this.#goesOn) return;
		this.#goesOn = run;
		this.say(`${run} goes on from iteration ${begunAt} of ${iterations} (${percentOf(begunAt, iterations)})`);
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

/** What a person wants to know first stands first. */
function describe({ exponent, kind, iteration, iterations, msPerIteration, roundOff, transformLength }: TestProgress): string {
	const toGo = duration((Math.max(0, iterations - iteration) * msPerIteration) / 1000);
	const transform = transformLength > 0 ? `, round-off ${roundOff.toFixed(3)}, length ${transformLength}` : "";
	return `M${exponent} ${kind} ${percentOf(iteration, iterations)}, ${toGo} to go, ${milliseconds(msPerIteration)} ms each, iteration ${iteration} of ${iterations}${transform}`;
}

function percentOf(iteration: number, iterations: number): string {
	return `${((100 * iteration) / iterations).toFixed(2)} %`;
}

function milliseconds(ms: number): string {
	return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}
