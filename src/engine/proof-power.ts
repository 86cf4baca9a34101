// The power of a proof: what is usual for an exponent, what each costs, and what a disk allows.
import { join } from "node:path";

/** Prime95's powers are for exponents above these; a quarter of the exponent, one power less. */
const POWER_AT = { exponent: 105_000, power: 5 } as const;
/** Exponents above which the next power is usual, from power 6 on. */
const HIGHER_POWERS = [420_000, 1_700_000, 6_700_000, 26_600_000, 106_500_000, 414_200_000] as const;
/** Above it a proof would be more work than the test. */
export const LARGEST_PROOF_POWER = 12;
/** Each residue is kept with its checksum. */
const DIGEST_BYTES = 32;

/** 0 where a proof is not worth its file. */
export function usualPower(exponent: number): number {
	const above = HIGHER_POWERS.filter((least) => exponent > least).length;
	if (above > 0 || exponent > POWER_AT.exponent) return POWER_AT.power + above;
	return Math.max(0, POWER_AT.power - Math.ceil(Math.log2(POWER_AT.exponent / exponent) / 2));
}

/** The largest power for which so many squarings still have points of their own. */
export function largestPower(exponent: number): number {
	return Math.min(LARGEST_PROOF_POWER, Math.max(0, Math.floor(Math.log2(exponent)) - 1));
}

/** Where a test keeps them meanwhile. */
export function residueFolder(dataDir: string, exponent: number): string {
	return join(dataDir, "tests", `M${exponent}-prp-residues`);
}

/** Bytes on the disk while the test lasts. */
export function residueDiskBytes(exponent: number, power: number): number {
	return 2 ** power * (Math.ceil(exponent / 8) + DIGEST_BYTES);
}

export function proofFileBytes(exponent: number, power: number): number {
	return (power + 1) * Math.ceil(exponent / 8);
}

/** The largest power up to that one whose residues and file fit; 0: none. */
export function powerWithin(exponent: number, power: number, diskBytes: number): number {
	let within = power;
	while (within > 0 && residueDiskBytes(exponent, within) + proofFileBytes(exponent, within) > diskBytes) within--;
	return within;
}
