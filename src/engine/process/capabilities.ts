// What one compute process computes with: its kernels, as far as they pass the self-test, the measured plans and costs.
import { CostModel } from "../host/cost-model.ts";
import { Crowd, selfTestedLanes } from "./lane-groups.ts";
import { FactorKernel } from "../factoring/factor-kernel.ts";
import { Factoring } from "../factoring/factoring.ts";
import { FactoringDepth } from "../factoring/factoring-depth.ts";
import type { KernelName } from "../kernel/variants.ts";
import type { ComputeSettings } from "./messages.ts";
import { REVECTORIZE_FLAG } from "../squaring/plan.ts";
import { PlanFile } from "../squaring/plan-file.ts";
import { removeOldSaves, testsFolder } from "../saves/save-store.ts";
import { BigIntSource, type SquarerSource } from "../squaring/squarer-source.ts";
import { selfTestedKernels, TransformSource } from "../squaring/transform-source.ts";

export interface Machine {
	/** The fastest kernel first; "bigint" alone where no other is to be trusted. */
	readonly kernels: readonly (KernelName | "bigint")[];
	readonly squarers: SquarerSource;
	readonly crowd: Crowd;
	readonly factoring: Factoring;
	readonly costs: CostModel;
}

/** Each crash of a compute process takes one away: first the experimental flag, then fused multiplication, then the transform. */
const CAUTION = { noFlag: 1, plainKernel: 2, reference: 3 } as const;

/** V8 flags for a process of that caution. */
export function flagsFor(caution: number): string[] {
	return caution < CAUTION.noFlag ? [REVECTORIZE_FLAG] : [];
}

/** Rejects with EngineError where the kernels are not built. */
export async function openMachine({ threads, dataDir, caution }: ComputeSettings): Promise<Machine> {
	const now = (): number => performance.now();
	if (dataDir !== null) await removeOldSaves(testsFolder(dataDir), Date.now());
	const costs = new CostModel();
	const factoring = new Factoring({ dataDir }, { kernel: FactorKernel.load(), depth: new FactoringDepth(), costs, now });
	const tested = caution < CAUTION.reference ? selfTestedKernels() : [];
	const kernels = caution < CAUTION.plainKernel ? tested : tested.filter((kernel) => kernel === "wasm-128");
	const crowd = new Crowd({ lanes: caution < CAUTION.plainKernel ? selfTestedLanes() : 0 });
	if (kernels.length === 0) return { kernels: ["bigint"], squarers: new BigIntSource(), crowd, factoring, costs };
	const plans = new PlanFile({ dataDir });
	await plans.read();
	return { kernels, squarers: new TransformSource({ threads, kernels }, { plans }), crowd, factoring, costs };
}
