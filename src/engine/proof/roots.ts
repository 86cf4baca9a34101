// What undoes a root of unity of small order: a prover who hides a prime multiplies the residue of one by it, and the proof still holds
// once in so many tries as the order says.
import { type ProvedNumber, powerModulo } from "./proved-number.ts";

/** Orders with a larger prime factor would take a cheat as many proofs. Below 2^26 products stay exact in doubles. */
const LARGEST_ROOT_PRIME = 2 ** 20;
/** Bits of the largest power of one prime that is looked for. */
const LARGEST_POWER_BITS = 64;

/** The product of all small prime powers that divide N - 1, N the number without its known factors: the order of every small root of 1 divides it. */
export function rootsExponent(number: ProvedNumber): bigint {
	const { k, n, c, factors } = number;
	const isMersenne = k === 1 && c === -1 && factors === 1n;
	const divides = isMersenne ? (prime: number) => dividesMersenneLessOne(n, prime) : (prime: number) => dividesLessOne(number, prime);
	let product = 1n;
	for (const prime of primesBelow(LARGEST_ROOT_PRIME)) if (divides(prime)) product *= largestPower(number, BigInt(prime));
	return product;
}

function dividesLessOne({ k, n, c, factors }: ProvedNumber, prime: number): boolean {
	const target = Number((factors - BigInt(c)) % BigInt(prime));
	return ((k % prime) * powerOfTwo(n, prime) - target) % prime === 0;
}

/** The same for 2^n - 2 = 2 (2^(n-1) - 1): the order of 2 divides n - 1 and prime - 1, and most primes have too little in common with n - 1. */
function dividesMersenneLessOne(n: number, prime: number): boolean {
	if (prime === 2) return true;
	let [order, rest] = [n - 1, prime - 1];
	while (rest > 0) [order, rest] = [rest, order % rest];
	return 2 ** order > prime && powerOfTwo(order, prime) === 1;
}

/** Of the prime in ((k * 2^n + c) - factors) / factors. */
function largestPower({ k, n, c, factors }: ProvedNumber, prime: bigint): bigint {
	let inFactors = 1n;
	while (factors % (inFactors * prime) === 0n) inFactors *= prime;
	let power = prime;
	const divides = (divisor: bigint): boolean => (BigInt(k) * powerModulo(2n, BigInt(n), divisor) + BigInt(c) - factors) % divisor === 0n;
	while (power.toString(2).length <= LARGEST_POWER_BITS && divides(power * inFactors)) power *= prime;
	return power / prime;
}

/** 2^n modulo a prime below 2^26. */
function powerOfTwo(n: number, prime: number): number {
	let power = 1;
	for (const bit of n.toString(2)) power = (power * power * (bit === "1" ? 2 : 1)) % prime;
	return power;
}

function* primesBelow(limit: number): Generator<number> {
	const composite = new Uint8Array(limit);
	for (let prime = 2; prime < limit; prime++) {
		if (composite[prime] === 1) continue;
		yield prime;
		for (let multiple = prime * prime; multiple < limit; multiple += prime) composite[multiple] = 1;
	}
}
