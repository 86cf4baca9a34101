// A lease: the owner of a key works on these cells of the exponent line for so long. Advice, which ends by itself; one of a higher
// number takes the place of those before it, so that nothing has to be taken back. Pure: what is signed is a text that is made here.
import { LEASE_CELLS, LONGEST_LEASE_SECONDS } from "./limits.ts";
import { isKey, isSignature } from "./page.ts";

export interface Lease {
	/** Whose it is: an Ed25519 public key, 43 characters of base64url. */
	readonly key: string;
	/** Larger than that of any lease of this key before. */
	readonly number: number;
	/** The first exponents of the cells, ascending. */
	readonly cells: readonly number[];
	/** From when it is heard. */
	readonly seconds: number;
}

export interface SignedLease extends Lease {
	/** Ed25519 signature of its text, 86 characters of base64url. */
	readonly sig: string;
}

/** The text that is signed, UTF-8. */
export function leaseText({ key, number, cells, seconds }: Lease): string {
	return JSON.stringify(["gimps-node lease", key, number, cells, seconds]);
}

/** Builds a lease field by field from JSON; undefined where it is none. */
export function readSignedLease(value: unknown): SignedLease | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	const { key, number, cells, seconds, sig } = value as { readonly [Name in keyof SignedLease]?: unknown };
	if (!isKey(key) || !isCount(number) || !isSignature(sig)) return undefined;
	if (!isCount(seconds) || seconds > LONGEST_LEASE_SECONDS) return undefined;
	if (!Array.isArray(cells) || cells.length > LEASE_CELLS || !cells.every(isCount)) return undefined;
	if (cells.some((cell, index) => index > 0 && cell <= cells[index - 1]!)) return undefined;
	return { key, number, cells, seconds, sig };
}

function isCount(value: unknown): value is number {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
