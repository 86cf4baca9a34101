// What the engine's tests compare with: known Mersenne exponents, and residues computed in the plainest way.

/** All below 1,000,000, with the 32 up to 756,839 that verify proves. */
export const MERSENNE_EXPONENTS: readonly number[] = [
	2, 3, 5, 7, 13, 17, 19, 31, 61, 89, 107, 127, 521, 607, 1279, 2203, 2281, 3217, 4253, 4423, 9689, 9941, 11213, 19937, 21701, 23209, 44497,
	86243, 110503, 132049, 216091, 756839, 859433,
];

/** s(iterations) mod 2^p - 1, from s(0) = 4. */
export function lucasLehmerResidue(exponent: number, iterations: number): bigint {
	const modulus = (1n << BigInt(exponent)) - 1n;
	let s = 4n % modulus;
	for (let i = 0; i < iterations; i++) s = (s * s + modulus - 2n) % modulus;
	return s;
}

/** base^(2^squarings) mod 2^p - 1. */
export function powerResidue(exponent: number, squarings: number, base = 3n): bigint {
	const modulus = (1n << BigInt(exponent)) - 1n;
	let power = base % modulus;
	for (let i = 0; i < squarings; i++) power = (power * power) % modulus;
	return power;
}

export function hex64(residue: bigint): string {
	return BigInt.asUintN(64, residue).toString(16).toUpperCase().padStart(16, "0");
}

/** Pseudo-random numbers from 0 to 1 that a seed repeats (mulberry32). */
export function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** A residue modulo 2^exponent - 1. */
export function randomBelow(exponent: number, random: () => number): bigint {
	let value = 0n;
	for (let bits = 0; bits < exponent; bits += 32) value = (value << 32n) | BigInt(Math.floor(random() * 2 ** 32));
	return value % ((1n << BigInt(exponent)) - 1n);
}

/** The prime powers of which n is the product, as prime and exponent. */
export function primePowers(n: bigint): [bigint, number][] {
	const powers: [bigint, number][] = [];
	for (let prime = 2n; prime * prime <= n; prime++) {
		let times = 0;
		for (; n % prime === 0n; n /= prime) times++;
		if (times > 0) powers.push([prime, times]);
	}
	return n > 1n ? [...powers, [n, 1]] : powers;
}

export function leastCommonMultiple(bound: number): bigint {
	let multiple = 1n;
	for (let i = 2n; i <= bound; i++) multiple *= i / euclid(multiple, i);
	return multiple;
}

function euclid(a: bigint, b: bigint): bigint {
	return b === 0n ? a : euclid(b, a % b);
}
