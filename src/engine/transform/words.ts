// Residues as balanced words: word j holds the bits from ceil(p j / N) on. Linear in the size, by way of hexadecimal.
// Word j has floor(p / N) bits, or one more where (ceil(p j / N) - p j / N) N, which the loops keep as `ahead`, would fall below zero.
// Never 2^p - 1 on the way out, which is 0; the words may be any integers below 2^31 in size on the way in.

/** Behind the last byte, so that a word can be read as a whole. */
const SPARE_BYTES = 8;
const UNIT_BITS = 16;
const UNIT = 2 ** UNIT_BITS;
/** 2^i, looked up: the operator takes longer than all the rest. */
const POWERS = Float64Array.from({ length: 64 }, (_, i) => 2 ** i);
/** To multiply by: quicker than a division, and as exact. */
const INVERSES = POWERS.map((power) => 1 / power);

/** Words in [-2^(bits-1), 2^(bits-1)), of 0 <= residue < 2^p - 1; the first may be one more. */
export function wordsOf(residue: bigint, exponent: number, length: number): Int32Array {
	if (residue < 0n || residue >> BigInt(exponent) !== 0n) throw new RangeError(`not a residue modulo 2^${exponent} - 1`);
	const digits = residue.toString(16);
	// oxlint-disable-next-line unicorn/no-array-reverse -- in place, for it is large
	return wordsOfBytes(Buffer.from(digits.padStart(2 * Math.ceil(digits.length / 2), "0"), "hex").reverse(), exponent, length);
}

/** The same of a residue's bytes, little-endian, at most ceil(p / 8) of them. */
export function wordsOfBytes(given: Uint8Array, exponent: number, length: number): Int32Array {
	const used = given.length;
	const bytes = new Uint8Array(Math.ceil(exponent / 8) + SPARE_BYTES);
	bytes.set(given);
	const view = new DataView(bytes.buffer);
	const words = new Int32Array(length);
	const small = Math.floor(exponent / length);
	const step = exponent % length;
	let ahead = 0;
	let place = 0;
	let carry = 0;
	for (let word = 0; word < length; word++) {
		// All others are zero.
		if (carry === 0 && place >= 8 * used) break;
		ahead -= step;
		let bits = small;
		if (ahead < 0) {
			ahead += length;
			bits++;
		}
		const start = place >> 3;
		const low = view.getUint32(start, true);
		const shift = place & 7;
		const size = POWERS[bits] as number;
		let digit: number;
		if (bits + shift <= 32) digit = ((low >>> shift) & (size - 1)) >>> 0;
		else digit = Math.floor((low + (bytes[start + 4] as number) * 2 ** 32) / (POWERS[shift] as number)) % size;
		digit += carry;
		carry = digit >= size / 2 ? 1 : 0;
		words[word] = digit - carry * size;
		place += bits;
	}
	words[0] = (words[0] ?? 0) + carry;
	return words;
}

/** The residue that the words add up to. The words are overwritten. */
export function residueOf(digits: Int32Array, exponent: number): bigint {
	// oxlint-disable-next-line unicorn/no-array-reverse -- in place, for it is large
	return BigInt(`0x${Buffer.from(bytesOf(digits, exponent)).reverse().toString("hex")}`);
}

/** The same as ceil(exponent / 8) bytes, little-endian. */
export function bytesOf(digits: Int32Array, exponent: number): Uint8Array {
	let carry = carryAll(digits, exponent, 0);
	while (carry !== 0) carry = carryAll(digits, exponent, carry);
	const units = new Uint16Array(unitCount(exponent));
	const length = digits.length;
	const small = Math.floor(exponent / length);
	const step = exponent % length;
	let ahead = 0;
	let held = 0;
	let heldBits = 0;
	let next = 0;
	for (let word = 0; word < length; word++) {
		held += (digits[word] as number) * (POWERS[heldBits] as number);
		ahead -= step;
		heldBits += small;
		if (ahead < 0) {
			ahead += length;
			heldBits++;
		}
		while (heldBits >= UNIT_BITS) {
			const rest = Math.floor(held / UNIT);
			units[next] = held - rest * UNIT;
			next++;
			held = rest;
			heldBits -= UNIT_BITS;
		}
	}
	units[next] = held;
	const bytes = new Uint8Array(units.buffer, 0, Math.ceil(exponent / 8));
	return isAllOnes(bytes, exponent) ? bytes.fill(0) : bytes;
}

/** 2^exponent - 1, which is 0. */
function isAllOnes(bytes: Uint8Array, exponent: number): boolean {
	const last = bytes.length - 1;
	return bytes[last] === (1 << (exponent - 8 * last)) - 1 && bytes.subarray(0, last).every((byte) => byte === 255);
}

/** Adds the carry to the first digit, and makes every digit at least 0 and smaller than its base. Gives the carry out of the last. */
function carryAll(digits: Int32Array, exponent: number, carryIn: number): number {
	const length = digits.length;
	const small = Math.floor(exponent / length);
	const step = exponent % length;
	let ahead = 0;
	let carry = carryIn;
	for (let word = 0; word < length; word++) {
		ahead -= step;
		let bits = small;
		if (ahead < 0) {
			ahead += length;
			bits++;
		}
		const size = POWERS[bits] as number;
		const sum = (digits[word] as number) + carry;
		carry = Math.floor(sum * (INVERSES[bits] as number));
		digits[word] = sum - carry * size;
		// What was carried round the end soon comes to rest; all other digits are in place by then.
		if (carry === 0 && carryIn !== 0) return 0;
	}
	return carry;
}

function unitCount(exponent: number): number {
	return Math.ceil(exponent / UNIT_BITS) + 1;
}
