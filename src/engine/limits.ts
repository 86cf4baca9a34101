// What can be asked of the engine at most and at least: named constants with their reasons, for those who read options.

/** Below this exponent words would be too short to hold a carry; BigInt is as fast. */
export const SMALLEST_TRANSFORM_EXPONENT = 600;
/** The longest transform, 2^24 words, holds a little more. */
export const LARGEST_TRANSFORM_EXPONENT = 280_000_000;

/** Exponents that factors are looked for: p fits 32 bits with its double's sign to spare. */
export const LARGEST_FACTORED_EXPONENT = 2 ** 31;
/** A candidate q = 2kp + 1 has three words of 28 bits, with four bits to spare. */
export const LARGEST_FACTOR_BITS = 80;
/** k is counted in doubles. */
export const LARGEST_K_BITS = 53;
/** Of P-1: the product of the prime powers up to it has 144 million bits. */
export const LARGEST_B1 = 10 ** 8;
/** The primes up to it are a set of 62 MB. */
export const LARGEST_B2 = 10 ** 9;
/** Of a B1 with a B2: the steps of the second stage have prime factors up to it. */
export const SMALLEST_B1_BEFORE_B2 = 11;

/** What is wrong with bounds of P-1; undefined where nothing is. A B2 up to B1 asks for no second stage. */
export function refusalOfBounds({ b1, b2 }: { readonly b1: number; readonly b2: number }): string | undefined {
	if (!Number.isInteger(b1) || b1 < 2 || b1 > LARGEST_B1) return `B1 must be a whole number from 2 to ${LARGEST_B1}`;
	if (b2 <= b1) return undefined;
	if (!Number.isInteger(b2) || b2 > LARGEST_B2) return `B2 must be a whole number up to ${LARGEST_B2}`;
	return b1 < SMALLEST_B1_BEFORE_B2 ? `B1 must be at least ${SMALLEST_B1_BEFORE_B2} where there is a B2` : undefined;
}
