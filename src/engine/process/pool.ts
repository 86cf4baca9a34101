// The engine as a pool of compute processes, at most so many at a time, each started when there is work for it.
// A process that dies costs nothing but time: its work is repeated from its saves by a more cautious one. Never blocks its caller.
import {
	EngineError,
	type EngineOptions,
	type FactorOptions,
	type FactorResult,
	type FactorSearch,
	type ProofEngine,
	type TestOptions,
	type TestResult,
} from "../engine.ts";
import type { Certificate, CertificateRequest, ProofVerdict, ProofWorkOptions } from "../proofs.ts";
import { CostModel } from "../host/cost-model.ts";
import { flagsFor } from "../host/flags.ts";
import { defaultMemoryMib } from "../host/memory.ts";
import { LOWEST_PRIORITY } from "../host/priority.ts";
import { removeFinishedSaves, removeSuperseded, testsFolder } from "../saves/save-store.ts";
import { ComputeProcess, type ProcessEnd } from "./compute-process.ts";
import { Job } from "./job.ts";
import { type Report, subjectOf, type WorkOrder, type WorkResult } from "./messages.ts";

/** Deaths of its process after which an order is given up. */
const MOST_DEATHS = 5;
/** A process that does not answer an abort for so long is killed. */
const ABORT_GRACE_MS = 10_000;
/** Tests shorter than this are sent ahead, so that the process never waits for the next one. */
const SHORT_TEST_SECONDS = 0.5;
const SENT_AHEAD = 12;

const DOING = { test: "testing", factor: "factoring", verify: "verifying", certify: "certifying" } as const;

/** A place for one compute process and the jobs that it holds, the running one first. */
interface Seat {
	process: ComputeProcess | undefined;
	readonly jobs: Map<number, Job>;
}

export class Pool implements ProofEngine {
	readonly parallel: number;
	readonly #options: EngineOptions;
	readonly #seats: readonly Seat[];
	readonly #waiting: Job[] = [];
	readonly #costs = new CostModel();
	#nextId = 1;
	#squarings = 0;
	#cpuSeconds = 0;
	#caution = 0;
	#closed = false;

	constructor(options: EngineOptions) {
		this.#options = options;
		this.parallel = options.workers;
		this.#seats = Array.from({ length: options.workers }, () => ({ process: undefined, jobs: new Map<number, Job>() }));
	}

	test(exponent: number, options: TestOptions = {}): Promise<TestResult> {
		const { kind = "LL", factorFirst = true, iterations = null, proof = null } = options;
		return this.#ask({ type: "test", exponent, kind, factorFirst, iterations, proof }, options);
	}

	factor(exponent: number, search: FactorSearch, options: FactorOptions = {}): Promise<FactorResult> {
		return this.#ask({ type: "factor", exponent, search }, options);
	}

	async forget(exponent: number): Promise<void> {
		const { dataDir } = this.#options;
		if (dataDir !== undefined) await removeFinishedSaves(testsFolder(dataDir), exponent);
	}

	async tidy(isSuperseded: (exponent: number) => boolean): Promise<void> {
		const { dataDir } = this.#options;
		const jobs = [...this.#waiting, ...this.#seats.flatMap((seat) => [...seat.jobs.values()])];
		const wanted = new Set(jobs.flatMap(({ order }) => (order.type === "verify" ? [] : order.exponent)));
		if (dataDir === undefined) return;
		await removeSuperseded(testsFolder(dataDir), {
			isSuperseded: (exponent) => !wanted.has(exponent) && isSuperseded(exponent),
			now: Date.now(),
		});
	}

	verifyProof(file: string, options: ProofWorkOptions = {}): Promise<ProofVerdict> {
		return this.#ask({ type: "verify", file }, options);
	}

	certify(request: CertificateRequest, options: ProofWorkOptions = {}): Promise<Certificate> {
		return this.#ask({ type: "certify", ...request }, options);
	}

	estimateSeconds(exponent: number): number {
		return this.#costs.testSeconds(exponent);
	}

	squarings(): number {
		return this.#squarings;
	}

	cpuSeconds(): number {
		return this.#cpuSeconds;
	}

	async close(): Promise<void> {
		this.#closed = true;
		const error = new EngineError("the engine was closed");
		for (const job of this.#waiting.splice(0)) job.reject(error);
		await Promise.all(
			this.#seats.map(async (seat) => {
				await seat.process?.close();
				for (const job of seat.jobs.values()) job.reject(error);
				seat.jobs.clear();
			}),
		);
	}

	/** Progress and result are of the kind that the order asks for. */
	#ask<Result extends WorkResult>(
		order: WorkOrder,
		{ signal, onProgress }: { readonly signal?: AbortSignal; readonly onProgress?: (progress: never) => void },
	): Promise<Result> {
		if (this.#closed) return Promise.reject(new EngineError("the engine is closed"));
		if (signal?.aborted) return Promise.reject(signal.reason);
		const { promise, resolve, reject } = Promise.withResolvers<Result>();
		const job = new Job(
			{ id: this.#nextId++, order, signal },
			{
				resolve: (result) => resolve(result as Result),
				reject,
				onProgress: onProgress && ((progress) => onProgress(progress as never)),
				onAbort: (aborted) => this.#abort(aborted),
			},
		);
		this.#waiting.push(job);
		this.#assign();
		return promise;
	}

	/** Hands the waiting jobs out, in the order of their asking, to the seats with the least work. */
	#assign(): void {
		for (;;) {
			const [job] = this.#waiting;
			if (job === undefined) return;
			const [seat] = this.#seats.filter((each) => this.#hasRoom(each, job)).toSorted((a, b) => a.jobs.size - b.jobs.size);
			if (seat === undefined) return;
			this.#waiting.shift();
			seat.jobs.set(job.id, job);
			seat.process ??= this.#startProcess(seat);
			seat.process.send({ id: job.id, ...job.order });
		}
	}

	/** Short tests are sent ahead, but never behind a long one. */
	#hasRoom(seat: Seat, job: Job): boolean {
		if (seat.jobs.size === 0) return true;
		return seat.jobs.size <= SENT_AHEAD && [job, ...seat.jobs.values()].every((each) => this.#isShort(each));
	}

	#isShort({ order, deaths }: Job): boolean {
		return order.type === "test" && deaths === 0 && this.#costs.testSeconds(order.exponent) < SHORT_TEST_SECONDS;
	}

	#startProcess(seat: Seat): ComputeProcess {
		const { threads, dataDir = null, saveEverySeconds = 300, memoryMib = defaultMemoryMib(), nice = LOWEST_PRIORITY } = this.#options;
		const memoryBytes = (memoryMib * 2 ** 20) / this.parallel;
		return new ComputeProcess(
			{ flags: flagsFor(this.#caution), threads, dataDir, saveEveryMs: saveEverySeconds * 1000, memoryBytes, nice, caution: this.#caution },
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
			case "spent":
				this.#squarings += report.squarings;
				this.#cpuSeconds += report.cpuSeconds;
				return;
			case "progress":
				if (report.progress.kind !== "TF" && report.progress.kind !== "P-1 stage 2") this.#costs.measured(report.progress);
				return seat.jobs.get(report.id)?.progress(report.progress);
			case "result":
				this.#costs.finished(report.result);
				return this.#settle(seat, report.id, (job) => job.resolve(report.result));
			case "aborted":
				// Also sent by a process that somebody else ended: its work is then repeated when it is gone.
				if (seat.jobs.get(report.id)?.isAborted) this.#settle(seat, report.id, (job) => job.rejectAborted());
				return;
			case "failed":
				return this.#settle(seat, report.id, (job) => job.reject(new EngineError(report.reason)));
		}
	}

	#settle(seat: Seat, id: number, how: (job: Job) => void): void {
		const job = seat.jobs.get(id);
		if (job === undefined) return;
		seat.jobs.delete(id);
		how(job);
		this.#assign();
	}

	#abort(job: Job): void {
		const at = this.#waiting.indexOf(job);
		if (at >= 0) {
			this.#waiting.splice(at, 1);
			job.rejectAborted();
			return;
		}
		const process = this.#seats.find((seat) => seat.jobs.has(job.id))?.process;
		process?.send({ type: "abort", id: job.id });
		job.unlessSettledIn(ABORT_GRACE_MS, () => process?.kill());
	}

	/** The jobs that the process held go back to the head of the queue; any may be to blame, and will not be sent with others again. */
	#onEnd(seat: Seat, { cause, how }: ProcessEnd): void {
		seat.process = undefined;
		if (this.#closed) return;
		const jobs = [...seat.jobs.values()];
		seat.jobs.clear();
		if (cause === "crashed") this.#caution++;
		this.#options.onLog?.(`a compute process died (${how})${workOf(jobs[0])}`);
		const repeated: Job[] = [];
		for (const job of jobs) {
			job.deaths++;
			if (job.isAborted) job.rejectAborted();
			else if (job.deaths < MOST_DEATHS) repeated.push(job);
			else job.reject(new EngineError(`${subjectOf(job.order)}: its compute process died ${job.deaths} times, ${how}`));
		}
		this.#waiting.unshift(...repeated);
		this.#assign();
	}
}

function workOf(job: Job | undefined): string {
	return job === undefined ? "" : ` while ${DOING[job.order.type]} ${subjectOf(job.order)}`;
}
