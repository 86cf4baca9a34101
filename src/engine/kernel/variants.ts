// The kernels that are built, and what each asks of the runtime.

export interface Variant {
	readonly name: string;
	/** 128-bit registers to a vector. Two of them become one of 256 bits where V8's revectorizer is on. */
	readonly registers: number;
	/** Needs relaxed SIMD. */
	readonly fusedMultiplyAdd: boolean;
	/** Squares as many residues at once as a vector has lanes, each of an exponent of its own. */
	readonly independentLanes: boolean;
}

export const VARIANTS = [
	{ name: "wasm-128", registers: 1, fusedMultiplyAdd: false, independentLanes: false },
	{ name: "wasm-fma-128", registers: 1, fusedMultiplyAdd: true, independentLanes: false },
	{ name: "wasm-fma-256", registers: 2, fusedMultiplyAdd: true, independentLanes: false },
] as const satisfies readonly Variant[];

export type KernelName = (typeof VARIANTS)[number]["name"];

/** Kernels for several small exponents at once. */
export const LANE_VARIANTS = [
	{ name: "wasm-lanes-fma-128", registers: 1, fusedMultiplyAdd: true, independentLanes: true },
	{ name: "wasm-lanes-fma-256", registers: 2, fusedMultiplyAdd: true, independentLanes: true },
] as const satisfies readonly Variant[];

export type LaneKernelName = (typeof LANE_VARIANTS)[number]["name"];
