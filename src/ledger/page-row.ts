// A page as a row of the database: the text that was signed, to the letter, and what is asked for without reading it.
import { textOf } from "../search/page.ts";
import type { HashedPage, Page } from "../search/page.ts";
import type { WireRecord } from "../search/record.ts";
import { LedgerError } from "./ledger.ts";
import { hashText } from "./signature.ts";

export interface PageRow {
	readonly key: string;
	readonly seq: number;
	/** The lowest and the highest exponent of its records. */
	readonly low: number;
	readonly high: number;
	readonly hash: string;
	readonly sig: string;
	readonly text: string;
}

/** A page as it is read. */
export type KeptPage = Pick<PageRow, "key" | "seq" | "sig" | "text"> & { readonly sum: string };

/** What textOf makes of a page. */
type PageText = readonly [title: string, key: string, seq: number, prev: string, time: number, records: readonly WireRecord[]];

export function toRow({ page, hash }: HashedPage): PageRow {
	let low = Number.MAX_SAFE_INTEGER;
	let high = 0;
	for (const [exponent] of page.records) {
		low = Math.min(low, exponent);
		high = Math.max(high, exponent);
	}
	return { key: page.key, seq: page.seq, low, high, hash, sig: page.sig, text: textOf(page) };
}

export function toPage(text: string, sig: string): Page {
	const [, key, seq, prev, time, records] = JSON.parse(text) as PageText;
	return { key, seq, prev, time, records, sig };
}

export function recordsIn(text: string): readonly WireRecord[] {
	return (JSON.parse(text) as PageText)[5];
}

export function sumOf({ text, sig }: { readonly text: string; readonly sig: string }): string {
	return hashText(text + sig);
}

/** SQLite does not notice a flipped bit in a text. Throws LedgerError. */
export function expectUnchanged(page: KeptPage): void {
	if (sumOf(page) === page.sum && page.text.startsWith(`["gimps-node page","${page.key}",${page.seq},`)) return;
	throw new LedgerError("damaged", `the ledger is damaged: page ${page.seq} of ${page.key} is not what was kept`);
}
