// The sieve of the trial-factoring kernel (AssemblyScript): of the k = residue + modulus * j it leaves those whose q = 2kp + 1
// has no factor among the small primes. The list of what is left is read by the tests that factor-source.ts adds.

/** j in one segment: a byte each, to fit the first-level cache. */
export const SEGMENT: i32 = 32768;
const LARGEST_PRIME_COUNT: i32 = 16384;

const PRIMES: usize = 1024;
/** modulus^-1 mod r. */
const MODULUS_INVERSES: usize = PRIMES + 4 * LARGEST_PRIME_COUNT;
/** k with r | 2kp + 1, modulo r. */
const ROOTS: usize = MODULUS_INVERSES + 4 * LARGEST_PRIME_COUNT;
const FLAGS: usize = ROOTS + 4 * LARGEST_PRIME_COUNT;
/** j - first of the candidates left, padded to a multiple of 16 with repetitions. */
const LIST: usize = FLAGS + SEGMENT;

let primeCount: i32 = 0;
let usedCount: i32 = 0;

/** Whether relaxed_madd rounds once: the test in doubles needs it. */
export function isFused(): bool {
	const x = f64x2.splat(1.0 + 1.0 / 1073741824.0);
	const squared = f64x2.mul(x, x);
	const error = f64x2.relaxed_madd(x, x, f64x2.neg(squared));
	return f64x2.extract_lane(error, 0) == 1.0 / 1152921504606846976.0;
}

/** Finds the first so many odd primes; once. */
export function makePrimes(count: i32): void {
	for (let n: u32 = 3; primeCount < count; n += 2) {
		let isPrime = true;
		for (let i = 0; i < primeCount && isPrime; i++) {
			const r = load<u32>(PRIMES + 4 * i);
			if (r * r > n) break;
			isPrime = n % r != 0;
		}
		if (isPrime) {
			store<u32>(PRIMES + 4 * primeCount, n);
			primeCount++;
		}
	}
}

/** Prepares the roots for p. Primes of the modulus, and those that are not below every q = 2p + 1, 4p + 1 ..., take no part. */
export function setExponent(p: u32, modulus: u32, count: i32): void {
	usedCount = 0;
	for (let i = 0; i < min(count, primeCount); i++) {
		const r = load<u32>(PRIMES + 4 * i);
		if (<u64>r >= 2 * <u64>p + 1) break;
		const divides = modulus % r == 0 || p % r == 0;
		store<u32>(MODULUS_INVERSES + 4 * i, divides ? 0 : inverseMod(modulus % r, r));
		store<u32>(ROOTS + 4 * i, divides ? 0 : r - inverseMod(<u32>((2 * <u64>p) % r), r));
		usedCount = i + 1;
	}
}

/** Sieves first <= j < first + length, and gives the number of candidates left. length <= SEGMENT. */
export function sieve(residue: u32, first: u64, length: i32): i32 {
	memory.fill(FLAGS, 1, length);
	for (let i = 0; i < usedCount; i++) {
		const modulusInverse = load<u32>(MODULUS_INVERSES + 4 * i);
		if (modulusInverse == 0) continue;
		const r = load<u32>(PRIMES + 4 * i);
		// residue + modulus * j = root mod r.
		const difference = load<u32>(ROOTS + 4 * i) + r - (residue % r);
		const root = <u32>((<u64>difference * modulusInverse) % r);
		const offset = <u32>(first % r);
		let j = root >= offset ? root - offset : root + r - offset;
		for (; j < <u32>length; j += r) store<u8>(FLAGS + j, 0);
	}
	return gather(length);
}

function gather(length: i32): i32 {
	let at = LIST;
	for (let j: i32 = 0; j < length; j++) {
		store<u32>(at, j);
		at += 4 * <usize>load<u8>(FLAGS + j);
	}
	const count = <i32>((at - LIST) >> 2);
	if (count > 0) for (let i = 0; i < 16; i++) store<u32>(at + 4 * i, load<u32>(at - 4));
	return count;
}

/** k of the candidate at an index of the list. */
export function kWhole(residue: u32, modulus: u32, first: u64, index: i32): u64 {
	return <u64>residue + <u64>modulus * (first + <u64>load<u32>(LIST + 4 * index));
}

function kDouble(residue: u32, modulus: u32, first: u64, index: i32): f64 {
	return <f64>kWhole(residue, modulus, first, index);
}

/** 1 / a mod r for a prime r, by Euclid's algorithm. */
function inverseMod(a: u32, r: u32): u32 {
	let x: i64 = a;
	let y: i64 = r;
	let u: i64 = 1;
	let v: i64 = 0;
	while (x > 1) {
		const quotient = y / x;
		const rest = y - quotient * x;
		const next = v - quotient * u;
		y = x;
		x = rest;
		v = u;
		u = next;
	}
	return <u32>(u < 0 ? u + r : u);
}
