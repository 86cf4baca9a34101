// A residue modulo 2^p - 1 as bytes, times a power of two: a rotation of its p bits. Linear, without big integers.

/** bytes * 2^bits mod 2^exponent - 1, little-endian, ceil(exponent / 8) bytes as it was given; 0 <= bits < exponent. In memory of its own. */
export function rotateBytes(bytes: Uint8Array, bits: number, exponent: number): Uint8Array<ArrayBuffer> {
	const rotated = new Uint8Array(bytes.length);
	// The upper bits come to the bottom, the others follow.
	copyBits(bytes, exponent - bits, rotated, 0);
	copyBits(bytes, 0, rotated, bits);
	const used = exponent % 8;
	if (used > 0) rotated[rotated.length - 1]! &= (1 << used) - 1;
	return rotated;
}

/** Adds the bits from one place on to those from another, as many as there is room for; there are none above the source's end. */
function copyBits(source: Uint8Array, from: number, target: Uint8Array, to: number): void {
	// The source's bit that comes to the lowest bit of the target's byte; behind its beginning or before it.
	let place = from - (to & 7);
	for (let i = to >> 3; i < target.length; i++, place += 8) {
		const at = place >> 3;
		if (at >= source.length) return;
		const low = source[at] ?? 0;
		const high = source[at + 1] ?? 0;
		target[i]! |= ((low | (high << 8)) >> (place & 7)) & 255;
	}
}
