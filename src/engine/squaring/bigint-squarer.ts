// The reference squarer: exact, slow, and short enough to be seen right. The transform kernels are compared with it.
import { bigIntToBytes, bytesToBigInt } from "../integers/bigint-bytes.ts";
import type { Digits, Squarer } from "./squarer.ts";

const BITS_A_DIGIT = 32;

export class BigIntSquarer implements Squarer {
	readonly exponent: number;
	readonly transformLength = 0;
	readonly kernel = "bigint";
	readonly #bits: bigint;
	readonly #modulus: bigint;
	readonly slots: number;
	readonly #slots: bigint[] = [];
	#residue = 0n;

	constructor(exponent: number, slots = 0) {
		this.exponent = exponent;
		this.slots = slots;
		this.#bits = BigInt(exponent);
		this.#modulus = (1n << this.#bits) - 1n;
	}

	load(residue: bigint): void {
		this.#residue = residue;
	}

	read(): bigint {
		return this.#residue;
	}

	readBytes(): Uint8Array {
		return bigIntToBytes(this.#residue, Math.ceil(this.exponent / 8));
	}

	save(): Digits {
		return this.digitsOf(this.#residue);
	}

	restore(digits: Digits): void {
		this.#residue = this.#reduce(wordsToBigInt(digits));
	}

	digitsOf(residue: bigint): Digits {
		return bigIntToWords(residue, Math.ceil(this.exponent / BITS_A_DIGIT));
	}

	digitsOfBytes(bytes: Uint8Array): Digits {
		return this.digitsOf(bytesToBigInt(bytes));
	}

	square(count: number): void {
		for (let i = 0; i < count; i++) this.#residue = this.#reduce(this.#residue * this.#residue);
	}

	squareMinusTwo(count: number, shift: number): number {
		for (let i = 0; i < count; i++) {
			shift = (shift * 2) % this.exponent;
			// 2 * 2^shift, taken modulo 2^p - 1: bit p is bit 0.
			const two = 1n << BigInt((shift + 1) % this.exponent);
			this.#residue = this.#reduce(this.#residue * this.#residue + this.#modulus - two);
		}
		return shift;
	}

	multiply(digits: Digits): void {
		this.#residue = this.#reduce(this.#residue * wordsToBigInt(digits));
	}

	put(slot: number): void {
		this.#slots[slot] = this.#residue;
	}

	take(slot: number): void {
		this.#residue = this.#at(slot);
	}

	keep(slot: number): void {
		this.put(slot);
	}

	multiplyByKept(slot: number, less?: number): void {
		const factor = this.#at(slot) - (less === undefined ? 0n : this.#at(less));
		this.#residue = this.#reduce(this.#residue * (factor < 0n ? factor + this.#modulus : factor));
	}

	takeRoundOff(): number {
		return 0;
	}

	close(): void {}

	#at(slot: number): bigint {
		const value = this.#slots[slot];
		if (value === undefined) throw new RangeError(`nothing in slot ${slot}`);
		return value;
	}

	/** 2^p = 1: the bits above p are added to those below. */
	#reduce(value: bigint): bigint {
		let reduced = value;
		while (reduced > this.#modulus) reduced = (reduced & this.#modulus) + (reduced >> this.#bits);
		return reduced === this.#modulus ? 0n : reduced;
	}
}

function bigIntToWords(value: bigint, words: number): Int32Array {
	const bytes = bigIntToBytes(value, words * 4);
	return new Int32Array(bytes.buffer, bytes.byteOffset, words);
}

function wordsToBigInt(words: Int32Array): bigint {
	return bytesToBigInt(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
}
