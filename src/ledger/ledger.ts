// What the ledger promises to the rest of the house: what was kept is there after any end of the process.
// Only types and no behaviour: a thread with a database implements it, and an in-memory twin in test/ does too.
import type { HashedPage, Page } from "../search/page.ts";

export interface Ledger {
	/** What was there at the opening. */
	readonly remembered: Remembered;
	/**
	 * Writes a batch whole or not at all, in the order of the calls; batches that wait are written together. Resolves when
	 * not even a power cut can undo it; with durable false when the end of the process cannot, the rest follows within seconds.
	 * Rejects with LedgerError, then nothing of it was written; a later batch may succeed.
	 */
	keep(batch: Batch, options?: { readonly durable?: boolean }): Promise<void>;
	/** The journal's pages in order from this one, within the limits, but one at least where there is one. */
	pages(key: string, fromSeq: number, limits: PageLimits): Promise<Page[]>;
	/** The records of all pages that were there at the opening, in the order in which the pages came; all to be called once, before anything is dropped. */
	records(onBatch: (batch: RecordColumns) => void): Promise<void>;
	/** What each key takes up, its proof of a fork included. */
	sizes(): Promise<JournalSize[]>;
	/** Writes what is waiting and lets go of the folder; any number of times. */
	close(): Promise<void>;
}

export interface Remembered {
	/** The last page of each journal. */
	readonly journals: readonly JournalHead[];
	/** As it was kept last; null where there is none. */
	readonly lease: unknown;
	readonly primes: readonly AcceptedPrime[];
	readonly peers: readonly KnownPeer[];
	readonly notes: ReadonlyMap<string, string>;
	readonly forks: readonly Fork[];
	/** The database that was there could not be believed: it was moved aside, and all the above is empty. */
	readonly wasDamaged: boolean;
}

/** What is done in this order: drop, then keep. What is left out stays as it is. */
export interface Batch {
	/** Keys whose journals and forks are forgotten. */
	readonly dropKeys?: readonly string[];
	/** Each follows the last of its journal, or the batch is refused; one that is there already changes nothing. */
	readonly pages?: readonly HashedPage[];
	/** Two pages of one journal and seq: the first such proof of a key stays. */
	readonly forks?: readonly Fork[];
	/** Any JSON value; null removes it. */
	readonly lease?: unknown;
	/** By exponent, a later one in the place of an earlier. */
	readonly primes?: readonly AcceptedPrime[];
	/** The whole list, in the place of the last one. */
	readonly peers?: readonly KnownPeer[];
	/** Small texts by name; null removes one. */
	readonly notes?: Readonly<Record<string, string | null>>;
}

export interface JournalHead {
	readonly key: string;
	readonly seq: number;
	readonly hash: string;
	/** Of its pages' texts, and of its proof of a fork. */
	readonly bytes: number;
}

export interface AcceptedPrime {
	readonly exponent: number;
	/** The id of the node that counts as its finder. */
	readonly finder: number;
	/** The message that told of it, a JSON value, or null. */
	readonly message: unknown;
}

export interface KnownPeer {
	readonly address: string;
	/** Null where it never said. */
	readonly id: number | null;
	/** Unix seconds. */
	readonly lastGoodAt: number;
}

export interface Fork {
	readonly key: string;
	readonly pages: readonly [Page, Page];
}

export interface PageLimits {
	readonly pages: number;
	/** Of their signed texts. */
	readonly bytes: number;
}

export interface JournalSize {
	readonly key: string;
	readonly pages: number;
	readonly bytes: number;
}

/** Some thousand records, a column for each field; records of kinds that are not known here are left out. */
export interface RecordColumns {
	readonly length: number;
	/** Index into remembered.journals. */
	readonly journal: Uint32Array;
	readonly exponent: Uint32Array;
	/** Index into COLUMN_KINDS. */
	readonly kind: Uint8Array;
	/** The upper and the lower 32 bits of res64; 0 for a factor. */
	readonly res64High: Uint32Array;
	readonly res64Low: Uint32Array;
	/** 0 for a factor. */
	readonly shift: Uint32Array;
}

export const COLUMN_KINDS = ["factor", "LL", "PRP"] as const;

/**
 * unusable: the system refuses (no permission, disk full, no such folder). in use: by another process.
 * gap: a page before this one was refused or dropped, and must be kept first; the batch is refused, and no other with it.
 * damaged: what is there cannot be believed; the next opening moves it aside. newer: made by a later program.
 */
export type LedgerErrorCode = "unusable" | "in use" | "gap" | "damaged" | "newer" | "closed";

export class LedgerError extends Error {
	override readonly name = "LedgerError";
	readonly code: LedgerErrorCode;

	/** message: one line for people. */
	constructor(code: LedgerErrorCode, message: string) {
		super(message);
		this.code = code;
	}
}
