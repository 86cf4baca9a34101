// Which numbers can be exponents of Mersenne primes.

/** Whether n is prime, by division; for exponents, not for large numbers. */
export function isPrime(n: number): boolean {
	if (n < 2 || !Number.isSafeInteger(n)) return false;
	for (let d = 2; d * d <= n; d += d === 2 ? 1 : 2) if (n % d === 0) return false;
	return true;
}
