// Powers modulo an odd number, exact, in doubles: a hundred times as fast as in BigInt, for moduli up to thirty thousand million.

/** Moduli, and what is squared on the way, stay below this: then no product or sum below reaches 2^53. */
export const MODULUS_LIMIT = 30_000_000_000;

/** A factor is cut into a high and a low part here, so that each part's product is exact. */
const PART = 2 ** 17;
/** The square of a number below this needs no reduction yet. */
const PLAIN_LIMIT = 4_096;

/**
 * base^exponent modulo an odd modulus below the limit, from 0 up. The exponent is positive and below 2^31; the base is at most 100 and
 * base * modulus / 2 below the limit too, or the exponent is a power of two and the base any number below the limit.
 */
export function powerModulo(base: number, exponent: number, modulus: number): number {
	const inverse = 1 / modulus;
	let shift = 31 - Math.clz32(exponent);
	let power = base;
	while (shift > 0 && power < PLAIN_LIMIT) power = power * power * (((exponent >>> --shift) & 1) === 0 ? 1 : base);
	while (shift > 0) {
		const high = Math.floor(power / PART);
		const partial = nearest(power * high, modulus, inverse) * PART + power * (power - high * PART);
		power = nearest(partial, modulus, inverse) * (((exponent >>> --shift) & 1) === 0 ? 1 : base);
	}
	const residue = nearest(power, modulus, inverse);
	return residue < 0 ? residue + modulus : residue;
}

/** The residue nearest to 0 (which side of half the modulus is left to rounding). */
function nearest(value: number, modulus: number, inverse: number): number {
	return value - Math.floor(value * inverse + 0.5) * modulus;
}

export function powerModuloBig(base: bigint, exponent: bigint, modulus: bigint): bigint {
	let result = 1n;
	for (const bit of exponent.toString(2)) {
		result = (result * result) % modulus;
		if (bit === "1") result = (result * base) % modulus;
	}
	return result;
}
