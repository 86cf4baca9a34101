// A squarer whose memory flips one bit at a chosen moment, as a cosmic ray or a weak module would: in a word of the residue, once.
import type { Digits, Squarer } from "../../../src/engine/squaring/squarer.ts";

export interface Fault {
	/** Squarings done before the bit flips, checks included. */
	readonly after: number;
	/** Which word, as a part of all of them, 0 to 1. */
	readonly place: number;
	readonly bit: number;
}

export class FaultySquarer implements Squarer {
	readonly #inner: Squarer;
	readonly #faults: Fault[];
	#done = 0;

	/** Faults still to come are taken out of the list as they strike, so that several squarers can share it. */
	constructor(inner: Squarer, faults: Fault[]) {
		this.#inner = inner;
		this.#faults = faults;
	}

	get exponent(): number {
		return this.#inner.exponent;
	}
	get transformLength(): number {
		return this.#inner.transformLength;
	}
	get kernel(): string {
		return this.#inner.kernel;
	}
	load(residue: bigint): void {
		this.#inner.load(residue);
	}
	read(): bigint {
		return this.#inner.read();
	}
	readBytes(): Uint8Array {
		return this.#inner.readBytes();
	}
	save(): Digits {
		return this.#inner.save();
	}
	restore(digits: Digits): void {
		this.#inner.restore(digits);
	}
	digitsOf(residue: bigint): Digits {
		return this.#inner.digitsOf(residue);
	}
	digitsOfBytes(bytes: Uint8Array): Digits {
		return this.#inner.digitsOfBytes(bytes);
	}
	multiply(digits: Digits): void {
		this.#inner.multiply(digits);
	}
	get slots(): number {
		return this.#inner.slots;
	}
	put(slot: number): void {
		this.#inner.put(slot);
	}
	take(slot: number): void {
		this.#inner.take(slot);
	}
	keep(slot: number): void {
		this.#inner.keep(slot);
	}
	multiplyByKept(slot: number, less?: number): void {
		this.#inner.multiplyByKept(slot, less);
	}
	takeRoundOff(): number {
		return this.#inner.takeRoundOff();
	}
	close(): void {
		this.#inner.close();
	}

	square(count: number): void {
		this.#inFaultyParts(count, (part) => this.#inner.square(part));
	}

	squareMinusTwo(count: number, shift: number): number {
		let last = shift;
		this.#inFaultyParts(count, (part) => {
			last = this.#inner.squareMinusTwo(part, last);
		});
		return last;
	}

	#inFaultyParts(count: number, square: (part: number) => void): void {
		let left = count;
		while (left > 0) {
			const next = this.#faults.findIndex(({ after }) => after >= this.#done && after < this.#done + left);
			const [fault] = next < 0 ? [] : this.#faults.splice(next, 1);
			const part = fault === undefined ? left : fault.after - this.#done;
			if (part > 0) square(part);
			this.#done += part;
			left -= part;
			if (fault !== undefined) this.#strike(fault);
		}
	}

	#strike({ place, bit }: Fault): void {
		const digits = this.#inner.save();
		const word = Math.floor(place * digits.length);
		digits[word] = (digits[word] ?? 0) ^ (1 << bit);
		this.#inner.restore(digits);
	}
}
