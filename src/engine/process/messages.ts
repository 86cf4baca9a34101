// What the caller's side and a compute process say to each other. Small messages only: no residue ever passes.
import type { FactorProgress, FactorResult, TestProgress, TestResult } from "../engine.ts";
import type { TestOrder } from "../task/exponent-task.ts";
import type { FactorOrder } from "../task/factor-search.ts";
import type { CertificateRequest, Certificate, ProofVerdict } from "../proofs.ts";

/** What is to be done: for one exponent, or with one file. */
export type WorkOrder =
	| ({ readonly type: "test" } & TestOrder)
	| ({ readonly type: "factor" } & FactorOrder)
	| { readonly type: "verify"; readonly file: string }
	| ({ readonly type: "certify" } & CertificateRequest);

/** Of an order that has one. */
export function exponentOf(order: WorkOrder): number {
	if (order.type === "verify") throw new RangeError("a file's exponent is not known before it is read");
	return order.exponent;
}

/** What it is about, for people. */
export function subjectOf(order: WorkOrder): string {
	return order.type === "verify" ? order.file : `M${order.exponent}`;
}

export type Order =
	/** Always the first. */
	| { readonly type: "start"; readonly settings: ComputeSettings }
	| ({ readonly id: number } & WorkOrder)
	/** Save that work and give it up. */
	| { readonly type: "abort"; readonly id: number };

export type WorkProgress = TestProgress | FactorProgress;
export type WorkResult = TestResult | FactorResult | ProofVerdict | Certificate;

export type Report =
	/** Sent once, when the process can take orders. */
	| { readonly type: "ready"; readonly kernels: readonly string[] }
	| { readonly type: "progress"; readonly id: number; readonly progress: WorkProgress }
	/** Squarings, and seconds of processors, since the last such message. */
	| { readonly type: "spent"; readonly squarings: number; readonly cpuSeconds: number }
	| { readonly type: "result"; readonly id: number; readonly result: WorkResult }
	| { readonly type: "aborted"; readonly id: number }
	/** The machine cannot do this; anything worse ends the process. */
	| { readonly type: "failed"; readonly id: number; readonly reason: string }
	| { readonly type: "log"; readonly line: string };

/** What all work of a compute process has in common. */
export interface ComputeSettings {
	readonly threads: number;
	readonly dataDir: string | null;
	readonly saveEveryMs: number;
	readonly nice: number;
	/** For the second stage of P-1. */
	readonly memoryBytes: number;
	/** 0: the fastest kernels; each crash raises it by one, down to the reference arithmetic. */
	readonly caution: number;
}

/** The one message to a measuring process (bench-main.ts); it answers with a row for each exponent. */
export interface BenchOrder {
	readonly exponents: readonly number[];
	readonly threads: number;
}

/** The one message to a process of the self-test (torture-main.ts); it answers with rows for so long. */
export interface TortureOrder {
	/** From 0; so many work side by side. */
	readonly worker: number;
	readonly workers: number;
	readonly seconds: number;
	readonly nice: number;
}
