// An Engine in memory for the tests of other folders: no process, no clock. A test ends when the test's author says so, or at once.
import { type Engine, EngineError, type TestOptions, type TestProgress, type TestResult } from "../../src/engine/engine.ts";

export interface EngineTwinOptions {
	/** Default 2. */
	readonly parallel?: number;
	/** Default false: each test waits for finish() or fail(). True: it ends by itself, a turn after it started. */
	readonly automatic?: boolean;
	readonly secondsATest?: number;
}

interface Job {
	readonly exponent: number;
	readonly options: TestOptions;
	readonly resolve: (result: TestResult) => void;
	readonly reject: (reason: unknown) => void;
	readonly onAbort: () => void;
}

export class EngineTwin implements Engine {
	readonly parallel: number;
	readonly #options: EngineTwinOptions;
	readonly #waiting: Job[] = [];
	readonly #running = new Map<number, Job>();
	#squarings = 0;
	#closed = false;

	constructor(options: EngineTwinOptions = {}) {
		this.#options = options;
		this.parallel = options.parallel ?? 2;
	}

	/** Exponents under test, in the order of their start. */
	get running(): readonly number[] {
		return [...this.#running.keys()];
	}

	get waiting(): readonly number[] {
		return this.#waiting.map((job) => job.exponent);
	}

	test(exponent: number, options: TestOptions = {}): Promise<TestResult> {
		if (this.#closed) return Promise.reject(new EngineError("the engine is closed"));
		if (options.signal?.aborted) return Promise.reject(options.signal.reason);
		const { promise, resolve, reject } = Promise.withResolvers<TestResult>();
		const job: Job = { exponent, options, resolve, reject, onAbort: () => this.#end(job, () => reject(options.signal?.reason)) };
		options.signal?.addEventListener("abort", job.onAbort, { once: true });
		this.#waiting.push(job);
		this.#start();
		return promise;
	}

	/** Ends the running test of this exponent; the result is the true one unless another is given. */
	finish(exponent: number, result?: TestResult): void {
		const job = this.#job(exponent);
		this.#squarings += exponent - 2;
		this.#end(job, () => job.resolve(result ?? lucasLehmer(exponent, job.options)));
	}

	fail(exponent: number, reason: string): void {
		const job = this.#job(exponent);
		this.#end(job, () => job.reject(new EngineError(reason)));
	}

	progress(exponent: number, progress: Partial<TestProgress>): void {
		const { options } = this.#job(exponent);
		const start = { exponent, kind: options.kind ?? "LL", iteration: 0, iterations: exponent - 2, msPerIteration: 1 } as const;
		options.onProgress?.({ ...start, roundOff: 0, transformLength: 0, ...progress });
	}

	estimateSeconds(): number {
		return this.#options.secondsATest ?? 1;
	}

	squarings(): number {
		return this.#squarings;
	}

	close(): Promise<void> {
		this.#closed = true;
		for (const job of [...this.#waiting, ...this.#running.values()])
			this.#end(job, () => job.reject(new EngineError("the engine was closed")));
		return Promise.resolve();
	}

	#job(exponent: number): Job {
		const job = this.#running.get(exponent);
		if (job === undefined) throw new Error(`M${exponent} is not under test`);
		return job;
	}

	#start(): void {
		while (this.#running.size < this.parallel) {
			const job = this.#waiting.shift();
			if (job === undefined) return;
			this.#running.set(job.exponent, job);
			if (this.#options.automatic) queueMicrotask(() => this.#running.get(job.exponent) === job && this.finish(job.exponent));
		}
	}

	#end(job: Job, how: () => void): void {
		job.options.signal?.removeEventListener("abort", job.onAbort);
		const at = this.#waiting.indexOf(job);
		if (at >= 0) this.#waiting.splice(at, 1);
		if (this.#running.get(job.exponent) === job) this.#running.delete(job.exponent);
		how();
		if (!this.#closed) this.#start();
	}
}

function lucasLehmer(exponent: number, options: TestOptions): TestResult {
	const modulus = (1n << BigInt(exponent)) - 1n;
	let s = 4n % modulus;
	for (let i = 0; i < exponent - 2; i++) s = (s * s + modulus - 2n) % modulus;
	return {
		exponent,
		kind: options.kind ?? "LL",
		prime: s === 0n,
		res64: BigInt.asUintN(64, s).toString(16).toUpperCase().padStart(16, "0"),
		iterations: exponent - 2,
		shift: 0,
		transformLength: 0,
		roundOff: 0,
		errors: 0,
		seconds: 0,
	};
}
