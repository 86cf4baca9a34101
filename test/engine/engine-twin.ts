// An Engine in memory for the tests of other folders: no process, no clock. What it is asked ends when the test's author says so, or at once.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
	EngineError,
	type FactorOptions,
	type FactorResult,
	type FactorSearch,
	type ProofEngine,
	type TestOptions,
	type TestProgress,
	type TestResult,
} from "../../src/engine/engine.ts";
import type { Certificate, CertificateRequest, ProofVerdict, ProofWorkOptions } from "../../src/engine/proofs.ts";
import { littleEndian } from "./proof/plain-proof.ts";
import { powerResidue } from "./reference.ts";

type Result = TestResult | FactorResult | Certificate;

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
	/** With the true result unless another is given. */
	readonly finish: (result?: Result) => void;
	readonly reject: (reason: unknown) => void;
	readonly onAbort: () => void;
}

export class EngineTwin implements ProofEngine {
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
		return this.#ask(exponent, options, exponent - 2, () => lucasLehmer(exponent, options));
	}

	factor(exponent: number, search: FactorSearch, { signal }: FactorOptions = {}): Promise<FactorResult> {
		return this.#ask(exponent, signal === undefined ? {} : { signal }, 0, () => smallestFactor(exponent, search));
	}

	certify(request: CertificateRequest, { signal }: ProofWorkOptions = {}): Promise<Certificate> {
		return this.#ask(request.exponent, signal === undefined ? {} : { signal }, request.squarings, () => certificate(request));
	}

	verifyProof(file: string): Promise<ProofVerdict> {
		return Promise.reject(new EngineError(`${file}: proofs are not read here`));
	}

	/** Ends what runs for this exponent; the result is the true one unless another is given. */
	finish(exponent: number, result?: Result): void {
		const job = this.#job(exponent);
		this.#end(job, () => job.finish(result));
	}

	fail(exponent: number, reason: string): void {
		const job = this.#job(exponent);
		this.#end(job, () => job.reject(new EngineError(reason)));
	}

	progress(exponent: number, progress: Partial<TestProgress>): void {
		const { options } = this.#job(exponent);
		const start = { exponent, kind: options.kind ?? "LL", iteration: 0, iterations: exponent - 2, msPerIteration: 1 } as const;
		options.onProgress?.({ ...start, roundOff: 0, transformLength: 0, errors: 0, resumedAt: 0, ...progress });
	}

	tidy(): Promise<void> {
		return Promise.resolve();
	}

	forget(): Promise<void> {
		return Promise.resolve();
	}

	estimateSeconds(): number {
		return this.#options.secondsATest ?? 1;
	}

	cpuSeconds(): number {
		return 0;
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

	#ask<Asked extends Result>(exponent: number, options: TestOptions, squarings: number, truth: () => Asked): Promise<Asked> {
		if (this.#closed) return Promise.reject(new EngineError("the engine is closed"));
		if (options.signal?.aborted) return Promise.reject(options.signal.reason);
		const { promise, resolve, reject } = Promise.withResolvers<Asked>();
		const job: Job = {
			exponent,
			options,
			finish: (result) => {
				this.#squarings += squarings;
				resolve(result === undefined ? truth() : (result as Asked));
			},
			reject,
			onAbort: () => this.#end(job, () => reject(options.signal?.reason)),
		};
		options.signal?.addEventListener("abort", job.onAbort, { once: true });
		this.#waiting.push(job);
		this.#start();
		return promise;
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

/** Up to the square root, or below 2^bits; P-1 is taken to find it whatever its bound. */
function smallestFactor(exponent: number, search: FactorSearch): FactorResult {
	const bits = Math.min(exponent / 2, search.method === "TF" ? (search.bits ?? 20) : 20);
	let factor: string | null = null;
	for (let q = 2 * exponent + 1; factor === null && q < 2 ** bits; q += 2 * exponent)
		if (((1n << BigInt(exponent)) - 1n) % BigInt(q) === 0n) factor = String(q);
	const outcome = { exponent, factor, seconds: 0 };
	if (search.method === "TF") return { method: "TF", from: search.from ?? Math.log2(2 * exponent), bits, ...outcome };
	return { method: "P-1", ...(search.b1 === "paying" ? { b1: 100, b2: 0 } : { b1: search.b1, b2: search.b2 ?? 0 }), ...outcome };
}

function certificate({ exponent, squarings, file }: CertificateRequest): Certificate {
	const bytes = readFileSync(file);
	const start = BigInt(`0x${Buffer.from(bytes.toReversed()).toString("hex")}`);
	const end = littleEndian(powerResidue(exponent, squarings, start), bytes.length);
	const sha3 = createHash("sha3-256").update(end).digest("hex").toUpperCase();
	return { exponent, squarings, sha3, shift: 0, transformLength: 0, errors: 0, seconds: 0 };
}
