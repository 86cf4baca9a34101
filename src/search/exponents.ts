// Which exponents p can give a Mersenne prime 2^p - 1 at all: primes, without a small factor 2kp + 1.
// Exact for every safe integer, and quick: some 2 us for exponents in a transform's reach, never a millisecond.
import { powerModulo, powerModuloBig } from "./power.ts";

/** Beyond this no transform reaches; such an exponent is never tested here. */
export const LARGEST_EXPONENT = 280_000_000;

/** Small factors worth a glance before anything dear: most false claims end here. */
const GLANCE_FACTORS = 40;

/** The exponents above the given one that a glance does not refute, in order. */
export function* exponentsAbove(exponent: number): Generator<number> {
	if (exponent < 2) yield 2;
	for (let candidate = exponent < 3 ? 3 : exponent + 1 + (exponent % 2); candidate <= LARGEST_EXPONENT; candidate += 2)
		if (!refutes(candidate)) yield candidate;
}

/** Whether a glance shows that 2^exponent - 1 is composite: the exponent is, or it has a factor 2kp + 1 with a small k. */
export function refutes(exponent: number): boolean {
	return !isPrime(exponent) || hasSmallFactor(exponent);
}

/** Whether, for a prime p, 2^p - 1 has a factor q = 2kp + 1 below itself with k up to the limit. */
export function hasSmallFactor(exponent: number): boolean {
	for (let k = 1; k <= GLANCE_FACTORS; k++) {
		const factor = 2 * k * exponent + 1;
		if (exponent < 64 && factor >= 2 ** exponent - 1) return false;
		if (mayDivide(2 * k * (exponent % WHEEL) + 1) && divides(exponent, k)) return true;
	}
	return false;
}

/**
 * Whether q modulo the wheel can be that of a prime factor: q = +-1 mod 8, and none of the tiny primes divides it. No such prime
 * divides 2^p - 1 for a prime p > 3 (7 does for p = 3, as 2^3 - 1 itself), so a q with one does not either.
 */
function mayDivide(factor: number): boolean {
	const octave = factor % 8;
	return (
		(octave === 1 || octave === 7) && factor % 3 !== 0 && factor % 5 !== 0 && factor % 7 !== 0 && factor % 11 !== 0 && factor % 13 !== 0
	);
}

const WHEEL = 8 * 3 * 5 * 7 * 11 * 13;

/** Whether 2kp + 1 divides 2^p - 1. */
function divides(exponent: number, k: number): boolean {
	if (exponent <= LARGEST_EXPONENT) return powerModulo(2, exponent, 2 * k * exponent + 1) === 1;
	const p = BigInt(exponent);
	return powerModuloBig(2n, p, 2n * BigInt(k) * p + 1n) === 1n;
}

/**
 * Deterministic for every safe integer: by Miller and Rabin with the bases 2, 7 and 61 (exact below 4,759,123,141, Jaeschke 1993), and
 * beyond a transform's reach with the first 12 primes (exact below 3.3 * 10^24).
 */
export function isPrime(n: number): boolean {
	if (n < 2) return false;
	for (const base of BASES) {
		if (n === base) return true;
		if (n % base === 0) return false;
	}
	if (n < 41 * 41) return true;
	let odd = (n - 1) / 2;
	let twos = 1;
	for (; odd % 2 === 0; odd /= 2) twos++;
	if (n <= LARGEST_EXPONENT) return [2, 7, 61].every((base) => isStrongProbablePrime(n, base, odd, twos));
	return BASES.every((base) => isStrongProbablePrimeBig(BigInt(n), BigInt(base), BigInt(odd), twos));
}

const BASES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37] as const;

function isStrongProbablePrime(n: number, base: number, odd: number, twos: number): boolean {
	let power = powerModulo(base, odd, n);
	if (power === 1 || power === n - 1) return true;
	for (let step = 1; step < twos; step++) {
		power = powerModulo(power, 2, n);
		if (power === n - 1) return true;
	}
	return false;
}

function isStrongProbablePrimeBig(n: bigint, base: bigint, odd: bigint, twos: number): boolean {
	let power = powerModuloBig(base, odd, n);
	if (power === 1n || power === n - 1n) return true;
	for (let step = 1; step < twos; step++) {
		power = (power * power) % n;
		if (power === n - 1n) return true;
	}
	return false;
}
