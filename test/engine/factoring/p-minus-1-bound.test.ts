import { describe, expect, it } from "vitest";
import { isPrime } from "../../../src/engine/exponent.ts";
import { dickman, payingBounds, probability } from "../../../src/engine/factoring/p-minus-1-bound.ts";
import type { Bounds } from "../../../src/engine/factoring/p-minus-1-search.ts";
import { primePowers } from "../reference.ts";
import { knownFactors } from "./known-factors.ts";

const slots = 500;
const none = { b1: 0, b2: 0 };

describe("the bounds that pay", () => {
	it("has Dickman's function right", () => {
		// rho(2) = 1 - ln 2; the others from the tables of the literature.
		for (const [u, rho] of [
			[0.5, 1],
			[1, 1],
			[2, 1 - Math.LN2],
			[3, 4.860_838_8e-2],
			[4, 4.910_925_6e-3],
			[5, 3.547_247e-4],
		] as const)
			expect(Math.abs(dickman(u) / rho - 1), `u = ${u}`).toBeLessThan(1e-3);
		expect(dickman(40)).toBe(0);
	});

	it("expects about as many smooth k as there are", () => {
		// Primes 2kp + 1 that are 1 or 7 modulo 8, k around 2^17: what divides M_p is drawn from these.
		const p = 1_000_003;
		let all = 0;
		let smooth = 0;
		for (let k = 100_000; k < 160_000; k++) {
			const q = 2 * k * p + 1;
			if (![1, 7].includes(q % 8) || [3, 5, 7, 11, 13, 17, 19, 23].some((prime) => q % prime === 0) || power2(q - 1, q) !== 1n) continue;
			all++;
			if (primePowers(BigInt(k)).every(([prime]) => prime <= 300n)) smooth++;
		}
		const expected = dickman((Math.log2(130_000) - 1.25) / Math.log2(300));
		expect(smooth / all / expected).toBeGreaterThan(0.85);
		expect(smooth / all / expected).toBeLessThan(1.2);
	});

	it("expects about as many factors as P-1 finds of those that there are", () => {
		// All factors 2kp + 1 with k below 15 million of the prime exponents from 1.19 to 1.21 million.
		const { fromExponent, toExponent, largestK, factors } = knownFactors();
		const exponents = Array.from({ length: toExponent - fromExponent }, (_, i) => fromExponent + i).filter(isPrime).length;
		const exponent = (fromExponent + toExponent) / 2;
		const mean = (k: number, bounds: Bounds): number =>
			-Math.log1p(-probability({ exponent, factoredBits: Math.log2(2 * k * exponent), ...bounds }));
		for (const bounds of [
			{ b1: 300, b2: 9_000 },
			{ b1: 1_000, b2: 30_000 },
			{ b1: 3_000, b2: 100_000 },
		]) {
			const expected = exponents * (mean(10_000, bounds) - mean(largestK, bounds));
			const found = factors.filter(({ k, b1, b2 }) => k >= 10_000 && b1 <= bounds.b1 && b2 <= bounds.b2).length;
			expect(found / expected, JSON.stringify(bounds)).toBeGreaterThan(0.9);
			expect(found / expected, JSON.stringify(bounds)).toBeLessThan(1.1);
		}
	});

	it("is 0 for small exponents, and where factoring went deep", () => {
		for (const exponent of [3, 31, 1009, 20_011, 45_007, 100_003])
			expect(payingBounds({ exponent, factoredBits: Math.min(exponent / 2, 45), slots })).toEqual(none);
		expect(payingBounds({ exponent: 1_000_003, factoredBits: 75, slots })).toEqual(none);
		expect(payingBounds({ exponent: 10_000_019, factoredBits: 65, testsSaved: 0, slots })).toEqual(none);
	});

	it("grows with the exponent; the chance grows with the bound and shrinks with the depth", () => {
		// Exponents with the bits that trial factoring reaches before it ceases to pay.
		const depths = [
			[1e6, 51],
			[3e6, 55],
			[1e7, 61],
			[3e7, 65],
			[1e8, 70],
			[2e8, 73],
		] as const;
		const bounds = depths.map(([exponent, factoredBits]) => payingBounds({ exponent, factoredBits, slots }));
		for (const bound of ["b1", "b2"] as const) {
			const rising = bounds.map((pair) => pair[bound]);
			expect(rising).toEqual(rising.toSorted((a, b) => a - b));
		}
		expect(bounds[0]?.b1).toBeGreaterThan(1_000);
		const chances = [1e4, 1e5, 1e6, 1e7].map((b1) => probability({ exponent: 6e7, factoredBits: 68, b1, b2: 0 }));
		expect(chances).toEqual(chances.toSorted((a, b) => a - b));
		expect(chances[3]).toBeLessThan(1);
		const deeper = [60, 65, 70, 75].map((factoredBits) => probability({ exponent: 6e7, factoredBits, b1: 1e6, b2: 3e7 }));
		expect(deeper).toEqual(deeper.toSorted((a, b) => b - a));
	});
});

/** 2^power modulo q below 2^53. */
function power2(power: number, q: number): bigint {
	let result = 1n;
	for (const bit of power.toString(2)) result = (result * result * (bit === "1" ? 2n : 1n)) % BigInt(q);
	return result;
}
