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
	/** Cells to the keys that hold them, and since when. */
	readonly #holders = new Map<number, Map<number, number>>();
	/** No lease that holds cells ends before. */
	#endAt = Number.POSITIVE_INFINITY;

	/** False for one that is not later than what was heard of the key. */
	hear(now: number, key: number, { number, cells, seconds }: Lease): boolean {
		const before = this.#byKey.get(key);
		if (before !== undefined && number <= before.number) return false;
		if (before === undefined && this.#byKey.size >= LEASES) this.#dropOldest();
		const sinceOf = new Map(before?.cells.map((cell) => [cell, this.#holders.get(cell)!.get(key)!]));
		this.#release(before);
		// A key that was heard moves to the end: the oldest go first.
		this.#byKey.delete(key);
		const until = now + seconds * 1_000;
		this.#byKey.set(key, { key, number, cells, until });
		if (cells.length > 0) this.#endAt = Math.min(this.#endAt, until);
		for (const cell of cells) {
			const holders = this.#holders.get(cell);
			const since = sinceOf.get(cell) ?? now;
			if (holders === undefined) this.#holders.set(cell, new Map([[key, since]]));
			else holders.set(key, since);
		}
		return true;
	}

	/** Leases whose time is over leave; those that held cells are given. Their numbers stay known until they must make room. */
	expire(now: number): { readonly key: number; readonly cells: readonly number[] }[] {
		const ended: Held[] = [];
		if (now < this.#endAt) return ended;
		this.#endAt = Number.POSITIVE_INFINITY;
		for (const held of this.#byKey.values()) {
			if (held.cells.length === 0) continue;
			if (held.until > now) {
				this.#endAt = Math.min(this.#endAt, held.until);
				continue;
			}
			this.#release(held);
			this.#byKey.set(held.key, { ...held, cells: [] });
			ended.push(held);
		}
		return ended;
	}

	/** Nothing is known of the key any more. */
	forget(key: number): void {
		this.#release(this.#byKey.get(key));
		this.#byKey.delete(key);
	}

	/** Number of the latest lease of the key; -1 where there was none. */
	numberOf(key: number): number {
		return this.#byKey.get(key)?.number ?? -1;
	}

	/** Keys that hold the cell, and have not done so for too long. */
	holders(cell: number, notBefore = Number.NEGATIVE_INFINITY): number[] {
		const keys: number[] = [];
		for (const [key, since] of this.#holders.get(cell) ?? []) if (since >= notBefore) keys.push(key);
		return keys;
	}

	/** Cells that are held, by whomever. */
	get cells(): number {
		return this.#holders.size;
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

	#release(held: Held | undefined): void {
		if (held === undefined) return;
		for (const cell of held.cells) {
			const holders = this.#holders.get(cell);
			holders?.delete(held.key);
			if (holders?.size === 0) this.#holders.delete(cell);
		}
	}

	#dropOldest(): void {
		const [oldest] = this.#byKey.values();
		if (oldest === undefined) return;
		this.#release(oldest);
		this.#byKey.delete(oldest.key);
	}
}
