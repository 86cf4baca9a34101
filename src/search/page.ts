// A page of a journal: what one key settled, signed, and chained to the page before it, so that no journal can be rewritten.
// Pure: what is signed and hashed is a text that is made here; signing, checking and hashing are done elsewhere.
import { fromWire } from "./record.ts";
import type { Record, WireRecord } from "./record.ts";

export interface Page {
	/** The journal's owner: an Ed25519 public key, 43 characters of base64url. */
	readonly key: string;
	/** Counts from 1 without gaps. */
	readonly seq: number;
	/** SHA-256 of the page before (of its text), 43 characters of base64url; empty for the first. */
	readonly prev: string;
	/** When it was made, by its owner's clock: Unix seconds. */
	readonly time: number;
	/** As they came: also those of kinds that are not known here, for the signature covers them. */
	readonly records: readonly WireRecord[];
	/** Ed25519 signature of its text, 86 characters of base64url. */
	readonly sig: string;
}

/** A page and the hash of its text. */
export interface HashedPage {
	readonly page: Page;
	readonly hash: string;
}

/** Records in one page at most. */
export const PAGE_RECORDS = 500;
/** Bytes of its JSON at most: two fit a line of 64 KiB. */
export const PAGE_BYTES = 32 * 1_024 - 512;

/** The text that is signed and hashed, UTF-8. */
export function textOf(page: Omit<Page, "sig">): string {
	return JSON.stringify(["gimps-node page", page.key, page.seq, page.prev, page.time, page.records]);
}

/** Bytes of a text in UTF-8. */
export function bytesOf(text: string): number {
	let bytes = text.length;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		// A surrogate is half of four bytes.
		if (code >= 0x80) bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
	}
	return bytes;
}

/** Builds a page field by field from JSON; undefined where it is none. Costs no cryptography. */
export function readPage(value: unknown): Page | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	const { key, seq, prev, time, records, sig } = value as { readonly [Name in keyof Page]?: unknown };
	if (!isKey(key) || !isSignature(sig)) return undefined;
	if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 1) return undefined;
	if (seq === 1 ? prev !== "" : !isBase64(prev, 43)) return undefined;
	if (typeof time !== "number" || !Number.isSafeInteger(time) || time < 0) return undefined;
	if (!Array.isArray(records) || records.length === 0 || records.length > PAGE_RECORDS) return undefined;
	if (records.some((record) => fromWire(record) === undefined)) return undefined;
	return { key, seq, prev: prev as string, time, records: records as readonly WireRecord[], sig };
}

/** One page, or two that prove a fork. */
export function readPages(value: unknown): Page[] | undefined {
	if (!Array.isArray(value) || value.length < 1 || value.length > 2) return undefined;
	const pages = value.flatMap((page) => readPage(page) ?? []);
	return pages.length === value.length ? pages : undefined;
}

/** The records of the kinds that are known here. */
export function recordsOf(page: Page): Record[] {
	return page.records.flatMap((wire) => fromWire(wire) ?? []);
}

/** A key as base64url without padding. */
export function isKey(value: unknown): value is string {
	return isBase64(value, 43);
}

/** A SHA-256 as base64url without padding. */
export const isHash = isKey;

/** An Ed25519 signature as base64url without padding. */
export function isSignature(value: unknown): value is string {
	return isBase64(value, 86);
}

function isBase64(value: unknown, characters: number): value is string {
	return typeof value === "string" && value.length === characters && /^[A-Za-z0-9_-]+$/.test(value);
}
