// Squares residues modulo any number, by BigInt: for proofs of numbers that are not 2^p - 1. Exact and slow.
import { bigIntToBytes, bytesToBigInt } from "../integers/bigint-bytes.ts";
import type { Digits, Squarer } from "./squarer.ts";

export class ModularSquarer implements Squarer {
	/** Bits of the modulus. */
	readonly exponent: number;
	readonly transformLength = 0;
	readonly kernel = "bigint";
	/** As many as are asked for. */
	readonly slots = Number.POSITIVE_INFINITY;
	readonly #slots: bigint[] = [];
	readonly #modulus: bigint;
	#residue = 0n;

	constructor(modulus: bigint) {
		this.#modulus = modulus;
		this.exponent = modulus.toString(2).length;
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
		this.#residue = residueOf(digits);
	}

	digitsOf(residue: bigint): Digits {
		return new Int32Array(bigIntToBytes(residue, 4 * Math.ceil(this.exponent / 32)).buffer);
	}

	digitsOfBytes(bytes: Uint8Array): Digits {
		return this.digitsOf(bytesToBigInt(bytes));
	}

	square(count: number): void {
		for (let i = 0; i < count; i++) this.#residue = (this.#residue * this.#residue) % this.#modulus;
	}

	/** Only 2^p - 1 has shifts. */
	squareMinusTwo(count: number, shift: number): number {
		for (let i = 0; i < count; i++) this.#residue = (this.#residue * this.#residue + this.#modulus - 2n) % this.#modulus;
		return shift;
	}

	multiply(digits: Digits): void {
		this.#residue = (this.#residue * residueOf(digits)) % this.#modulus;
	}

	put(slot: number): void {
		this.#slots[slot] = this.#residue;
	}

	take(slot: number): void {
		this.#residue = this.#slots[slot] ?? 0n;
	}

	keep(slot: number): void {
		this.put(slot);
	}

	multiplyByKept(slot: number, less?: number): void {
		const factor = (this.#slots[slot] ?? 0n) - (less === undefined ? 0n : (this.#slots[less] ?? 0n));
		this.#residue = (this.#residue * (factor < 0n ? factor + this.#modulus : factor)) % this.#modulus;
	}

	takeRoundOff(): number {
		return 0;
	}

	close(): void {}
}

function residueOf(digits: Digits): bigint {
	return bytesToBigInt(new Uint8Array(digits.buffer, digits.byteOffset, digits.byteLength));
}
