// The twin of the ledger in virtual time: outlives its node, loses at a crash what was not durable yet, and may be slow or full.
import type { Clock } from "./clock.ts";
import type { Input, RememberedCore } from "../../src/core/core.ts";
import type { AcceptedPrime, Done, LedgerPort, ToKeep } from "../../src/daemon/ports.ts";
import type { HashedPage, Page } from "../../src/search/page.ts";
import { bytesOf, recordsOf, textOf } from "../../src/search/page.ts";
import type { PackedRecords } from "../../src/search/knowledge/packing.ts";
import type { Fork, RememberedLease } from "../../src/search/shared/events.ts";

const WRITE_MS = 2;
/** What is not durable is so a little later. */
const SOON_MS = 1_000;

interface Stored {
	readonly pages: Map<string, HashedPage[]>;
	readonly primes: Map<number, AcceptedPrime>;
	readonly forks: Fork[];
	lease: RememberedLease | null;
	standing: { readonly known: readonly string[]; readonly wrong: readonly string[] };
}

export class LedgerTwin implements LedgerPort {
	readonly #clock: Clock;
	readonly #stored: Stored = { pages: new Map(), primes: new Map(), forks: [], lease: null, standing: { known: [], wrong: [] } };
	/** Written, and lost if the node crashes before its time. */
	#soft: { readonly at: number; readonly undo: () => void }[] = [];
	#answer: (input: Input) => void = () => {};
	#wasOpened = false;
	isFull = false;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** A new life of the node: its answers go there. */
	open(answer: (input: Input) => void): RememberedCore {
		this.#answer = answer;
		const { primes, forks, lease, standing } = this.#stored;
		const isNew = !this.#wasOpened;
		this.#wasOpened = true;
		const { journals } = this;
		const isDoubtful = journals.length === 0 && !isNew;
		return {
			node: { primes: [...primes.values()], peers: [] },
			search: { journals, forks: [...forks], lease, ...standing, isDoubtful },
		};
	}

	/** What the node is told after its start. */
	records(): PackedRecords {
		const rows = [...this.#stored.pages.values()].flatMap((list, key) =>
			list.flatMap(({ page }) => recordsOf(page).map((record) => ({ key, record }))),
		);
		const column = (value: (row: (typeof rows)[number]) => number): Uint32Array => Uint32Array.from(rows, value);
		const half = (from: number) =>
			column(({ record }) => (record.kind === "factor" ? 0 : Number.parseInt(record.res64.slice(from, from + 8), 16)));
		return {
			length: rows.length,
			key: column(({ key }) => key),
			exponent: column(({ record }) => record.exponent),
			kind: Uint8Array.from(rows, ({ record }) => (record.kind === "factor" ? 0 : record.kind === "LL" ? 1 : 2)),
			high: half(0),
			low: half(8),
			shift: column(({ record }) => (record.kind === "factor" ? 0 : record.shift)),
		};
	}

	crash(): void {
		const { now } = this.#clock;
		for (const { at, undo } of this.#soft.toReversed()) if (at > now) undo();
		this.#soft = [];
		this.#answer = () => {};
	}

	/** Ends in good order: what was written stays. */
	close(): void {
		this.#soft = [];
		this.#answer = () => {};
	}

	/** All is gone, as after a damage. */
	lose(): void {
		const { pages, primes, forks } = this.#stored;
		pages.clear();
		primes.clear();
		forks.length = 0;
		this.#stored.lease = null;
	}

	pagesOf(key: string): readonly Page[] {
		return (this.#stored.pages.get(key) ?? []).map(({ page }) => page);
	}

	/** Which pages of which keys are here. */
	get contents(): string {
		return [...this.#stored.pages]
			.map(([key, list]) => `${key.slice(0, 6)}:${list.length}:${list.at(-1)?.hash ?? "".slice(0, 6)}`)
			.sort()
			.join(" ");
	}

	keep(toKeep: ToKeep, isDurable: boolean, done: Done): void {
		const answer = this.#answer;
		this.#clock.in(WRITE_MS, () => {
			if (answer !== this.#answer) return;
			if (this.isFull) return done(new Error("no space left on device"));
			const gap = this.#gap(toKeep.pages ?? []);
			if (gap === null) this.#write(toKeep, isDurable);
			done(gap);
		});
	}

	readPages(id: number, key: string, from: number, pages: number): void {
		const answer = this.#answer;
		this.#clock.in(WRITE_MS, () => answer({ type: "pages-read", id, pages: this.pagesOf(key).slice(from - 1, from - 1 + pages) }));
	}

	/** A page before these could not be kept yet: they are to be tried again, like that one. */
	#gap(pages: NonNullable<ToKeep["pages"]>): Error | null {
		const ends = new Map<string, number>();
		for (const { page } of pages) {
			const end = ends.get(page.key) ?? this.#stored.pages.get(page.key)?.length ?? 0;
			if (page.seq > end + 1) return new Error(`a gap in the journal of ${page.key}: ${page.seq} after ${end}`);
			ends.set(page.key, Math.max(end, page.seq));
		}
		return null;
	}

	/** What is kept of each key. */
	get journals(): RememberedCore["search"]["journals"] {
		return [...this.#stored.pages].map(([key, list]) => ({ key, seq: list.length, hash: list.at(-1)?.hash ?? "", bytes: sizeOf(list) }));
	}

	#write({ dropKeys = [], pages = [], primes = [], forks = [], lease, standing }: ToKeep, isDurable: boolean): void {
		for (const key of dropKeys) {
			this.#stored.pages.delete(key);
			this.#stored.forks.splice(0, Infinity, ...this.#stored.forks.filter((fork) => fork.key !== key));
		}
		for (const hashed of pages) {
			const { key, seq } = hashed.page;
			const list = this.#stored.pages.get(key) ?? [];
			this.#stored.pages.set(key, list);
			if (seq <= list.length) continue;
			list.push(hashed);
			if (isDurable) continue;
			const undo = (): void => {
				list.length = Math.min(list.length, seq - 1);
				if (list.length === 0) this.#stored.pages.delete(key);
			};
			this.#soft.push({ at: this.#clock.now + SOON_MS, undo });
		}
		this.#soft = this.#soft.filter(({ at }) => at > this.#clock.now);
		for (const { exponent, finder, message, isTested } of primes)
			this.#stored.primes.set(exponent, { exponent, finder, message, isTested });
		this.#stored.forks.push(...forks);
		if (lease !== undefined) this.#stored.lease = lease;
		if (standing !== undefined) this.#stored.standing = standing;
	}
}

function sizeOf(pages: readonly HashedPage[]): number {
	return pages.reduce((sum, { page }) => sum + bytesOf(textOf(page)), 0);
}
