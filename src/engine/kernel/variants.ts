// The kernels that are built, and what each asks of the runtime.

export interface Variant {
	readonly name: string;
	/** 128-bit registers to a vector. Two of them become one of 256 bits where V8's revectorizer is on. */
	readonly registers: number;
	/** Needs relaxed SIMD. */
	readonly fusedMultiplyAdd: boolean;
}

export const VARIANTS = [
	{ name: "wasm-128", registers: 1, fusedMultiplyAdd: false },
	{ name: "wasm-fma-128", registers: 1, fusedMultiplyAdd: true },
	{ name: "wasm-fma-256", registers: 2, fusedMultiplyAdd: true },
] as const satisfies readonly Variant[];

export type KernelName = (typeof VARIANTS)[number]["name"];
