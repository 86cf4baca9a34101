// Squares residues modulo 2^p - 1 by the weighted transform of Crandall and Fagin, in a WebAssembly kernel.
// Promises the same residues as BigInt as long as takeRoundOff() stays below 0.4; never touches the event loop.
import type { KernelName } from "../kernel/variants.ts";
import type { Shape } from "../transform/shape.ts";
import { Transform } from "../transform/transform.ts";
import { bytesOf, residueOf, wordsOf, wordsOfBytes } from "../transform/words.ts";
import type { Digits, Squarer } from "./squarer.ts";

export interface TransformOptions {
	readonly exponent: number;
	readonly shape: Shape;
	readonly kernel: KernelName;
	/** Threads that share the work, this one among them. */
	readonly threads: number;
	/** Iterations from one check of all words for round-off to the next, default 256; the first of all is checked too. */
	readonly checkInterval?: number;
	/** Default none. */
	readonly slots?: number;
}

export const CHECK_INTERVAL = 256;

export class TransformSquarer implements Squarer {
	readonly exponent: number;
	readonly transformLength: number;
	readonly kernel: KernelName;
	readonly shape: Shape;
	readonly slots: number;
	readonly #transform: Transform;

	constructor({ exponent, shape, kernel, threads, checkInterval = CHECK_INTERVAL, slots = 0 }: TransformOptions) {
		this.exponent = exponent;
		this.transformLength = shape.length;
		this.kernel = kernel;
		this.shape = shape;
		this.slots = slots;
		this.#transform = new Transform({ exponents: [exponent], shape, kernel, threads, checkInterval, slots });
	}

	load(residue: bigint): void {
		this.restore(this.digitsOf(residue));
	}

	read(): bigint {
		return residueOf(this.save(), this.exponent);
	}

	readBytes(): Uint8Array {
		return bytesOf(this.save(), this.exponent);
	}

	save(): Digits {
		const [words] = this.#transform.save();
		if (words === undefined) throw new RangeError("a transform without a residue");
		return words;
	}

	restore(digits: Digits): void {
		this.#transform.restore([digits]);
	}

	digitsOf(residue: bigint): Digits {
		return wordsOf(residue, this.exponent, this.transformLength);
	}

	digitsOfBytes(bytes: Uint8Array): Digits {
		return wordsOfBytes(bytes, this.exponent, this.transformLength);
	}

	square(count: number): void {
		this.#transform.square(count);
	}

	squareMinusTwo(count: number, shift: number): number {
		const [last = 0] = this.#transform.squareMinusTwo(count, [shift]);
		return last;
	}

	multiply(digits: Digits): void {
		this.#transform.multiply([digits]);
	}

	put(slot: number): void {
		this.#transform.put(slot);
	}

	take(slot: number): void {
		this.#transform.take(slot);
	}

	keep(slot: number): void {
		this.#transform.keep(slot);
	}

	multiplyByKept(slot: number, less?: number): void {
		this.#transform.multiplyByKept(slot, less);
	}

	takeRoundOff(): number {
		return this.#transform.takeRoundOff();
	}

	close(): void {
		this.#transform.close();
	}
}
