// Drives one sequence to its end in the compute process: in short steps, so that messages get through, with the round-off watched,
// errors rolled back and repeated more safely, progress told, and the state saved now and then and when aborted.
import { setImmediate as nextTurn } from "node:timers/promises";
import { EngineError, type TestProgress } from "../engine.ts";
import type { History, SequenceState } from "../saves/sequence-state.ts";
import type { Squarer } from "../squaring/squarer.ts";
import type { RunError } from "../squaring/squarer-source.ts";
import type { Sequence } from "./sequence.ts";

/** Past this distance from an integer a digit may have been rounded to the wrong one. */
export const ROUND_OFF_LIMIT = 0.4;
/** Between two looks at messages, the round-off and the clock. */
export const STEP_MS = 60;
/** The first step squares about this many bits in all: some milliseconds. */
const FIRST_STEP_BITS = 2e7;
export const REPORT_EVERY_MS = 500;
/** Of all time, saves take so much at most. */
const LARGEST_SAVE_SHARE = 0.01;
/** Errors in one test after which this machine cannot be trusted with it. */
const MOST_ERRORS = 20;

export interface SequenceRunOptions {
	readonly signal: AbortSignal;
	/** Less often where a save itself takes long; 0: after each step. */
	readonly saveEveryMs: number;
	/** Squarings between two turns of the event loop; default: as many as take some 60 ms. */
	readonly mostSquarings?: number;
	/** Seconds and errors of the processes that worked on it before. */
	readonly history: History;
}

export interface SequenceRunDependencies {
	/** A squarer for another try, perhaps the same. */
	readonly safer: (failed: Squarer, error: RunError) => Squarer;
	readonly save: (state: SequenceState, history: History) => Promise<void>;
	readonly onProgress: (progress: TestProgress) => void;
	readonly onSquarings: (count: number) => void;
	readonly onError: (line: string) => void;
	/** Monotonic milliseconds. */
	readonly now: () => number;
}

/** Runs the sequence to its end. Rejects with the signal's reason once aborted and saved, with EngineError after too many errors. */
export async function runSequence(
	sequence: Sequence,
	first: Squarer,
	options: SequenceRunOptions,
	dependencies: SequenceRunDependencies,
): Promise<{ readonly squarer: Squarer; readonly history: History }> {
	const run = new SequenceRun(sequence, first, options, dependencies);
	try {
		await run.toTheEnd();
		return { squarer: run.squarer, history: run.history() };
	} catch (error) {
		run.squarer.close();
		throw error;
	}
}

class SequenceRun {
	readonly #sequence: Sequence;
	readonly #options: SequenceRunOptions;
	readonly #dependencies: SequenceRunDependencies;
	readonly #started: number;
	readonly #resumedAt: number;
	readonly #mostSquarings: number;
	squarer: Squarer;
	#errors: number;
	#repeated = 0;
	#roundOff: number;
	#msPerIteration = 0;
	#reported: number;
	#saved: number;
	#saveEveryMs: number;

	constructor(sequence: Sequence, squarer: Squarer, options: SequenceRunOptions, dependencies: SequenceRunDependencies) {
		this.#sequence = sequence;
		this.squarer = squarer;
		this.#options = options;
		this.#dependencies = dependencies;
		this.#started = this.#reported = this.#saved = dependencies.now();
		this.#resumedAt = sequence.iteration;
		this.#saveEveryMs = options.saveEveryMs;
		this.#mostSquarings = options.mostSquarings ?? Number.POSITIVE_INFINITY;
		this.#errors = options.history.errors;
		this.#roundOff = options.history.roundOff;
	}

	history(): History {
		const seconds = this.#options.history.seconds + (this.#dependencies.now() - this.#started) / 1000;
		return { seconds, errors: this.#errors, roundOff: this.#roundOff };
	}

	async toTheEnd(): Promise<void> {
		let count = Math.max(1, Math.min(Math.floor(FIRST_STEP_BITS / this.#sequence.exponent), this.#mostSquarings));
		while (!this.#sequence.finished) {
			if (this.#sequence.checkDue) {
				await this.#check();
			} else {
				count = this.#step(count);
				const roundOff = this.squarer.takeRoundOff();
				// Asked this way round, what is no number counts as too large.
				if (roundOff <= ROUND_OFF_LIMIT) this.#roundOff = Math.max(this.#roundOff, roundOff);
				else this.#recover("round-off", `round-off ${roundOff.toFixed(3)}`);
			}
			await this.#breathe();
		}
	}

	/** Gives the count that would take STEP_MS, growing at most fourfold at a time. */
	#step(count: number): number {
		const before = this.#dependencies.now();
		const done = this.#sequence.advance(count);
		const took = Math.max(this.#dependencies.now() - before, 1e-3);
		this.#dependencies.onSquarings(done);
		if (done === 0) return count;
		const ms = took / done;
		const settled = this.#msPerIteration === 0 || done < count / 2 ? 0.5 : 0.8;
		this.#msPerIteration = this.#msPerIteration === 0 ? ms : settled * this.#msPerIteration + (1 - settled) * ms;
		return Math.max(1, Math.min(count * 4, Math.floor(STEP_MS / ms), this.#mostSquarings));
	}

	async #check(): Promise<void> {
		const passed = await this.#sequence.check(() => this.#breathe());
		// What the check itself multiplied counts as little as it does.
		this.squarer.takeRoundOff();
		if (passed) this.#repeated = 0;
		else this.#recover("check", "check failed");
	}

	#recover(cause: RunError["cause"], what: string): void {
		const at = this.#sequence.iteration;
		this.#errors++;
		this.#repeated++;
		if (this.#errors > MOST_ERRORS)
			throw new EngineError(`M${this.#sequence.exponent}: ${this.#errors} errors in one test: this machine does not compute reliably`);
		const safer = this.#dependencies.safer(this.squarer, { cause, repeated: this.#repeated });
		if (safer !== this.squarer) this.squarer.close();
		this.squarer = safer;
		this.#sequence.rollBack(this.squarer);
		this.squarer.takeRoundOff();
		this.#msPerIteration = 0;
		this.#dependencies.onError(
			`M${this.#sequence.exponent}: ${what} at iteration ${at}, back to ${this.#sequence.iteration} with ${this.squarer.kernel}, length ${this.squarer.transformLength}`,
		);
	}

	/** One turn of the event loop; reports and saves when it is time. */
	async #breathe(): Promise<void> {
		await nextTurn();
		const now = this.#dependencies.now();
		if (this.#options.signal.aborted) {
			await this.#save(now);
			throw this.#options.signal.reason;
		}
		if (now - this.#reported >= REPORT_EVERY_MS) {
			this.#reported = now;
			this.#dependencies.onProgress(this.#progress());
		}
		if (now - this.#saved >= this.#saveEveryMs) await this.#save(now);
	}

	async #save(now: number): Promise<void> {
		this.#saved = now;
		await this.#dependencies.save(this.#sequence.state(), this.history());
		const { saveEveryMs } = this.#options;
		if (saveEveryMs > 0) this.#saveEveryMs = Math.max(saveEveryMs, (this.#dependencies.now() - now) / LARGEST_SAVE_SHARE);
	}

	#progress(): TestProgress {
		return {
			exponent: this.#sequence.exponent,
			kind: this.#sequence.kind,
			iteration: this.#sequence.iteration,
			iterations: this.#sequence.iterations,
			msPerIteration: this.#msPerIteration,
			roundOff: this.#roundOff,
			transformLength: this.squarer.transformLength,
			errors: this.#errors,
			resumedAt: this.#resumedAt,
		};
	}
}
