// Whether P-1 pays before a test, and with which bounds: its chance of a factor against what it costs, in squarings.
// Sources: K. Dickman, On the frequency of numbers containing prime factors of a certain relative magnitude (1930); Knuth, TAOCP 4.5.4.
import { LARGEST_B2 } from "../limits.ts";
import type { Bounds } from "./p-minus-1-search.ts";
import { OTHER_SLOTS } from "./stage-two.ts";
import { choosePairing } from "./stage-two-plan.ts";

export interface BoundOptions {
	readonly exponent: number;
	/** No factor lies below 2^factoredBits. */
	readonly factoredBits: number;
}

export interface PayingOptions extends BoundOptions {
	/** Tests that a factor saves, one if not said. */
	readonly testsSaved?: number;
	/** Residues that the second stage may hold. */
	readonly slots: number;
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
const BOUNDS_AN_OCTAVE = 2;
/** A B1 so many times the best so far is beyond the best of all. */
const FAR = 4;
/** B1 is a small part of an exponent for which P-1 pays at all. */
const LARGEST_SHARE = 1 / 8;
/** Of tests whose exponents are so small that even this chance would not pay, nothing is computed. */
const LARGEST_CHANCE = 0.06;
const STEP_BITS = 0.5;
/** Larger factors hardly ever have a smooth k. */
const BITS_LOOKED_AT = 60;
/** Places between B1 and B2 at which the largest prime of k is thought to lie. */
const PRIMES_LOOKED_AT = 8;

/** The bounds with the largest expected gain, in two digits; 0 and 0 where none saves more than it costs. */
export function payingBounds(options: PayingOptions): Bounds {
	const { exponent, testsSaved = 1 } = options;
	let best = { b1: 0, b2: 0, gain: 0 };
	if (LARGEST_CHANCE * testsSaved * exponent < FIXED_SQUARINGS) return { b1: 0, b2: 0 };
	const consider = (b1: number, b2: number): number => {
		const gain = probability({ ...options, b1, b2 }) * testsSaved * exponent - squarings(options.slots, { b1, b2 });
		if (gain > best.gain) best = { b1, b2, gain };
		return gain;
	};
	for (
		let bound = SMALLEST_B1;
		bound < exponent * LARGEST_SHARE && (best.b1 === 0 || bound < FAR * best.b1);
		bound *= 2 ** (1 / BOUNDS_AN_OCTAVE)
	) {
		const b1 = Number(bound.toPrecision(2));
		let before = consider(b1, 0);
		// The gain rises with B2 and then falls.
		for (let ratio = 4; b1 * ratio <= LARGEST_B2; ratio *= 2 ** (1 / BOUNDS_AN_OCTAVE)) {
			const gain = consider(b1, Number((b1 * ratio).toPrecision(2)));
			if (ratio > 4 && gain < before) break;
			before = gain;
		}
	}
	return { b1: best.b1, b2: best.b2 };
}

/** What P-1 costs, in squarings of the test; infinite where the second stage has not enough memory. */
export function squarings(slots: number, { b1, b2 }: Bounds): number {
	const first = SQUARINGS_FOR_B1 * b1 + FIXED_SQUARINGS;
	if (b2 <= b1) return first;
	return first + (choosePairing(b1, b2, slots - OTHER_SLOTS)?.squarings ?? Number.POSITIVE_INFINITY);
}

/**
 * That P-1 finds a factor above 2^factoredBits. Between 2^x and 2^(x+dx) lie dx / x factors in the mean; a fraction rho(u) of them, with
 * u = log k / log B1, has a k without a prime factor above B1, and rho(u - v) dv / v more have one at B1^v. At least one is found with 1 - e^-mean.
 */
export function probability({ exponent, factoredBits, b1, b2 }: BoundOptions & Bounds): number {
	const end = Math.min(factoredBits + BITS_LOOKED_AT, exponent / 2);
	const largest = b2 > b1 ? Math.log(b2) / Math.log(b1) : 1;
	let mean = 0;
	for (let bits = factoredBits + STEP_BITS / 2; bits < end; bits += STEP_BITS) {
		const u = (bits - Math.log2(2 * exponent) - SMOOTHER_BITS) / Math.log2(b1);
		const step = (Math.min(largest, Math.max(1, u)) - 1) / PRIMES_LOOKED_AT;
		let smooth = dickman(u);
		for (let v = 1 + step / 2, i = 0; i < PRIMES_LOOKED_AT; v += step, i++) smooth += (dickman(u - v) * step) / v;
		mean += (STEP_BITS / bits) * Math.min(1, smooth);
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
