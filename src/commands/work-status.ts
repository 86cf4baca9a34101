// The state of `work` for other programs: one JSON object in a file, replaced whole every few seconds and at each change.
// What is shown is what the progress line knows; a file that cannot be written costs one line.
import { renameSync, writeFileSync } from "node:fs";
import type { FactorProgress, TestProgress } from "../engine/engine.ts";

const WRITE_EVERY_MS = 5_000;

export interface WorkStatusOptions {
	readonly file: string;
	readonly version: string;
	readonly workers: number;
}

export interface WorkStatusDependencies {
	/** Why the work rests. */
	readonly pausedFor: () => string | undefined;
	readonly say: (line: string) => void;
	readonly now: () => Date;
}

export class WorkStatus {
	readonly #options: WorkStatusOptions;
	readonly #dependencies: WorkStatusDependencies;
	readonly #progress = new Map<number, TestProgress | FactorProgress>();
	#results = 0;
	#timer: NodeJS.Timeout | undefined;
	#failed = false;

	constructor(options: WorkStatusOptions, dependencies: WorkStatusDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
	}

	start(): void {
		this.#write(true);
		this.#timer = setInterval(() => this.#write(true), WRITE_EVERY_MS).unref();
	}

	/** The last word: it no longer runs. */
	stop(): void {
		clearInterval(this.#timer);
		this.#progress.clear();
		this.#write(false);
	}

	/** Workers are counted from 1. */
	show(worker: number, progress: TestProgress | FactorProgress): void {
		this.#progress.set(worker, progress);
	}

	/** The worker's result is recorded. */
	finished(worker: number): void {
		this.#results++;
		this.#progress.delete(worker);
		this.#write(true);
	}

	#write(running: boolean): void {
		const { file, version, workers } = this.#options;
		const { pausedFor, now, say } = this.#dependencies;
		const status = {
			program: { name: "gimps-node", version },
			pid: process.pid,
			time: now().toISOString(),
			running,
			paused: pausedFor() ?? null,
			results: this.#results,
			workers: Array.from({ length: workers }, (_, i) => ({ worker: i + 1, ...describe(this.#progress.get(i + 1)) })),
		};
		try {
			writeFileSync(`${file}.new`, `${JSON.stringify(status)}\n`);
			renameSync(`${file}.new`, file);
			this.#failed = false;
		} catch (error) {
			if (!this.#failed) say(`cannot write the status to ${file}: ${error instanceof Error ? error.message : String(error)}`);
			this.#failed = true;
		}
	}
}

/** Nothing where a worker has no line, or has not yet said anything of it. */
function describe(progress: TestProgress | FactorProgress | undefined): Readonly<Record<string, unknown>> {
	if (progress === undefined) return {};
	if (progress.kind === "TF") return { exponent: progress.exponent, kind: "TF", percent: 100 * progress.done, bits: progress.bits };
	const { exponent, kind, iteration, iterations, msPerIteration, roundOff, errors, transformLength, resumedAt, isConfirmation } = progress;
	return {
		exponent,
		kind,
		isConfirmation: isConfirmation ?? false,
		iteration,
		iterations,
		percent: (100 * iteration) / iterations,
		msPerIteration,
		secondsToGo: (Math.max(0, iterations - iteration) * msPerIteration) / 1000,
		roundOff,
		errors,
		transformLength,
		resumedAt,
	};
}
