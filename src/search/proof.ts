// The proof of a PRP test as a page names it, and as its file passes from node to node, piece by piece. Pure; built field by field from JSON.
import { LARGEST_EXPONENT } from "./exponents.ts";
import { PROOF_PIECE_BYTES } from "./limits.ts";
import { isHash } from "./page.ts";
import type { Page } from "./page.ts";
import type { WireRecord } from "./record.ts";

/** A proof file. */
export interface Proof {
	/** It is checked at 2^-power of what the test took. */
	readonly power: number;
	readonly bytes: number;
	/** SHA-256 of the file, 43 characters of base64url. */
	readonly hash: string;
}

export interface NamedProof extends Proof {
	readonly exponent: number;
}

/** Part of a file; without bytes it is asked for. */
export interface ProofPiece {
	readonly hash: string;
	/** Where it begins in the file. */
	readonly at: number;
	/** base64url without padding; empty where the file is not there. */
	readonly bytes?: string;
}

const LARGEST_POWER = 12;
/** The lines at its beginning. */
const HEADER_BYTES = 128;

/** Stands behind the record of the residue. */
export function proofRecord({ exponent, power, bytes, hash }: NamedProof): WireRecord {
	return [exponent, "P", power, bytes, hash];
}

/** The proofs that a page names; one that cannot be is left out. */
export function proofsOf({ records }: Page): NamedProof[] {
	return records.flatMap(([exponent, kind, power, bytes, hash]) => {
		if (kind !== "P" || !isCount(power) || power < 1 || power > LARGEST_POWER || !isCount(bytes) || !isHash(hash)) return [];
		const residues = (power + 1) * Math.ceil(exponent / 8);
		return bytes > residues && bytes <= residues + HEADER_BYTES ? [{ exponent, power, bytes, hash }] : [];
	});
}

export function readProofPiece(value: unknown): ProofPiece | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	const { hash, at, bytes } = value as { readonly [Name in keyof ProofPiece]?: unknown };
	if (!isHash(hash) || !isCount(at) || at % PROOF_PIECE_BYTES !== 0 || at > (LARGEST_POWER + 2) * LARGEST_EXPONENT) return undefined;
	if (bytes === undefined) return { hash, at };
	if (typeof bytes !== "string" || bytes.length > charactersOf(PROOF_PIECE_BYTES) || !/^[\w-]*$/.test(bytes)) return undefined;
	return { hash, at, bytes };
}

/** How long so many bytes are in base64url. */
export function charactersOf(bytes: number): number {
	return Math.ceil((4 * bytes) / 3);
}

function isCount(value: unknown): value is number {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
