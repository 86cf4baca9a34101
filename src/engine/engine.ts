// What the engine promises to the rest of the house: test or factor one exponent, far from the caller's own thread.
// Only types and no behaviour: the process pool (create-engine.ts) implements it, and an in-memory twin in test/ does too.

import type { Certificate, CertificateRequest, ProofOptions, ProofSummary, ProofVerdict, ProofWorkOptions } from "./proofs.ts";

export interface EngineOptions {
	/** Compute processes at most; 0: nothing ever runs. */
	readonly workers: number;
	/** Threads that one test uses. */
	readonly threads: number;
	/** Where tests in progress and measured plans are kept; nothing is kept without it. */
	readonly dataDir?: string;
	/** Default 5 minutes. */
	readonly saveEverySeconds?: number;
	/** That the second stage of P-1 may use, of all workers together. Default: a quarter of the machine's. */
	readonly memoryMib?: number;
	/** Of the compute processes, 0 (normal) to 19 (lowest), which is the default. */
	readonly nice?: number;
	/** Lines for the operator: errors caught and repaired, processes that died. */
	readonly onLog?: (line: string) => void;
}

/** The two tests of the field; PRP has base 3. */
export type TestKind = "LL" | "PRP";
/** What progress is told of: the test, before it the stages of P-1, the check of a proof, or certificate work. */
export type RunKind = TestKind | "P-1" | "P-1 stage 2" | "verify" | "cert";

export interface TestProgress {
	readonly exponent: number;
	readonly kind: RunKind;
	/** Squarings done and squarings in all. */
	readonly iteration: number;
	readonly iterations: number;
	readonly msPerIteration: number;
	/** Largest distance from an integer seen so far, 0 to 0.5; 0 where the arithmetic is exact. */
	readonly roundOff: number;
	/** Words of the transform; 0 where there is none. */
	readonly transformLength: number;
	/** Errors that were caught and repaired so far. */
	readonly errors: number;
	/** Where this process took it up from a save; 0 where it began it. */
	readonly resumedAt: number;
	/** The second run, which confirms a prime. */
	readonly isConfirmation?: true;
}

export interface TestOptions {
	/** Aborting saves the state (where there is a data folder) and rejects with the signal's reason. */
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: TestProgress) => void;
	/** Default LL. */
	readonly kind?: TestKind;
	/** Look for factors 2kp + 1 first, as deep as pays; a factor ends the test. Default true. */
	readonly factorFirst?: boolean;
	/**
	 * Stop after so many squarings, from 4 (LL) or 3 (PRP, then without the division by 9), and give that residue:
	 * the result's prime is false then, whatever the exponent. Default: the whole test.
	 */
	readonly iterations?: number;
	/** Of a whole PRP test, and where there is a data folder: make a proof that it was done right. */
	readonly proof?: ProofOptions;
}

/** What is known of 2^exponent - 1 afterwards. */
export type TestResult = FactoredResult | ResidueResult;

export interface FactoredResult {
	readonly exponent: number;
	readonly prime: false;
	/** Decimal digits of a proper factor. */
	readonly factor: string;
	/** The bounds of P-1, where that found it and not trial factoring. */
	readonly b1?: number;
	readonly b2?: number;
	readonly seconds: number;
}

export interface ResidueResult {
	readonly exponent: number;
	readonly prime: boolean;
	readonly kind: TestKind;
	/** Low 64 bits of the last residue (LL: s(p-2); PRP: type 1), 16 upper-case hex digits. */
	readonly res64: string;
	/** PRP only: its low 2048 bits, 512 upper-case hex digits. */
	readonly res2048?: string;
	readonly iterations: number;
	/** Bits by which the start value was shifted to the left. */
	readonly shift: number;
	readonly transformLength: number;
	/** Largest distance from an integer in the whole test, 0 to 0.5. */
	readonly roundOff: number;
	/** Errors that were caught and repaired on the way. */
	readonly errors: number;
	readonly seconds: number;
	/** The proof that was asked for; it may be of a lower power. None where it could not be made: the log says why. */
	readonly proof?: ProofSummary;
}

/** How to look for a factor, and nothing but a factor. */
export type FactorSearch = TrialSearch | PMinusOneBounds | PayingPMinusOne;

/** Of the candidates 2kp + 1. */
export interface TrialSearch {
	readonly method: "TF";
	/** Those below 2^from, in whole bits, were tried elsewhere, and are left out. Default: none. */
	readonly from?: number;
	/** Those below 2^bits; default: as deep as pays for this exponent here, in whole bits where there is a from. */
	readonly bits?: number;
}

/** P-1: finds 2kp + 1 where all prime powers in k are at most b1, but for one prime up to b2. */
export interface PMinusOneBounds {
	readonly method: "P-1";
	readonly b1: number;
	/** None, or not above b1: no second stage. */
	readonly b2?: number;
}

/** The same with the bounds that are expected to save most, if any do. */
export interface PayingPMinusOne {
	readonly method: "P-1";
	readonly b1: "paying";
	/** No factor lies below 2^factoredBits. */
	readonly factoredBits: number;
	/** Tests of this exponent that a factor saves. */
	readonly testsSaved: number;
}

export interface TrialProgress {
	readonly exponent: number;
	readonly kind: "TF";
	/** Factors below 2^bits are looked for; not always whole. */
	readonly bits: number;
	/** Candidates done, as a part of all, 0 to 1. */
	readonly done: number;
}

/** Of trial factoring, or of a stage of P-1. */
export type FactorProgress = TrialProgress | TestProgress;

export interface FactorOptions {
	/** Aborting saves how far it came (where there is a data folder) and rejects with the signal's reason. */
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: FactorProgress) => void;
}

export type FactorResult = TrialResult | PMinusOneResult;

export interface TrialResult {
	readonly method: "TF";
	readonly exponent: number;
	/** Factors above 2^from and below 2^bits were looked for; not always whole, and bits = from where no more depth pays. */
	readonly from: number;
	readonly bits: number;
	/** Decimal digits of a proper factor; null where there is none below. */
	readonly factor: string | null;
	readonly seconds: number;
}

export interface PMinusOneResult {
	readonly method: "P-1";
	readonly exponent: number;
	/** 0 where no bounds pay: nothing was done. */
	readonly b1: number;
	/** Not above b1: there was no second stage. */
	readonly b2: number;
	/** Decimal digits of a proper factor; null where these bounds find none. */
	readonly factor: string | null;
	readonly seconds: number;
}

/** What bench() (bench.ts) measured for one exponent. */
export interface BenchRow {
	readonly exponent: number;
	/** Words of the transform. */
	readonly length: number;
	readonly kernel: string;
	readonly threads: number;
	/** The least of several short runs, with the fastest shape. */
	readonly msPerIteration: number;
}

/** What torture() (torture.ts) did: one length with one kernel for some seconds. */
export interface TortureRow {
	readonly kernel: string;
	/** Words of the transform. */
	readonly length: number;
	readonly exponent: number;
	readonly squarings: number;
	/** Largest distance from an integer, 0 to 0.5. */
	readonly roundOff: number;
	/** Errors that were caught and repaired: there should be none. */
	readonly errors: number;
}

export interface Engine {
	/** Tests that can run at the same time; further ones wait in the order of their asking. 0: none ever runs. */
	readonly parallel: number;
	/**
	 * Tests one prime exponent from 3 up. A verdict of prime is already confirmed by a second, different run.
	 * Rejects with EngineError where the machine cannot do it, with the signal's reason when aborted.
	 */
	test(exponent: number, options?: TestOptions): Promise<TestResult>;
	/** Looks for a factor of 2^exponent - 1, within limits.ts. Rejects as test() does; asked again it goes on where it was aborted. */
	factor(exponent: number, search: FactorSearch, options?: FactorOptions): Promise<FactorResult>;
	/**
	 * The results for this exponent lie safely elsewhere: what is kept to answer for them is removed, and a test asked for again is a new run.
	 * Tests that have not ended keep their saves.
	 */
	forget(exponent: number): Promise<void>;
	/** No test of these exponents is wanted any more: what was kept of them, and was not touched for a day, is removed. Others keep their saves. */
	tidy(isSuperseded: (exponent: number) => boolean): Promise<void>;
	/** About how long test() would take here, in seconds, from what was measured so far. */
	estimateSeconds(exponent: number): number;
	/** Squarings done by all workers since the start. */
	squarings(): number;
	/** Seconds of processors that all workers took since the start, as far as they have told. */
	cpuSeconds(): number;
	/** Stops all workers after they saved; any number of times. */
	close(): Promise<void>;
}

/** An engine that also works on proofs; they take their turn among the tests, and reject as test() does. */
export interface ProofEngine extends Engine {
	/** Checks anyone's proof file. Rejects with EngineError where it is none. */
	verifyProof(file: string, options?: ProofWorkOptions): Promise<ProofVerdict>;
	/** Rejects with EngineError where the start value is none. Asked again it goes on where it was aborted. */
	certify(request: CertificateRequest, options?: ProofWorkOptions): Promise<Certificate>;
}

export class EngineError extends Error {
	override readonly name = "EngineError";
}
