import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LARGEST_EXPONENT, isPrime } from "../../src/search/exponents.ts";
import { Sieve } from "../../src/search/sieve.ts";

describe("Sieve", () => {
	it("lists the primes of any interval, in whatever order the intervals are asked for", () => {
		const sieve = new Sieve();
		const start = fc.oneof(fc.nat(200), fc.nat(100_000), fc.nat(LARGEST_EXPONENT));
		fc.assert(
			fc.property(start, fc.nat(2_000), (from, width) => {
				const plain = Array.from({ length: width }, (_, offset) => from + offset).filter(isPrime);
				expect(sieve.primesBetween(from, from + width)).toEqual(plain);
			}),
		);
	});
});
