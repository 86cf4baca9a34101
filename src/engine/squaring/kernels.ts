// The kernels that run in this process, and how many lanes their vectors have. Nothing but timing tells which is the fastest.
import { hasFusedMultiplyAdd, isRevectorizing } from "../host/flags.ts";
import { type KernelName, LANE_VARIANTS, type LaneKernelName, VARIANTS } from "../kernel/variants.ts";

/** The one that should be the fastest first. */
export function availableKernels(): KernelName[] {
	if (!hasFusedMultiplyAdd()) return ["wasm-128"];
	return isRevectorizing() ? ["wasm-fma-256", "wasm-fma-128", "wasm-128"] : ["wasm-fma-128", "wasm-128", "wasm-fma-256"];
}

/** How many exponents createLaneSquarer() takes at once here; 0 where it has no kernel. */
export function laneCount(): number {
	const variant = laneVariant();
	return variant === undefined ? 0 : lanesOf(variant.name);
}

export function laneVariant(): (typeof LANE_VARIANTS)[number] | undefined {
	const [best] = availableKernels();
	return LANE_VARIANTS.find(({ registers }) => best === (registers === 2 ? "wasm-fma-256" : "wasm-fma-128"));
}

export function lanesOf(kernel: KernelName | LaneKernelName): number {
	return 2 * ([...VARIANTS, ...LANE_VARIANTS].find((variant) => variant.name === kernel)?.registers ?? 1);
}
