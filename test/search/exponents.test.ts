import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LARGEST_EXPONENT, exponentsAbove, isPrime, refutes } from "../../src/search/exponents.ts";
import { isKnown } from "../../src/search/known.ts";

function isPrimeByDivision(n: number): boolean {
	if (n < 2) return false;
	for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
	return true;
}

/** Lucas and Lehmer's test, as the books have it. */
function isMersenne(exponent: number): boolean {
	if (exponent === 2) return true;
	if (!isPrimeByDivision(exponent)) return false;
	const modulus = 2n ** BigInt(exponent) - 1n;
	let residue = 4n;
	for (let step = 0; step < exponent - 2; step++) residue = (residue * residue - 2n) % modulus;
	return residue === 0n;
}

describe("isPrime", () => {
	it("agrees with trial division", () => {
		for (let n = 0; n < 20_000; n++) expect(isPrime(n), String(n)).toBe(isPrimeByDivision(n));
		fc.assert(fc.property(fc.integer({ min: 900_000, max: 1_100_000 }), (n) => isPrime(n) === isPrimeByDivision(n)));
	});

	it("knows large primes from large products and from the pseudoprimes that deceive single bases", () => {
		for (const n of [2_147_483_647, 4_294_967_291, 9_007_199_254_740_881]) expect(isPrime(n)).toBe(true);
		for (const n of [3_215_031_751, 3_474_749_660_383, 341_550_071_728_321, 65_537 ** 2, 94_906_249 * 94_906_247, 9_007_199_254_740_991])
			expect(isPrime(n)).toBe(false);
	});
});

describe("refutes", () => {
	it("never refutes an exponent that gives a prime", () => {
		for (let exponent = 2; exponent < 1_300; exponent++) if (isMersenne(exponent)) expect(refutes(exponent), String(exponent)).toBe(false);
		for (const exponent of [4_423, 9_941, 44_497, 1_257_787, 43_112_609, 136_279_841]) expect(refutes(exponent)).toBe(false);
	});

	it.each([0, 1, 4, 9, 11, 23, 29, 83, 131, 2 ** 40, Number.MAX_SAFE_INTEGER])("refutes %d", (exponent) => {
		expect(refutes(exponent)).toBe(true);
	});

	it("leaves to a test what no small factor shows", () => {
		for (const exponent of [67, 101, 137]) expect(refutes(exponent)).toBe(false);
	});

	it("holds for the dearest exponent too, the largest safe prime, and tells what it costs", () => {
		const startedAt = performance.now();
		for (let count = 0; count < 100; count++) expect(refutes(9_007_199_254_740_881)).toBe(false);
		process.stderr.write(`a glance at the dearest exponent: ${((performance.now() - startedAt) / 100).toFixed(2)} ms\n`);
	});
});

describe("exponentsAbove", () => {
	it("gives in order all that may give a prime, and misses none that does", () => {
		const found: number[] = [];
		for (const exponent of exponentsAbove(0)) {
			if (exponent > 3_000) break;
			found.push(exponent);
		}
		expect(found).toEqual([...found].sort((a, b) => a - b));
		expect(found).toEqual(expect.arrayContaining(Array.from({ length: 3_000 }, (_, exponent) => exponent).filter(isKnown)));
		for (const exponent of found) expect(isPrimeByDivision(exponent)).toBe(true);
	});

	it("begins above the given one", () => {
		fc.assert(
			fc.property(fc.nat(10_000_000), (above) => {
				const first = exponentsAbove(above).next().value as number;
				expect(first).toBeGreaterThan(above);
			}),
		);
		expect(exponentsAbove(2).next().value).toBe(3);
		expect(exponentsAbove(LARGEST_EXPONENT).next().done).toBe(true);
	});
});

describe("the known exponents", () => {
	it("are those that a test finds", () => {
		for (let exponent = 0; exponent < 1_300; exponent++)
			expect(isKnown(exponent), String(exponent)).toBe(exponent >= 2 && isMersenne(exponent));
	});
});
