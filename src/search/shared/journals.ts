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
	/** Of its pages' texts, and of the proof where it is forked. */
	bytes: number;
	/** Whether its key counts here. */
	counts: boolean;
	/** When its key was last heard. */
	heardAt: number;
}

export class Journals {
	readonly #byKey = new Map<string, Journal>();
	/** By number; undefined where one was forgotten. */
	readonly #list: (Journal | undefined)[] = [];
	/** Numbers to be given again. */
	readonly #free: number[] = [];
	#sum = 0;
	#strangersBytes = 0;

	constructor(ownKey: string) {
		this.setCounts(this.of(ownKey)!, true);
	}

	get own(): Journal {
		return this.#list[0]!;
	}

	get size(): number {
		return this.#byKey.size;
	}

	/** Of all whose keys do not count. */
	get strangersBytes(): number {
		return this.#strangersBytes;
	}

	/** A sum over the heads of all whose keys count, the same at who trusts the same and has their pages; below 2^52. */
	get sum(): number {
		return this.#sum;
	}

	find(key: string): Journal | undefined {
		return this.#byKey.get(key);
	}

	/** The journal of a key, made where it is new; undefined where there is no room for one more. */
	of(key: string): Journal | undefined {
		const found = this.#byKey.get(key);
		if (found !== undefined || this.size >= JOURNALS) return found;
		const number = this.#free.pop() ?? this.#list.length;
		const journal: Journal = { key, number, hashOfKey: keyHash(key), seq: 0, hash: "", bytes: 0, counts: false, heardAt: 0 };
		this.#byKey.set(key, journal);
		this.#list[number] = journal;
		return journal;
	}

	/** Nothing is known of its key any more; its number will be another's. */
	forget(journal: Journal): void {
		this.setCounts(journal, false);
		this.#strangersBytes -= journal.bytes;
		this.#byKey.delete(journal.key);
		this.#list[journal.number] = undefined;
		this.#free.push(journal.number);
	}

	setCounts(journal: Journal, counts: boolean): void {
		if (journal.counts === counts) return;
		journal.counts = counts;
		const sign = counts ? 1 : -1;
		this.#sum += sign * headSum(journal);
		this.#strangersBytes -= sign * journal.bytes;
	}

	get(number: number): Journal {
		return this.#list[number]!;
	}

	/** As the ledger remembers it. */
	remember(journal: Journal, { seq, hash, bytes }: Pick<Journal, "seq" | "hash" | "bytes">): void {
		this.#move(journal, seq, hash);
		this.grew(journal, bytes);
	}

	append(journal: Journal, { page, hash }: HashedPage, bytes: number): void {
		this.#move(journal, page.seq, hash);
		this.grew(journal, bytes);
	}

	/** So much more is kept of it. */
	grew(journal: Journal, bytes: number): void {
		journal.bytes += bytes;
		if (!journal.counts) this.#strangersBytes += bytes;
	}

	/** Those of which there is a page. */
	all(): Journal[] {
		return [...this.#byKey.values()].filter(({ seq }) => seq > 0);
	}

	/** Those whose keys do not count. */
	strangers(): Journal[] {
		return [...this.#byKey.values()].filter(({ counts }) => !counts);
	}

	heads(journals: readonly Journal[]): Head[] {
		return journals.map(({ key, seq, hash }) => headOf(key, seq, hash));
	}

	#move(journal: Journal, seq: number, hash: string): void {
		if (journal.counts) this.#sum -= headSum(journal);
		journal.seq = seq;
		journal.hash = hash;
		if (journal.counts) this.#sum += headSum(journal);
	}
}

/** 32 bits: the sum over all journals stays exact. */
function headSum({ seq, hash }: Journal): number {
	return seq === 0 ? 0 : keyHash(hash);
}
