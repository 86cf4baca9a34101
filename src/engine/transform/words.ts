// Residues as balanced words: word j holds the bits from ceil(p j / N) on. Linear in the size, by way of hexadecimal.
// Never 2^p - 1 on the way out, which is 0; the words may be any integers below 2^31 in size on the way in.
import { bigIntToBytes } from "../integers/bigint-bytes.ts";

const UNIT_BITS = 16;
const UNIT = 2 ** UNIT_BITS;
/** 2^i, looked up: the operator takes longer than all the rest. */
const POWERS = Float64Array.from({ length: 64 }, (_, i) => 2 ** i);

/** Tells the bits of one word after another: floor(p / N), or one more. */
class WordSizes {
	readonly #length: number;
	readonly #small: number;
	readonly #step: number;
	/** N times what the words so far have more than their share: (ceil(p j / N) - p j / N) N. */
	#ahead = 0;

	constructor(exponent: number, length: number) {
		this.#length = length;
		this.#small = Math.floor(exponent / length);
		this.#step = exponent % length;
	}

	next(): number {
		this.#ahead -= this.#step;
		if (this.#ahead >= 0) return this.#small;
		this.#ahead += this.#length;
		return this.#small + 1;
	}
}

/** Words in [-2^(bits-1), 2^(bits-1)), of 0 <= residue < 2^p - 1; the first may be one more. */
export function wordsOf(residue: bigint, exponent: number, length: number): Int32Array {
	if (residue < 0n || residue >> BigInt(exponent) !== 0n) throw new RangeError(`not a residue modulo 2^${exponent} - 1`);
	const units = new Uint16Array(bigIntToBytes(residue, 2 * Math.ceil(residue.toString(16).length / 4)).buffer);
	const words = new Int32Array(length);
	const sizes = new WordSizes(exponent, length);
	let held = 0;
	let heldBits = 0;
	let next = 0;
	let carry = 0;
	for (let word = 0; word < length; word++) {
		// All others are zero.
		if (next >= units.length && held === 0 && carry === 0) break;
		const bits = sizes.next();
		while (heldBits < bits) {
			held += (units[next] ?? 0) * (POWERS[heldBits] ?? 0);
			heldBits += UNIT_BITS;
			next++;
		}
		const size = POWERS[bits] ?? 0;
		const rest = Math.floor(held / size);
		const digit = held - rest * size + carry;
		held = rest;
		heldBits -= bits;
		carry = digit >= size / 2 ? 1 : 0;
		words[word] = digit - carry * size;
	}
	words[0] = (words[0] ?? 0) + carry;
	return words;
}

/** The residue that the words add up to. The words are overwritten. */
export function residueOf(digits: Int32Array, exponent: number): bigint {
	let carry = carryAll(digits, exponent, 0);
	while (carry !== 0) carry = carryAll(digits, exponent, carry);
	const units = new Uint16Array(unitCount(exponent));
	const sizes = new WordSizes(exponent, digits.length);
	let held = 0;
	let heldBits = 0;
	let next = 0;
	for (let word = 0; word < digits.length; word++) {
		held += (digits[word] ?? 0) * (POWERS[heldBits] ?? 0);
		heldBits += sizes.next();
		while (heldBits >= UNIT_BITS) {
			const rest = Math.floor(held / UNIT);
			units[next] = held - rest * UNIT;
			next++;
			held = rest;
			heldBits -= UNIT_BITS;
		}
	}
	units[next] = held;
	// oxlint-disable-next-line unicorn/no-array-reverse -- in place, for it is large
	const residue = BigInt(`0x${Buffer.from(units.buffer).reverse().toString("hex")}`);
	return residue === (1n << BigInt(exponent)) - 1n ? 0n : residue;
}

/** Adds the carry to the first digit, and makes every digit at least 0 and smaller than its base. Gives the carry out of the last. */
function carryAll(digits: Int32Array, exponent: number, carryIn: number): number {
	const sizes = new WordSizes(exponent, digits.length);
	let carry = carryIn;
	for (let word = 0; word < digits.length; word++) {
		const size = POWERS[sizes.next()] ?? 0;
		const sum = (digits[word] ?? 0) + carry;
		carry = Math.floor(sum / size);
		digits[word] = sum - carry * size;
		// What was carried round the end soon comes to rest; all other digits are in place by then.
		if (carry === 0 && carryIn !== 0) return 0;
	}
	return carry;
}

function unitCount(exponent: number): number {
	return Math.ceil(exponent / UNIT_BITS) + 1;
}
