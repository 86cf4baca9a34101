// The exponents of the 52 Mersenne primes known in 2026 (OEIS A000043; all below the 50th are known to be consecutive).
// The list may check a claim that is too dear to test; it is never the source of a find.

const KNOWN_EXPONENTS: ReadonlySet<number> = new Set([
	2, 3, 5, 7, 13, 17, 19, 31, 61, 89, 107, 127, 521, 607, 1_279, 2_203, 2_281, 3_217, 4_253, 4_423, 9_689, 9_941, 11_213, 19_937, 21_701,
	23_209, 44_497, 86_243, 110_503, 132_049, 216_091, 756_839, 859_433, 1_257_787, 1_398_269, 2_976_221, 3_021_377, 6_972_593, 13_466_917,
	20_996_011, 24_036_583, 25_964_951, 30_402_457, 32_582_657, 37_156_667, 42_643_801, 43_112_609, 57_885_161, 74_207_281, 77_232_917,
	82_589_933, 136_279_841,
]);

export function isKnown(exponent: number): boolean {
	return KNOWN_EXPONENTS.has(exponent);
}
