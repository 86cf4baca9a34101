// Roots of unity as correctly rounded doubles, for the constants in the kernels' code. Slow: for build time only.

const FRACTION_BITS = 160n;

/** 2 pi * 2^160 */
const TWO_PI = 9_182_885_614_096_437_842_769_610_399_486_622_256_908_310_048_836n;

/** cos and sin of 2 pi numerator / denominator, integers with 0 <= numerator < denominator, by the power series in fixed point. */
export function exactRoot(numerator: number, denominator: number): readonly [cos: number, sin: number] {
	const angle = (TWO_PI * BigInt(numerator)) / BigInt(denominator);
	const sums: [bigint, bigint] = [0n, 0n];
	let term = 1n << FRACTION_BITS;
	for (let power = 0; term !== 0n; power++) {
		const sign = power % 4 < 2 ? 1n : -1n;
		if (power % 2 === 0) sums[0] += sign * term;
		else sums[1] += sign * term;
		term = ((term * angle) >> FRACTION_BITS) / BigInt(power + 1);
	}
	const toNumber = (fixed: bigint) => Number(fixed) / 2 ** Number(FRACTION_BITS);
	return [toNumber(sums[0]), toNumber(sums[1])];
}
