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
