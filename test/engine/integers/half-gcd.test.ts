import { describe, expect, it } from "vitest";
import { gcd, jacobi } from "../../../src/engine/integers/half-gcd.ts";
import { lucasLehmerResidue, seeded } from "../reference.ts";

describe("jacobi", () => {
	it("agrees with the binary algorithm on numbers of every size and shape", () => {
		const random = seeded(1);
		for (let i = 0; i < 3000; i++) {
			const modulus = bits(random, 3 + Math.floor(random() * (i % 10 === 0 ? 2000 : 200))) | 1n;
			const value = bits(random, 1 + Math.floor(random() * 400));
			expect(jacobi(value, modulus), `(${value} | ${modulus})`).toBe(binaryJacobi(value, modulus));
		}
	});

	it("agrees with the binary algorithm where both share a factor, or one is near the other", () => {
		const random = seeded(2);
		for (let i = 0; i < 500; i++) {
			const common = bits(random, 60) | 1n;
			const modulus = common * (bits(random, 300) | 1n);
			const values = [common * bits(random, 200), modulus - 1n - BigInt(i), modulus / 2n, 1n, 0n, BigInt(i)];
			for (const value of values) expect(jacobi(value, modulus), `(${value} | ${modulus})`).toBe(binaryJacobi(value, modulus));
		}
	});

	it("is -1 for s - 2 all along a Lucas-Lehmer test", () => {
		for (const exponent of [31, 107, 521, 1279, 1283]) {
			const modulus = (1n << BigInt(exponent)) - 1n;
			for (let i = 1; i < Math.min(exponent - 2, 40); i++) expect(jacobi(lucasLehmerResidue(exponent, i) - 2n, modulus)).toBe(-1);
		}
	});
});

describe("the greatest common divisor", () => {
	it("is Euclid's, of long and short numbers, with a common factor of any size", () => {
		const random = seeded(21);
		for (let round = 0; round < 60; round++) {
			const common = bits(random, 1 + Math.floor(random() * 2000));
			const [a, b] = [common * bits(random, 6000 * random()), common * bits(random, 6000 * random())];
			let [long, short] = [a, b];
			while (short !== 0n) [long, short] = [short, long % short];
			expect(gcd(a, b)).toBe(long);
		}
		expect([gcd(0n, 7n), gcd(7n, 0n), gcd(1n, 1n)]).toEqual([7n, 7n, 1n]);
	});
});

function bits(random: () => number, count: number): bigint {
	let value = 0n;
	for (let i = 0; i < count; i++) value = (value << 1n) | (random() < 0.5 ? 1n : 0n);
	return value;
}

function binaryJacobi(value: bigint, modulus: bigint): number {
	let [a, n, sign] = [value % modulus, modulus, 1];
	while (a !== 0n) {
		while (a % 2n === 0n) {
			a /= 2n;
			if (n % 8n === 3n || n % 8n === 5n) sign = -sign;
		}
		if (a % 4n === 3n && n % 4n === 3n) sign = -sign;
		[a, n] = [n % a, a];
	}
	return n === 1n ? sign : 0;
}
