// What the daemon's side and a compute process say to each other. Small messages only: no residue ever passes.
import type { TestProgress, TestResult } from "../engine.ts";
import type { TestOrder } from "../task/exponent-task.ts";

export type Order =
	/** Always the first. */
	| { readonly type: "start"; readonly settings: ComputeSettings }
	| ({ readonly type: "test"; readonly id: number } & TestOrder)
	/** Save that test and give it up. */
	| { readonly type: "abort"; readonly id: number };

export type Report =
	/** Sent once, when the process can take orders. */
	| { readonly type: "ready"; readonly kernels: readonly string[] }
	| { readonly type: "progress"; readonly id: number; readonly progress: TestProgress }
	/** Squarings since the last such message. */
	| { readonly type: "squarings"; readonly count: number }
	| { readonly type: "result"; readonly id: number; readonly result: TestResult }
	| { readonly type: "aborted"; readonly id: number }
	/** The machine cannot do this test; anything worse ends the process. */
	| { readonly type: "failed"; readonly id: number; readonly reason: string }
	| { readonly type: "log"; readonly line: string };

/** What all tests of a compute process have in common. */
export interface ComputeSettings {
	readonly threads: number;
	readonly dataDir: string | null;
	readonly saveEveryMs: number;
	/** 0: the fastest kernels; each crash raises it by one, down to the reference arithmetic. */
	readonly caution: number;
}
