// What one compute process can do on its machine: the kernels and lanes that passed the self-check, measured plans and costs, factoring.
import { FactorKernel } from "../factoring/factor-kernel.ts";
import { Factoring } from "../factoring/factoring.ts";
import { FactoringDepth } from "../factoring/factoring-depth.ts";
import { CostModel } from "../host/cost-model.ts";
import { CAUTION } from "../host/flags.ts";
import type { KernelName } from "../kernel/variants.ts";
import { removeOldSaves, testsFolder } from "../saves/save-store.ts";
import { PlanFile } from "../squaring/plan-file.ts";
import { trustedKernels, trustedLanes } from "../squaring/self-check.ts";
import { BigIntSource, type SquarerSource } from "../squaring/squarer-source.ts";
import { TransformSource } from "../squaring/transform-source.ts";
import { LaneGroups } from "./lane-groups.ts";
import type { ComputeSettings } from "./messages.ts";

export interface Capabilities {
	/** The fastest kernel first; "bigint" alone where no other is to be trusted. */
	readonly kernels: readonly (KernelName | "bigint")[];
	readonly squarers: SquarerSource;
	readonly laneGroups: LaneGroups;
	readonly factoring: Factoring;
	readonly costs: CostModel;
}

/** Rejects with EngineError where the kernels are not built. */
export async function findCapabilities({ threads, dataDir, caution, memoryBytes }: ComputeSettings): Promise<Capabilities> {
	const now = (): number => performance.now();
	if (dataDir !== null) await removeOldSaves(testsFolder(dataDir), Date.now());
	const costs = new CostModel();
	const factoring = new Factoring({ dataDir }, { kernel: FactorKernel.load(), depth: new FactoringDepth(), costs, now });
	const trusted = caution < CAUTION.reference ? trustedKernels() : [];
	const kernels = caution < CAUTION.plainKernel ? trusted : trusted.filter((kernel) => kernel === "wasm-128");
	const laneGroups = new LaneGroups({ lanes: caution < CAUTION.plainKernel ? trustedLanes() : 0 });
	if (kernels.length === 0) return { kernels: ["bigint"], squarers: new BigIntSource(), laneGroups, factoring, costs };
	const plans = new PlanFile({ dataDir });
	await plans.read();
	return { kernels, squarers: new TransformSource({ threads, kernels, memoryBytes }, { plans }), laneGroups, factoring, costs };
}
