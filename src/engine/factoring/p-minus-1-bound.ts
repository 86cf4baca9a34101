// Whether the first stage of P-1 pays before a test, and with which bound: its chance of a factor against what it costs, in squarings.
// Sources: K. Dickman, On the frequency of numbers containing prime factors of a certain relative magnitude (1930); Knuth, TAOCP 4.5.4.

export interface BoundOptions {
	readonly exponent: number;
	/** No factor lies below 2^factoredBits. */
	readonly factoredBits: number;
}

/** Squarings for each unit of B1: 1 / ln 2 bits, and for each window of 14 to 17 a multiplication that takes as long as three to four. */
const SQUARINGS_FOR_B1 = 1.25 / Math.LN2;
/** The greatest common divisor takes as long as 2,500 squarings at 100,000 bits, 3,400 at a million. */
const FIXED_SQUARINGS = 4_000;
/**
 * k of a factor 2kp + 1 is as smooth as a number so many bits shorter: no r divides q, so an odd prime r divides k with probability
 * 1 / (r - 1), which makes log2(r) / (r - 1)^2 bits more of it in the mean, 0.75 over all; and as q is 1 or 7 modulo 8, k is odd or a
 * multiple of 4, half a bit more.
 */
const SMOOTHER_BITS = 1.25;
const SMALLEST_B1 = 100;
/** Bounds tried to the octave: the gain is flat around its best. */
const BOUNDS_AN_OCTAVE = 4;
const STEP_BITS = 0.25;
/** Larger factors hardly ever have a smooth k. */
const BITS_LOOKED_AT = 100;

/** B1 with the largest expected gain, in two digits; 0 where none saves more than it costs. A factor saves so many tests, one if not said. */
export function payingB1(options: BoundOptions & { readonly testsSaved?: number }): number {
	const { exponent, testsSaved = 1 } = options;
	let best = { b1: 0, gain: 0 };
	for (let bound = SMALLEST_B1; bound < exponent; bound *= 2 ** (1 / BOUNDS_AN_OCTAVE)) {
		const b1 = Number(bound.toPrecision(2));
		const gain = stageOneProbability({ ...options, b1 }) * testsSaved * exponent - stageOneSquarings(b1);
		if (gain > best.gain) best = { b1, gain };
	}
	return best.b1;
}

/** What stage 1 costs, in squarings of the test. */
export function stageOneSquarings(b1: number): number {
	return SQUARINGS_FOR_B1 * b1 + FIXED_SQUARINGS;
}

/**
 * That stage 1 finds a factor above 2^factoredBits. Between 2^x and 2^(x+dx) lie dx / x factors in the mean, and a fraction
 * rho(log k / log B1) of them has a k without a prime factor above B1. At least one of them is found with 1 - e^-mean.
 */
export function stageOneProbability({ exponent, factoredBits, b1 }: BoundOptions & { readonly b1: number }): number {
	const end = Math.min(factoredBits + BITS_LOOKED_AT, exponent / 2);
	const bitsOfB1 = Math.log2(b1);
	let mean = 0;
	for (let bits = factoredBits + STEP_BITS / 2; bits < end; bits += STEP_BITS) {
		const bitsOfK = bits - Math.log2(2 * exponent) - SMOOTHER_BITS;
		mean += (STEP_BITS / bits) * dickman(bitsOfK / bitsOfB1);
	}
	return -Math.expm1(-mean);
}

const STEPS_A_UNIT = 1024;
/** rho(10) is below 10^-10, and less than the table's error. */
const LARGEST_U = 10;
const RHO = dickmanTable();

/** The fraction of the numbers around n whose prime factors are all at most n^(1/u). */
export function dickman(u: number): number {
	if (u <= 0) return 1;
	const at = u * STEPS_A_UNIT;
	const below = Math.floor(at);
	const [left = 0, right = 0] = [RHO[below], RHO[below + 1]];
	return left + (at - below) * (right - left);
}

/** rho = 1 up to 1, then u rho'(u) = -rho(u - 1), by the trapezoidal rule. */
function dickmanTable(): Float64Array {
	const rho = new Float64Array(LARGEST_U * STEPS_A_UNIT + 1).fill(1);
	const slope = (i: number): number => (rho[i - STEPS_A_UNIT] ?? 1) / i;
	for (let i = STEPS_A_UNIT + 1; i < rho.length; i++) rho[i] = Math.max(0, (rho[i - 1] ?? 0) - (slope(i - 1) + slope(i)) / 2);
	return rho;
}
