// The Jacobi symbol and the greatest common divisor of large numbers in O(M(n) log n), by half-gcd steps. Exact; no input or output.
// Sources: Moeller, On Schoenhage's algorithm and subquadratic integer gcd computation (2008), for the reduction that never goes too far;
// Brent and Zimmermann, An O(M(n) log n) algorithm for the Jacobi symbol (2010): the quotients drive a small state of residues modulo 8.

/** Numbers of at most so many bits are reduced in plain numbers. */
const PLAIN_BITS = 50;

/** The symbol (value | modulus): -1, 0 or 1. The modulus is odd and positive, the value not negative. */
export function jacobi(value: bigint, modulus: bigint): number {
	const numerator = value % modulus;
	const symbol = new SymbolState(Number(numerator & 7n), Number(modulus & 7n));
	return reduce(numerator, modulus, symbol) === 1n ? symbol.sign : 0;
}

/** The greatest common divisor of two numbers that are not negative. */
export function gcd(a: bigint, b: bigint): bigint {
	return reduce(a, b, UNWATCHED);
}

/** Who is told what multiples are taken of one number from the other, modulo 8. */
interface Watcher {
	/** a := a - quotient * b. */
	reduceA(quotient: number): void;
	/** b := b - quotient * a. */
	reduceB(quotient: number): void;
}

const UNWATCHED: Watcher = { reduceA: () => {}, reduceB: () => {} };

/** The greatest common divisor. */
function reduce(a: bigint, b: bigint, symbol: Watcher): bigint {
	while (a !== 0n && b !== 0n) {
		[a, b] = apply(halfGcd(a, b, symbol), a, b);
		// One step of Euclid's gets past the point where the half-gcd stops.
		if (a >= b) {
			symbol.reduceA(Number((a / b) & 7n));
			a %= b;
		} else {
			symbol.reduceB(Number((b / a) & 7n));
			b %= a;
		}
	}
	return a + b;
}

/** (a | b) or (b | a), whichever has the odd denominator in use, while multiples of one are taken from the other. All modulo 8. */
class SymbolState implements Watcher {
	#a: number;
	#b: number;
	#belowIsA = false;
	sign = 1;

	constructor(a: number, b: number) {
		this.#a = a;
		this.#b = b;
	}

	reduceA(quotient: number): void {
		const reduced = (this.#a - quotient * this.#b) & 7;
		if (this.#belowIsA) this.#belowIsA = this.#below(this.#a, this.#b, reduced);
		this.#a = reduced;
	}

	reduceB(quotient: number): void {
		const reduced = (this.#b - quotient * this.#a) & 7;
		if (!this.#belowIsA) this.#belowIsA = !this.#below(this.#b, this.#a, reduced);
		this.#b = reduced;
	}

	/** The denominator is reduced: an odd numerator first takes its place, by reciprocity. Gives whether it is still the denominator. */
	#below(denominator: number, numerator: number, reduced: number): boolean {
		if (numerator % 2 === 1) {
			this.sign *= reciprocity(denominator, numerator);
			return false;
		}
		// (2n' | d) = (2 | d)(n' | d); the even parts 4 and 8 leave d mod 4 and d mod 8 as they are, and with it the sign.
		if (numerator % 4 === 2) {
			const odd = numerator / 2;
			this.sign *= two(denominator) * two(reduced) * reciprocity(denominator, odd) * reciprocity(reduced, odd);
		}
		return true;
	}
}

/** (a | b)(b | a) for odd a and b: -1 where both are 3 modulo 4. */
function reciprocity(a: number, b: number): number {
	return (a & b & 3) === 3 ? -1 : 1;
}

/** (2 | d): 1 for d = 1 and 7 modulo 8. */
function two(d: number): number {
	return d === 1 || d === 7 ? 1 : -1;
}

/** Columns of a product of elementary matrices: (a, b) before = matrix * (a, b) after. No negative entries, determinant 1. */
type Matrix = readonly [bigint, bigint, bigint, bigint];
const IDENTITY: Matrix = [1n, 0n, 0n, 1n];

/**
 * Reduces (a, b) of at most n bits by multiples of each other, as far as both stay at 2^s or above, s = floor(n / 2) + 1. As then no entry
 * of the matrix exceeds 2^(n - s), the same steps leave numbers positive that have a and b for their upper parts.
 */
function halfGcd(a: bigint, b: bigint, symbol: Watcher): Matrix {
	const n = bitLength(a > b ? a : b);
	const s = Math.floor(n / 2) + 1;
	if (bitLength(a < b ? a : b) <= s) return IDENTITY;
	if (n <= PLAIN_BITS) return plainHalfGcd(Number(a), Number(b), 2 ** s, symbol);
	const least = 1n << BigInt(s);
	let matrix = upperHalfGcd(a, b, Math.floor(n / 2), symbol);
	[a, b] = apply(matrix, a, b);
	for (;;) {
		const step = euclidStep(a, b, least, symbol);
		if (step === undefined) return matrix;
		[a, b] = apply(step, a, b);
		matrix = product(matrix, step);
		const larger = bitLength(a > b ? a : b);
		const next = upperHalfGcd(a, b, Math.max(0, 2 * s - larger), symbol);
		if (next === IDENTITY) continue;
		[a, b] = apply(next, a, b);
		matrix = product(matrix, next);
	}
}

function upperHalfGcd(a: bigint, b: bigint, drop: number, symbol: Watcher): Matrix {
	const bits = BigInt(drop);
	return halfGcd(a >> bits, b >> bits, symbol);
}

/** One division of the larger by the smaller that leaves at least `least`; undefined where there is none. */
function euclidStep(a: bigint, b: bigint, least: bigint, symbol: Watcher): Matrix | undefined {
	if (a < least || b < least) return undefined;
	const quotient = a >= b ? (a - least) / b : (b - least) / a;
	if (quotient === 0n) return undefined;
	const low = Number(quotient & 7n);
	if (a >= b) {
		symbol.reduceA(low);
		return [1n, quotient, 0n, 1n];
	}
	symbol.reduceB(low);
	return [1n, 0n, quotient, 1n];
}

/** The same in doubles, exact below 2^53. */
function plainHalfGcd(a: number, b: number, least: number, symbol: Watcher): Matrix {
	let [m00, m01, m10, m11] = [1, 0, 0, 1];
	for (;;) {
		if (a >= b) {
			const quotient = Math.floor((a - least) / b);
			if (quotient === 0) break;
			a -= quotient * b;
			m01 += quotient * m00;
			m11 += quotient * m10;
			symbol.reduceA(quotient & 7);
		} else {
			const quotient = Math.floor((b - least) / a);
			if (quotient === 0) break;
			b -= quotient * a;
			m00 += quotient * m01;
			m10 += quotient * m11;
			symbol.reduceB(quotient & 7);
		}
	}
	return [BigInt(m00), BigInt(m01), BigInt(m10), BigInt(m11)];
}

/** matrix^-1 * (a, b). */
function apply([m00, m01, m10, m11]: Matrix, a: bigint, b: bigint): [bigint, bigint] {
	return [m11 * a - m01 * b, m00 * b - m10 * a];
}

function product([a00, a01, a10, a11]: Matrix, [b00, b01, b10, b11]: Matrix): Matrix {
	return [a00 * b00 + a01 * b10, a00 * b01 + a01 * b11, a10 * b00 + a11 * b10, a10 * b01 + a11 * b11];
}

function bitLength(value: bigint): number {
	const digits = value.toString(16);
	return digits.length * 4 - (Math.clz32(Number.parseInt(digits[0] ?? "0", 16)) - 28);
}
