// Writes the own journal: collects records, and makes a page of them now and then. A page is signed once, follows the one before, is kept
// before it is told, and its number is never used twice: while the end of the journal is in doubt, nothing is written.
import { PAGE_EVERY_MS } from "../limits.ts";
import { PAGE_BYTES, PAGE_RECORDS, bytesOf, textOf } from "../page.ts";
import type { Page } from "../page.ts";
import type { WireRecord } from "../record.ts";
import { event } from "./events.ts";
import type { Emit } from "./events.ts";
import type { Journals } from "./journals.ts";

export interface AuthorDependencies {
	readonly journals: Journals;
	readonly emit: Emit;
	readonly nextId: () => number;
	/** A page was written. */
	readonly written: (now: number) => void;
}

/** What a page takes besides its records. */
const FRAME_BYTES = 400;

export class Author {
	readonly #dependencies: AuthorDependencies;
	#pending: WireRecord[] = [];
	#signing: { readonly id: number; readonly page: Omit<Page, "sig"> } | null = null;
	#pageAt = Number.POSITIVE_INFINITY;
	/** The end of the journal is not certain, or another wrote under this key. */
	isBlocked = false;

	constructor(dependencies: AuthorDependencies) {
		this.#dependencies = dependencies;
	}

	/** Records that are in no page yet. */
	get pending(): number {
		return this.#pending.length;
	}

	nextAt(): number {
		return this.isBlocked || this.#signing !== null ? Number.POSITIVE_INFINITY : this.#pageAt;
	}

	add(now: number, record: WireRecord): void {
		this.#pending.push(record);
		this.#pageAt = Math.min(this.#pageAt, now + PAGE_EVERY_MS);
		if (this.#pending.length >= PAGE_RECORDS) this.write(now);
	}

	/** Makes a page of what there is; a no-op where there is nothing, or one is being made. */
	write(now: number): void {
		if (this.isBlocked || this.#signing !== null || this.#pending.length === 0) return;
		const { journals, nextId, emit } = this.#dependencies;
		const { key, seq, hash } = journals.own;
		const page = { key, seq: seq + 1, prev: hash, time: Math.floor(now / 1_000), records: this.#fitting() };
		this.#signing = { id: nextId(), page };
		this.#pageAt = Number.POSITIVE_INFINITY;
		emit({ type: "sign", id: this.#signing.id, text: textOf(page) });
	}

	/** True where the signature was for a page. */
	signed(now: number, id: number, sig: string, hash: string): boolean {
		if (this.#signing?.id !== id) return false;
		const { page } = this.#signing;
		const { journals, emit, written } = this.#dependencies;
		this.#signing = null;
		// The journal may have grown by what peers remembered of it: then this page was never said, and is made anew.
		if (this.isBlocked || page.seq !== journals.own.seq + 1 || page.prev !== journals.own.hash) {
			this.#pageAt = now;
			return true;
		}
		this.#pending = this.#pending.slice(page.records.length);
		if (this.#pending.length > 0) this.#pageAt = now + PAGE_EVERY_MS;
		const hashed = { page: { ...page, sig }, hash };
		journals.append(journals.own, hashed, bytesOf(textOf(page)));
		emit({ type: "keep", kept: { pages: [hashed] }, isDurable: true });
		emit(event("page-written", { seq: page.seq, records: page.records.length }));
		written(now);
		return true;
	}

	/** As many of the pending records as one page may hold. */
	#fitting(): WireRecord[] {
		const records: WireRecord[] = [];
		let bytes = FRAME_BYTES;
		for (const record of this.#pending) {
			bytes += JSON.stringify(record).length + 1;
			if (records.length >= PAGE_RECORDS || bytes > PAGE_BYTES) break;
			records.push(record);
		}
		return records;
	}
}
