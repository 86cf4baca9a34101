// One residue modulo 2^p - 1 that can be squared fast: what the tests are written against.
// The BigInt reference and the transform kernel both implement it and must agree on every bit.

/** The digits of a residue in a squarer's own layout; only the squarer that made them understands them. */
export type Digits = Int32Array;

export interface Squarer {
	readonly exponent: number;
	/** Words of the transform; 0 where there is none. */
	readonly transformLength: number;
	/** Which code does it, for people and for the plan file, for example "bigint" or "wasm-fma-256". */
	readonly kernel: string;
	/** Takes a residue, 0 <= residue < 2^p - 1. */
	load(residue: bigint): void;
	/** The residue, 0 <= residue < 2^p - 1. */
	read(): bigint;
	/** The same as ceil(p / 8) bytes, little-endian, which is quicker. */
	readBytes(): Uint8Array;
	/** A copy of the residue, cheap beside read(). */
	save(): Digits;
	restore(digits: Digits): void;
	/** The digits of another residue, leaving this one alone; cheap where that is a small number. */
	digitsOf(residue: bigint): Digits;
	/** The same of a residue as bytes, little-endian, which is quicker. */
	digitsOfBytes(bytes: Uint8Array): Digits;
	/** x := x^2, count times. */
	square(count: number): void;
	/** Lucas-Lehmer on a shifted residue: x holds s * 2^shift and holds (s^2 - 2) * 2^(2 * shift mod p) after one step. Gives the last shift. */
	squareMinusTwo(count: number, shift: number): number;
	/** x := x * y. */
	multiply(digits: Digits): void;
	/** Places beside x, counted from 0, each for a copy of a residue or for a factor; as many as it was made with. */
	readonly slots: number;
	/** A copy of x in a slot, and back: much quicker than save() and restore(). */
	put(slot: number): void;
	take(slot: number): void;
	/** Slot := x, as a factor. */
	keep(slot: number): void;
	/** x := x * slot, or x * (slot - less), in little more time than a squaring. */
	multiplyByKept(slot: number, less?: number): void;
	/** Largest distance from an integer since the last call, 0 to 0.5; 0 where the arithmetic is exact. */
	takeRoundOff(): number;
	/** Frees threads and memory; any number of times. */
	close(): void;
}

/** Several residues squared together, each modulo a 2^p - 1 of its own; calls are as those of Squarer, for all residues at once. */
export interface BatchSquarer {
	readonly exponents: readonly number[];
	/** Words of the transform, the same for all. */
	readonly transformLength: number;
	readonly kernel: string;
	load(residues: readonly bigint[]): void;
	read(): bigint[];
	square(count: number): void;
	/** One shift for each residue; gives the last ones. */
	squareMinusTwo(count: number, shifts: readonly number[]): number[];
	/** The largest of all residues. */
	takeRoundOff(): number;
	close(): void;
}
