// What the engine promises about proofs of PRP tests: made with a test, checked for anyone, and certificates for GIMPS. Only types.
import type { TestProgress } from "./engine.ts";

/** Makes a proof with a PRP test; while it lasts, 2^power residues are kept in the data folder. */
export interface ProofOptions {
	readonly power: number;
	/** Where the proof is written. */
	readonly file: string;
}

/** A proof that was written, and held when it was checked. */
export interface ProofSummary {
	readonly version: number;
	readonly power: number;
	/** Bits of a hash. */
	readonly hashSize: number;
	/** Of the whole file, lower case. */
	readonly md5: string;
	readonly file: string;
}

export interface ProofWorkOptions {
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: TestProgress) => void;
}

/** What a proof file says, and whether that is so. */
export interface ProofVerdict {
	/** As the file names it. */
	readonly number: string;
	/** n of k * 2^n + c. */
	readonly exponent: number;
	readonly base: number;
	readonly proof: ProofSummary;
	readonly multiplicity: number;
	/** Why it does not hold; null: it holds. */
	readonly refusal: string | null;
	/** Of the number, the known factors divided out: a probable prime. Only to be believed where the proof holds. */
	readonly prime: boolean;
	/** Low 64 bits of the residue, 16 upper-case hex digits: type 1, 5 where there are known factors, 3 where no short division leads to either. */
	readonly res64: string;
	readonly residueType: 1 | 3 | 5;
	/** Squarings of the check. */
	readonly squarings: number;
	readonly seconds: number;
}

/** Certificate work: so many squarings modulo 2^exponent - 1 of a start value. */
export interface CertificateRequest {
	readonly exponent: number;
	readonly squarings: number;
	/** The file with the start value: ceil(exponent / 8) bytes, little-endian. */
	readonly file: string;
}

export interface Certificate {
	readonly exponent: number;
	readonly squarings: number;
	/** SHA3-256 of the end value's ceil(exponent / 8) bytes, 64 upper-case hex digits. */
	readonly sha3: string;
	readonly shift: number;
	readonly transformLength: number;
	/** Errors that were caught and repaired on the way. */
	readonly errors: number;
	readonly seconds: number;
}
