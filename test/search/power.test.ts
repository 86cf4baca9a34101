import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LARGEST_EXPONENT, hasSmallFactor, isPrime, refutes } from "../../src/search/exponents.ts";
import { MODULUS_LIMIT, powerModulo, powerModuloBig } from "../../src/search/power.ts";

describe("powerModulo", () => {
	it("is what BigInt says, up to its limits", () => {
		const odd = (most: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: (most - 2) / 2 }).map((half) => 2 * half + 1);
		const modulus = fc.oneof(odd(1_000), odd(2 ** 26), odd(MODULUS_LIMIT));
		const exponent = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 2 ** 31 - 1 }));
		fc.assert(
			fc.property(modulus, exponent, fc.integer({ min: 2, max: 100 }), (m, e, any) => {
				const base = (any * m) / 2 < MODULUS_LIMIT ? any : 2;
				expect(powerModulo(base, e, m)).toBe(Number(powerModuloBig(BigInt(base), BigInt(e), BigInt(m))));
			}),
			{ numRuns: 5_000 },
		);
	});

	it("squares any number below the limit", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: MODULUS_LIMIT / 2 - 1 }), fc.nat(MODULUS_LIMIT - 1), (half, base) => {
				const modulus = 2 * half + 1;
				expect(powerModulo(base, 2, modulus)).toBe(Number(BigInt(base) ** 2n % BigInt(modulus)));
			}),
			{ numRuns: 5_000 },
		);
	});
});

describe("a glance", () => {
	/** As it was first written: by BigInt, skipping nothing. */
	function refutesPlainly(p: number): boolean {
		for (let k = 1; k <= 40; k++) {
			const q = 2n * BigInt(k) * BigInt(p) + 1n;
			if (p < 64 && q >= 2n ** BigInt(p) - 1n) return false;
			if (powerModuloBig(2n, BigInt(p), q) === 1n) return true;
		}
		return false;
	}

	it("finds the small factors that BigInt finds", () => {
		for (let p = 2; p < 3_000; p++) if (isPrime(p)) expect(hasSmallFactor(p), String(p)).toBe(refutesPlainly(p));
		const near = fc.oneof(fc.integer({ min: 3, max: 100_000 }), fc.integer({ min: 3, max: LARGEST_EXPONENT + 1_000_000 }));
		fc.assert(
			fc.property(near, (start) => {
				let p = start;
				while (!isPrime(p)) p++;
				expect(refutes(p), String(p)).toBe(refutesPlainly(p));
			}),
			{ numRuns: 1_000 },
		);
	});
});
