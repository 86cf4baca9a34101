// Whether a number divides 2^p - 1: the one division by which anybody checks a claimed factor.

/** Whether the decimal number is a divisor of 2^exponent - 1 other than 1 and itself. */
export function dividesMersenne(exponent: number, factor: string): boolean {
	const divisor = BigInt(factor);
	if (divisor < 3n || divisor % 2n === 0n) return false;
	// It has as many bits as the number itself only where it is that number.
	if (exponent < 512 && divisor >= (1n << BigInt(exponent)) - 1n) return false;
	let power = 1n;
	for (const bit of exponent.toString(2)) {
		power = (power * power) % divisor;
		if (bit === "1") power = (power * 2n) % divisor;
	}
	return power === 1n;
}
