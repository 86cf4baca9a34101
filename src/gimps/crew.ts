// The workers of a folder: each takes the first free line, works it off, and takes the next; without lines they wait for more.
// No two work on one exponent at a time, as they would share its saves. A line that cannot be done is named once and left alone.
import { setTimeout as sleep } from "node:timers/promises";
import { EngineError, type FactorProgress, type ProofEngine, type TestProgress } from "../engine/engine.ts";
import { type Assignment, keyOf } from "./assignment.ts";
import type { Gate } from "./gate.ts";
import type { GimpsResult } from "./result.ts";
import type { WorkFolder } from "./work-folder.ts";
import { WorkOff, type WorkOffDependencies, type WorkOffOptions } from "./work-off.ts";
import type { Worktodo } from "./worktodo.ts";

const LOOK_EVERY_MS = 1_000;

export interface CrewOptions extends WorkOffOptions {
	readonly workers: number;
	readonly exitWhenDone: boolean;
}

export interface CrewDependencies {
	readonly engine: Pick<ProofEngine, "test" | "factor" | "certify">;
	readonly proofFor: WorkOffDependencies["proofFor"];
	readonly folder: WorkFolder;
	readonly gate: Gate;
	/** Aborted: everybody saves and stops. */
	readonly signal: AbortSignal;
	/** One line for people. */
	readonly say: (line: string) => void;
	readonly onProgress: (worker: number, progress: TestProgress | FactorProgress) => void;
	/** On the disk, and its line gone. */
	readonly onResult: (worker: number, result: GimpsResult) => void;
	readonly now: () => Date;
}

export class Crew {
	readonly #options: CrewOptions;
	readonly #dependencies: CrewDependencies;
	/** Exponents at work. */
	readonly #busy = new Set<number>();
	/** Keys of lines that the engine could not do. */
	readonly #failed = new Set<string>();
	/** Keys of certificates without their start values. */
	readonly #waiting = new Set<string>();
	readonly #named = new Set<string>();
	#isOutOfWork = false;

	constructor(options: CrewOptions, dependencies: CrewDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
	}

	/** Workers that have a line. */
	get busy(): number {
		return this.#busy.size;
	}

	/** Resolves when all is done, where it may end then: true if every line could be done. Rejects with the signal's reason, or as the folder does. */
	async run(): Promise<boolean> {
		const failure = new AbortController();
		const signal = AbortSignal.any([this.#dependencies.signal, failure.signal]);
		const workers = Array.from({ length: this.#options.workers }, (_, i) =>
			this.#work(i + 1, signal).catch((error: unknown) => failure.abort(error)),
		);
		// All have saved.
		await Promise.all(workers);
		signal.throwIfAborted();
		return this.#failed.size + this.#waiting.size === 0;
	}

	async #work(worker: number, signal: AbortSignal): Promise<void> {
		for (;;) {
			const assignment = await this.#next(signal);
			if (assignment === undefined) return;
			try {
				await this.#workOff(assignment, worker, signal);
			} catch (error) {
				if (!(error instanceof EngineError)) throw error;
				this.#failed.add(keyOf(assignment));
				this.#dependencies.say(`${keyOf(assignment)}: cannot be done, the line is left alone: ${error.message}`);
			} finally {
				this.#busy.delete(assignment.exponent);
			}
		}
	}

	/** Undefined where there is nothing to do and that is the end. */
	async #next(signal: AbortSignal): Promise<Assignment | undefined> {
		const { folder, say } = this.#dependencies;
		for (;;) {
			signal.throwIfAborted();
			const worktodo = await folder.read();
			this.#nameRefused(worktodo);
			const open = worktodo.assignments.filter((assignment) => !this.#failed.has(keyOf(assignment)) && !this.#waits(assignment));
			const free = open.find(({ exponent }) => !this.#busy.has(exponent));
			if (free === undefined) {
				if (open.length === 0 && this.#busy.size === 0) {
					if (!this.#isOutOfWork)
						say(`out of work${this.#options.exitWhenDone ? "" : ": waiting for lines in worktodo.txt or worktodo.add"}`);
					this.#isOutOfWork = true;
				}
				if (this.#options.exitWhenDone && open.length === 0) return undefined;
				await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
				continue;
			}
			this.#busy.add(free.exponent);
			this.#isOutOfWork = false;
			if (!folder.isRecorded(free)) return free;
			say(`${keyOf(free)}: its result is in results.json.txt already, the line is taken out`);
			await folder.record(free, null).finally(() => this.#busy.delete(free.exponent));
		}
	}

	#workOff(assignment: Assignment, worker: number, signal: AbortSignal): Promise<void> {
		const { engine, proofFor, folder, gate, now, onProgress, onResult } = this.#dependencies;
		const dependencies: WorkOffDependencies = {
			engine,
			proofFor,
			startOf: (certificate) => folder.startOf(certificate),
			pass: <T>(work: (inner: AbortSignal) => Promise<T>) => gate.pass(work, signal),
			record: async (done: Assignment, result: GimpsResult, rest?: string) => {
				await folder.record(done, result, rest);
				onResult(worker, result);
			},
			onProgress: (progress: TestProgress | FactorProgress) => onProgress(worker, progress),
			now,
		};
		return new WorkOff(assignment, this.#options, dependencies).run();
	}

	/** Whether it is a certificate whose start value somebody has yet to bring. */
	#waits(assignment: Assignment): boolean {
		const { folder, say } = this.#dependencies;
		const key = keyOf(assignment);
		this.#waiting.delete(key);
		if (assignment.type !== "Cert" || folder.hasStart(assignment)) return false;
		this.#waiting.add(key);
		if (!this.#named.has(key)) say(`${key}: waits for its start value, ${folder.startOf(assignment)}`);
		this.#named.add(key);
		return true;
	}

	#nameRefused(worktodo: Worktodo): void {
		for (const { line, reason } of worktodo.refused) {
			if (this.#named.has(line)) continue;
			this.#named.add(line);
			this.#dependencies.say(`worktodo.txt: left alone: ${line} (${reason})`);
		}
	}
}
