// What a node says of the journals that it has, and what it asks for: one number a journal, and the pages from a number on.
// Pure; built field by field from JSON.
import { HEADS, PAGES_WANTED } from "./limits.ts";
import { isKey } from "./page.ts";

/** A journal is here up to this page; the beginning of that page's hash tells two histories of one number apart. */
export type Head = readonly [key: string, seq: number, hash: string];

export interface Have {
	readonly heads: readonly Head[];
	/** Keys of which two pages are known here that contradict each other. */
	readonly forks: readonly string[];
	/** A sum over all heads that are here: who has the same need not be told more. */
	readonly sum?: number;
}

/** Pages of this key from this number on; from 0: the two pages that prove a fork. */
export interface Want {
	readonly key: string;
	readonly from: number;
	readonly pages: number;
}

/** Characters of a page's hash in a head. */
export const HEAD_HASH_CHARACTERS = 6;

export function headOf(key: string, seq: number, hash: string): Head {
	return [key, seq, hash.slice(0, HEAD_HASH_CHARACTERS)];
}

export function readHave(value: unknown): Have | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	const { heads, forks, sum } = value as { readonly [Name in keyof Have]?: unknown };
	if (!Array.isArray(heads) || heads.length > HEADS || !heads.every(isHead)) return undefined;
	if (!Array.isArray(forks) || forks.length > HEADS || !forks.every(isKey)) return undefined;
	if (sum === undefined) return { heads, forks };
	return isCount(sum) ? { heads, forks, sum } : undefined;
}

export function readWant(value: unknown): Want | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	const { key, from, pages } = value as { readonly [Name in keyof Want]?: unknown };
	if (!isKey(key) || !isCount(from) || !isCount(pages) || pages < 1 || pages > PAGES_WANTED) return undefined;
	return { key, from, pages };
}

function isHead(value: unknown): value is Head {
	if (!Array.isArray(value) || value.length !== 3) return false;
	const [key, seq, hash] = value as readonly unknown[];
	return isKey(key) && isCount(seq) && seq >= 1 && typeof hash === "string" && /^[\w-]{6}$/.test(hash);
}

function isCount(value: unknown): value is number {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
