// What passes between the ledger and its thread. Pages travel as rows, JSON values as texts.
import type { AcceptedPrime, Batch, KnownPeer, LedgerErrorCode, PageLimits, RecordColumns, Remembered } from "./ledger.ts";
import { type PageRow, toRow } from "./page-row.ts";

export interface ThreadSettings {
	readonly folder: string;
}

export type Request =
	| { readonly type: "keep"; readonly id: number; readonly order: WriteOrder }
	| { readonly type: "pages"; readonly id: number; readonly key: string; readonly fromSeq: number; readonly limits: PageLimits }
	| { readonly type: "records"; readonly id: number; readonly after: number }
	| { readonly type: "sizes"; readonly id: number }
	| { readonly type: "close"; readonly id: number };

export type KeepRequest = Extract<Request, { type: "keep" }>;

export type Reply =
	| { readonly type: "opened"; readonly remembered: Remembered }
	| { readonly type: "report"; readonly line: string }
	| { readonly type: "done"; readonly id: number; readonly value: unknown }
	/** id 0: the opening. */
	| { readonly type: "refused"; readonly id: number; readonly code: LedgerErrorCode; readonly message: string };

/** The answer to "records". */
export interface RecordsPart {
	readonly batch: RecordColumns;
	/** What to ask for next; null at the end. */
	readonly after: number | null;
}

/** The answer to "pages". */
export type PageTexts = readonly { readonly text: string; readonly sig: string }[];

export interface WriteOrder {
	readonly durable: boolean;
	readonly dropKeys: readonly string[];
	readonly pages: readonly PageRow[];
	readonly forks: readonly { readonly key: string; readonly text: string }[];
	/** Undefined: as it is. */
	readonly lease: string | undefined;
	readonly primes: readonly (Omit<AcceptedPrime, "message"> & { readonly message: string })[];
	/** Undefined: as they are. */
	readonly peers: readonly KnownPeer[] | undefined;
	readonly notes: readonly (readonly [name: string, text: string | null])[];
}

export function toOrder(batch: Batch, durable: boolean): WriteOrder {
	const { dropKeys = [], pages = [], forks = [], lease, primes = [], peers, notes = {} } = batch;
	return {
		durable,
		dropKeys,
		pages: pages.map(toRow),
		forks: forks.map((fork) => ({ key: fork.key, text: JSON.stringify(fork.pages) })),
		lease: lease === undefined ? undefined : JSON.stringify(lease),
		primes: primes.map(({ exponent, finder, message }) => ({ exponent, finder, message: JSON.stringify(message ?? null) })),
		peers,
		notes: Object.entries(notes),
	};
}
