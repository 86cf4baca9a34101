// The engine of the house: a pool of compute processes, at most so many at a time, each started when there is work for it.
// A process that dies costs nothing but time: its tests are repeated from their saves by a more cautious one. Never blocks its caller.
import { ComputeProcess, type ProcessEnd } from "./compute-process.ts";
import { CostModel } from "../host/cost-model.ts";
import { type Engine, EngineError, type TestOptions, type TestProgress, type TestResult } from "../engine.ts";
import { flagsFor } from "../host/flags.ts";
import type { TestOrder } from "../task/exponent-task.ts";
import type { Report } from "./messages.ts";

export interface EngineOptions {
	/** Compute processes at most; 0: no test ever runs. */
	readonly workers: number;
	/** Threads that one test uses. */
	readonly threads: number;
	/** Where tests in progress and measured plans are kept; nothing is kept without it. */
	readonly dataDir?: string;
	/** Default 5 minutes. */
	readonly saveEverySeconds?: number;
	/** Lines for the operator: errors caught and repaired, processes that died. */
	readonly onLog?: (line: string) => void;
}

/** Deaths of its process after which a test is given up. */
const MOST_DEATHS = 5;
/** A process that does not answer an abort for so long is killed. */
const ABORT_GRACE_MS = 10_000;
/** Tests shorter than this are sent ahead, so that the process never waits for the next one. */
const SHORT_TEST_SECONDS = 0.5;
const SENT_AHEAD = 12;

export function createEngine(options: EngineOptions): Promise<Engine> {
	return Promise.resolve(new Pool(options));
}

class Pool implements Engine {
	readonly parallel: number;
	readonly #options: EngineOptions;
	readonly #seats: readonly Seat[];
	readonly #waiting: Job[] = [];
	readonly #costs = new CostModel();
	#nextId = 1;
	#squarings = 0;
	#caution = 0;
	#closed = false;

	constructor(options: EngineOptions) {
		this.#options = options;
		this.parallel = options.workers;
		this.#seats = Array.from({ length: options.workers }, () => ({ process: undefined, jobs: new Map<number, Job>() }));
	}

	test(exponent: number, options: TestOptions = {}): Promise<TestResult> {
		const { signal, onProgress, kind = "LL", factorFirst = true, iterations = null } = options;
		if (this.#closed) return Promise.reject(new EngineError("the engine is closed"));
		if (signal?.aborted) return Promise.reject(signal.reason);
		const { promise, resolve, reject } = Promise.withResolvers<TestResult>();
		const job: Job = {
			id: this.#nextId++,
			order: { exponent, kind, factorFirst, iterations },
			signal,
			onProgress,
			resolve,
			reject,
			onAbort: () => this.#abort(job),
			deaths: 0,
			lateAbort: undefined,
		};
		signal?.addEventListener("abort", job.onAbort, { once: true });
		this.#waiting.push(job);
		this.#assign();
		return promise;
	}

	estimateSeconds(exponent: number): number {
		return this.#costs.testSeconds(exponent);
	}

	squarings(): number {
		return this.#squarings;
	}

	async close(): Promise<void> {
		this.#closed = true;
		const error = new EngineError("the engine was closed");
		for (const job of this.#waiting.splice(0)) this.#finish(job, () => job.reject(error));
		await Promise.all(
			this.#seats.map(async (seat) => {
				await seat.process?.close();
				for (const job of seat.jobs.values()) this.#finish(job, () => job.reject(error));
				seat.jobs.clear();
			}),
		);
	}

	/** Hands the waiting tests out, in the order of their asking, to the seats with the least work. */
	#assign(): void {
		for (;;) {
			const [job] = this.#waiting;
			if (job === undefined) return;
			const [seat] = this.#seats.filter((each) => this.#hasRoom(each, job)).toSorted((a, b) => a.jobs.size - b.jobs.size);
			if (seat === undefined) return;
			this.#waiting.shift();
			seat.jobs.set(job.id, job);
			seat.process ??= this.#startProcess(seat);
			seat.process.send({ type: "test", id: job.id, ...job.order });
		}
	}

	/** Short tests are sent ahead, but never behind a long one. */
	#hasRoom(seat: Seat, job: Job): boolean {
		if (seat.jobs.size === 0) return true;
		return seat.jobs.size <= SENT_AHEAD && [job, ...seat.jobs.values()].every((each) => this.#isShort(each));
	}

	#isShort(job: Job): boolean {
		return job.deaths === 0 && this.#costs.testSeconds(job.order.exponent) < SHORT_TEST_SECONDS;
	}

	#startProcess(seat: Seat): ComputeProcess {
		const { threads, dataDir = null, saveEverySeconds = 300 } = this.#options;
		return new ComputeProcess(
			{ flags: flagsFor(this.#caution), threads, dataDir, saveEveryMs: saveEverySeconds * 1000, caution: this.#caution },
			{
				onReport: (report) => this.#onReport(seat, report),
				onEnd: (end) => this.#onEnd(seat, end),
			},
		);
	}

	#onReport(seat: Seat, report: Report): void {
		switch (report.type) {
			case "ready":
				return;
			case "log":
				return this.#options.onLog?.(report.line);
			case "squarings":
				this.#squarings += report.count;
				return;
			case "progress":
				this.#costs.measured(report.progress);
				return seat.jobs.get(report.id)?.onProgress?.(report.progress);
			case "result":
				this.#costs.finished(report.result);
				return this.#settle(seat, report.id, (job) => job.resolve(report.result));
			case "aborted":
				// Also sent by a process that somebody else ended: its tests are then repeated when it is gone.
				if (seat.jobs.get(report.id)?.signal?.aborted) this.#settle(seat, report.id, (job) => job.reject(job.signal?.reason));
				return;
			case "failed":
				return this.#settle(seat, report.id, (job) => job.reject(new EngineError(report.reason)));
		}
	}

	#settle(seat: Seat, id: number, how: (job: Job) => void): void {
		const job = seat.jobs.get(id);
		if (job === undefined) return;
		seat.jobs.delete(id);
		this.#finish(job, () => how(job));
		this.#assign();
	}

	#finish(job: Job, how: () => void): void {
		job.signal?.removeEventListener("abort", job.onAbort);
		clearTimeout(job.lateAbort);
		how();
	}

	#abort(job: Job): void {
		const at = this.#waiting.indexOf(job);
		if (at >= 0) {
			this.#waiting.splice(at, 1);
			this.#finish(job, () => job.reject(job.signal?.reason));
			return;
		}
		const process = this.#seats.find((seat) => seat.jobs.has(job.id))?.process;
		process?.send({ type: "abort", id: job.id });
		job.lateAbort = setTimeout(() => process?.kill(), ABORT_GRACE_MS);
	}

	/** The tests that the process held go back to the head of the queue; any may be to blame, and will not be sent with others again. */
	#onEnd(seat: Seat, { cause, how }: ProcessEnd): void {
		seat.process = undefined;
		if (this.#closed) return;
		const jobs = [...seat.jobs.values()];
		seat.jobs.clear();
		if (cause === "crashed") this.#caution++;
		this.#options.onLog?.(`a compute process died (${how})${jobs[0] === undefined ? "" : ` while testing M${jobs[0].order.exponent}`}`);
		for (const job of jobs) job.deaths++;
		const repeated: Job[] = [];
		for (const job of jobs) {
			if (job.signal?.aborted) this.#finish(job, () => job.reject(job.signal?.reason));
			else if (job.deaths < MOST_DEATHS) repeated.push(job);
			else
				this.#finish(job, () =>
					job.reject(new EngineError(`M${job.order.exponent}: its compute process died ${job.deaths} times, ${how}`)),
				);
		}
		this.#waiting.unshift(...repeated);
		this.#assign();
	}
}

/** A place for one compute process and the tests that it holds, the running one first. */
interface Seat {
	process: ComputeProcess | undefined;
	readonly jobs: Map<number, Job>;
}

interface Job {
	readonly id: number;
	readonly order: TestOrder;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: ((progress: TestProgress) => void) | undefined;
	readonly resolve: (result: TestResult) => void;
	readonly reject: (reason: unknown) => void;
	readonly onAbort: () => void;
	deaths: number;
	lateAbort: NodeJS.Timeout | undefined;
}
