// The leases of other keys: who works on which cells, and until when. Bounded; a lease ends by itself.
import type { Lease } from "../lease.ts";
import { LEASES } from "../limits.ts";

export interface Held {
	readonly key: number;
	readonly number: number;
	readonly cells: readonly number[];
	readonly until: number;
}

export class Leases {
	readonly #byKey = new Map<number, Held>();
	/** Cells to the keys that hold them. */
	readonly #holders = new Map<number, number[]>();

	/** False for one that is not later than what was heard of the key. */
	hear(now: number, key: number, { number, cells, seconds }: Lease): boolean {
		const before = this.#byKey.get(key);
		if (before !== undefined && number <= before.number) return false;
		if (before === undefined && this.#byKey.size >= LEASES) this.#dropOldest();
		this.#release(before);
		// A key that was heard moves to the end: the oldest go first.
		this.#byKey.delete(key);
		this.#byKey.set(key, { key, number, cells, until: now + seconds * 1_000 });
		for (const cell of cells) {
			const holders = this.#holders.get(cell);
			if (holders === undefined) this.#holders.set(cell, [key]);
			else holders.push(key);
		}
		return true;
	}

	/** Leases whose time is over leave; those that held cells are given. Their numbers stay known until they must make room. */
	expire(now: number): { readonly key: number; readonly cells: readonly number[] }[] {
		const ended: Held[] = [];
		for (const held of this.#byKey.values()) {
			if (held.until > now || held.cells.length === 0) continue;
			this.#release(held);
			this.#byKey.set(held.key, { ...held, cells: [] });
			ended.push(held);
		}
		return ended;
	}

	/** Number of the latest lease of the key; -1 where there was none. */
	numberOf(key: number): number {
		return this.#byKey.get(key)?.number ?? -1;
	}

	/** Keys that hold the cell. */
	holders(cell: number): readonly number[] {
		return this.#holders.get(cell) ?? [];
	}

	cellsOf(key: number): readonly number[] {
		return this.#byKey.get(key)?.cells ?? [];
	}

	/** Keys that work now. */
	active(): number[] {
		const keys: number[] = [];
		for (const { key, cells } of this.#byKey.values()) if (cells.length > 0) keys.push(key);
		return keys;
	}

	/** Those that hold cells now. */
	held(): Held[] {
		return [...this.#byKey.values()].filter(({ cells }) => cells.length > 0);
	}

	/** When the next one ends. */
	nextEndAt(): number {
		let next = Number.POSITIVE_INFINITY;
		for (const { cells, until } of this.#byKey.values()) if (cells.length > 0) next = Math.min(next, until);
		return next;
	}

	#release(held: Held | undefined): void {
		if (held === undefined) return;
		for (const cell of held.cells) {
			const others = this.holders(cell).filter((key) => key !== held.key);
			if (others.length === 0) this.#holders.delete(cell);
			else this.#holders.set(cell, others);
		}
	}

	#dropOldest(): void {
		const [oldest] = this.#byKey.values();
		if (oldest === undefined) return;
		this.#release(oldest);
		this.#byKey.delete(oldest.key);
	}
}
