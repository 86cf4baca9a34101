// Which exponents p can give a Mersenne prime 2^p - 1 at all: primes, without a small factor 2kp + 1.
// Exact for every safe integer, and quick: nothing here takes a millisecond.

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
	return !isPrime(exponent) || smallFactor(exponent) !== null;
}

/** A factor q = 2kp + 1, q = +-1 mod 8, below 2^p - 1 with k up to the limit; null where there is none. */
function smallFactor(exponent: number): bigint | null {
	const p = BigInt(exponent);
	for (let k = 1n; k <= GLANCE_FACTORS; k++) {
		const q = 2n * k * p + 1n;
		if (exponent < 64 && q >= 2n ** p - 1n) return null;
		const residue = q % 8n;
		if ((residue === 1n || residue === 7n) && powerModulo(2n, p, q) === 1n) return q;
	}
	return null;
}

/** Deterministic for every safe integer: by trial division where that is short, else by Miller and Rabin with the first 12 primes as bases (exact below 3.3 * 10^24). */
export function isPrime(n: number): boolean {
	if (n < 2) return false;
	for (const base of BASES) {
		if (n === base) return true;
		if (n % base === 0) return false;
	}
	if (n < TRIAL_LIMIT) {
		for (let divisor = 41; divisor * divisor <= n; divisor += 2) if (n % divisor === 0) return false;
		return true;
	}
	const modulus = BigInt(n);
	let odd = modulus - 1n;
	let twos = 0;
	while (odd % 2n === 0n) {
		odd /= 2n;
		twos++;
	}
	return BASES.every((base) => isStrongProbablePrime(modulus, BigInt(base), odd, twos));
}

const BASES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37] as const;
const TRIAL_LIMIT = 1_000_000;

function isStrongProbablePrime(n: bigint, base: bigint, odd: bigint, twos: number): boolean {
	let power = powerModulo(base, odd, n);
	if (power === 1n || power === n - 1n) return true;
	for (let step = 1; step < twos; step++) {
		power = (power * power) % n;
		if (power === n - 1n) return true;
	}
	return false;
}

function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
	let result = 1n;
	for (const bit of exponent.toString(2)) {
		result = (result * result) % modulus;
		if (bit === "1") result = (result * base) % modulus;
	}
	return result;
}
