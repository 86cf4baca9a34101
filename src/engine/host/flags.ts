// What the runtime of this process can do for the kernels, and the V8 flags with which a compute process is started.

/** V8's flag that makes the 256-bit kernel what its name says; given to the process from outside. */
export const REVECTORIZE_FLAG = "--experimental-wasm-revectorize";

export function isRevectorizing(): boolean {
	return process.execArgv.some((given) => given.replaceAll("_", "-") === REVECTORIZE_FLAG);
}

/** Whether the kernels with relaxed SIMD run here: a function of nothing but f64x2.relaxed_madd of three constants is valid. */
export function hasFusedMultiplyAdd(): boolean {
	const constant = [0xfd, 0x0c, ...new Uint8Array(16)];
	const code = [0, ...constant, ...constant, ...constant, 0xfd, 0x87, 0x02, 0x0b];
	const types = [1, 5, 1, 0x60, 0, 1, 0x7b];
	return WebAssembly.validate(
		Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...types, 3, 2, 1, 0, 10, code.length + 2, 1, code.length, ...code),
	);
}

/**
 * Each crash of a compute process makes all later ones more cautious by one, and takes one thing away: first the experimental flag,
 * then fused multiplication, then the transform.
 */
export const CAUTION = { noFlag: 1, plainKernel: 2, reference: 3 } as const;

/** V8 flags for a process of that caution. */
export function flagsFor(caution: number): string[] {
	return caution < CAUTION.noFlag ? [REVECTORIZE_FLAG] : [];
}
