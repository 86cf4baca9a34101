// Lists the prime factors q = 2kp + 1 of 2^p - 1 for all primes p of a range and all k up to a bound, by trial division,
// with the bounds that P-1 needs to find each: B1 the largest prime power in k but for the largest prime, B2 that prime.
// Independent of the engine: plain C, 128-bit integers. Output: p k b1 b2, one factor a line.
//   cc -O2 -o p-minus-1-factors p-minus-1-factors.c && ./p-minus-1-factors 1190000 1210000 15000000
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t u64;
typedef unsigned __int128 u128;

static int is_prime(u64 n) {
	if (n < 2) return 0;
	for (u64 d = 2; d * d <= n; d++)
		if (n % d == 0) return 0;
	return 1;
}

/* 2^p mod q */
static u64 power_of_two(u64 p, u64 q) {
	u64 r = 1;
	for (int bit = 63 - __builtin_clzll(p); bit >= 0; bit--) {
		r = (u64)((u128)r * r % q);
		if (p >> bit & 1) r = (r << 1) % q;
	}
	return r;
}

/* The bounds for k. */
static void bounds(u64 k, u64 *b1, u64 *b2) {
	u64 last = 1, largest_power = 1, last_power = 1;
	for (u64 r = 2; r * r <= k; r++) {
		u64 power = 1;
		while (k % r == 0) k /= r, power *= r;
		if (power == 1) continue;
		if (last_power > largest_power) largest_power = last_power;
		last = r, last_power = power;
	}
	if (k > 1) {
		if (last_power > largest_power) largest_power = last_power;
		last = last_power = k;
	}
	/* A largest prime that divides twice is no single prime. */
	if (last_power > last && last_power > largest_power) largest_power = last_power;
	*b1 = largest_power, *b2 = last > largest_power ? last : largest_power;
}

int main(int count, char **texts) {
	if (count != 4) return 2;
	u64 from = strtoull(texts[1], 0, 10), to = strtoull(texts[2], 0, 10), most = strtoull(texts[3], 0, 10);
	char *composite = malloc(most + 1);
	for (u64 p = from; p < to; p++) {
		if (!is_prime(p)) continue;
		memset(composite, 0, most + 1);
		for (u64 r = 3; r < 1000; r += 2) {
			if (!is_prime(r)) continue;
			for (u64 k = 1; k <= r && k <= most; k++)
				if ((2 * k * p + 1) % r == 0)
					for (u64 multiple = k; multiple <= most; multiple += r) composite[multiple] = 1;
		}
		for (u64 k = 1; k <= most; k++) {
			u64 q = 2 * k * p + 1;
			if (composite[k] || (q % 8 != 1 && q % 8 != 7) || power_of_two(p, q) != 1 || !is_prime(q)) continue;
			u64 b1, b2;
			bounds(k, &b1, &b2);
			printf("%llu %llu %llu %llu\n", (unsigned long long)p, (unsigned long long)k, (unsigned long long)b1, (unsigned long long)b2);
			fflush(stdout);
		}
	}
	return 0;
}
