// The journals of all keys that are known here: how far each is here, and what of it is still to be checked before it follows.
// Keys are numbered in the order of their coming; the own one is number 0. Holds no pages: the ledger does.
import { headOf } from "../heads.ts";
import type { Head } from "../heads.ts";
import { JOURNALS } from "../limits.ts";
import type { HashedPage } from "../page.ts";
import { keyHash } from "./weight.ts";

export interface Journal {
	readonly key: string;
	readonly number: number;
	readonly hashOfKey: number;
	/** The last page; 0 where there is none. */
	seq: number;
	hash: string;
}

export class Journals {
	readonly #byKey = new Map<string, Journal>();
	readonly #list: Journal[] = [];
	#sum = 0;

	constructor(ownKey: string) {
		this.of(ownKey);
	}

	get own(): Journal {
		return this.#list[0]!;
	}

	get size(): number {
		return this.#list.length;
	}

	/** A sum over all heads, the same at who has the same pages; below 2^52. */
	get sum(): number {
		return this.#sum;
	}

	find(key: string): Journal | undefined {
		return this.#byKey.get(key);
	}

	/** The journal of a key, made where it is new; undefined where there is no room for one more. */
	of(key: string): Journal | undefined {
		const found = this.#byKey.get(key);
		if (found !== undefined || this.#list.length >= JOURNALS) return found;
		const journal: Journal = { key, number: this.#list.length, hashOfKey: keyHash(key), seq: 0, hash: "" };
		this.#byKey.set(key, journal);
		this.#list.push(journal);
		return journal;
	}

	get(number: number): Journal {
		return this.#list[number]!;
	}

	/** As the ledger remembers it. */
	remember(journal: Journal, seq: number, hash: string): void {
		this.#move(journal, seq, hash);
	}

	append(journal: Journal, { page, hash }: HashedPage): void {
		this.#move(journal, page.seq, hash);
	}

	/** Those of which there is a page. */
	all(): Journal[] {
		return this.#list.filter(({ seq }) => seq > 0);
	}

	heads(journals: readonly Journal[]): Head[] {
		return journals.map(({ key, seq, hash }) => headOf(key, seq, hash));
	}

	#move(journal: Journal, seq: number, hash: string): void {
		this.#sum += headSum(seq, hash) - headSum(journal.seq, journal.hash);
		journal.seq = seq;
		journal.hash = hash;
	}
}

/** 32 bits: the sum over all journals stays exact. */
function headSum(seq: number, hash: string): number {
	return seq === 0 ? 0 : keyHash(hash);
}
