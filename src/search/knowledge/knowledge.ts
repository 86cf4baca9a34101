// What a network knows: the records of all journals, and the state of each exponent as a pure function of the records about it and of
// which keys count; the order in which they came changes nothing. Keys are small numbers here. Trusts that factors were checked by division.
import { LARGEST_EXPONENT, hasSmallFactor, isPrime } from "../exponents.ts";
import type { Cell } from "../grid.ts";
import type { Record } from "../record.ts";
import { type Effect, SAME, agreeing, effectOf } from "./effect.ts";
import { gapsBelow, highestSettled } from "./gaps.ts";
import { judge, stateOfOne } from "./judgement.ts";
import { Line } from "./line.ts";
import { type KnownRecord, type PackedRecords, packed, unpacked } from "./packing.ts";
import { FACTORED, NONE, PRIME, STATE_NAMES, type State, TESTED, UNSEEN } from "./states.ts";
import { type Column, stripOf } from "./strip.ts";
import { NOBODY, RecordTable } from "./table.ts";
import { type OpenCell, Walk } from "./walk.ts";

export interface KnowledgeOptions {
	/** The least exponent of interest. */
	readonly from?: number;
	/** The highest exponent of the hunt, inclusive; null: on and on. */
	readonly to?: number | null;
	/** Exponents below it everybody tests alone, and may settle without a record. */
	readonly soloLimit?: number;
}

export class Knowledge {
	readonly #to: number;
	readonly #soloLimit: number;
	readonly #table = new RecordTable();
	readonly #line = new Line();
	readonly #walk: Walk;
	/** Keys whose records count. */
	readonly #counting = new Set<number>();
	readonly #counts = (key: number): boolean => this.#counting.has(key);
	/** What this node settled alone: whether it is prime. */
	readonly #alone = new Map<number, boolean>();

	constructor({ from = 2, to = null, soloLimit = 0 }: KnowledgeOptions) {
		this.#to = Math.min(to ?? LARGEST_EXPONENT, LARGEST_EXPONENT);
		this.#soloLimit = soloLimit;
		this.#walk = new Walk(this.#line, from, this.#to);
	}

	/** Records kept, and bytes of all arrays. */
	get size(): { readonly records: number; readonly bytes: number } {
		return { records: this.#table.size, bytes: this.#table.bytes + this.#line.bytes };
	}

	/** How many records of the key are kept. */
	recordsOf(key: number): number {
		return this.#table.countOf(key);
	}

	/** What a key said, and what that means beside what was there. */
	add(key: number, record: Record): Effect {
		const { exponent } = record;
		const said = packed(key, record);
		const before = this.#table.of(exponent);
		const wasFactored = this.#line.state(exponent) === FACTORED;
		if (this.#table.insert(exponent, said) === 0) return SAME;
		if (this.#counts(key)) this.#evaluate(exponent);
		const isIdle = wasFactored || this.#alone.has(exponent) || ["none", "refuted"].includes(this.state(exponent));
		return effectOf(said, { before, after: this.#table.of(exponent), counts: this.#counts, isIdle });
	}

	/** Nothing that these keys said is known any more; none of them may count. */
	forget(keys: readonly number[]): void {
		this.#table.forget(keys);
	}

	/** Many at once; the table gives this object's key for each of the batch's own, or NOBODY. Tells of each two keys that say the same of an exponent. */
	addPacked(batch: PackedRecords, keys: Uint32Array, agreed: (one: number, other: number) => void = () => {}): void {
		for (let row = 0; row < batch.length; row++) {
			const exponent = batch.exponent[row]!;
			const key = keys[batch.key[row]!]!;
			if (key === NOBODY) continue;
			const said = { key, kind: batch.kind[row]!, high: batch.high[row]!, low: batch.low[row]!, shift: batch.shift[row]! };
			const count = this.#table.insert(exponent, said);
			if (count > 1) for (const other of agreeing(said, this.#table.of(exponent))) agreed(key, other);
			if (count === 0 || !this.#counts(key)) continue;
			if (count === 1) this.#decide(exponent, stateOfOne(said));
			else this.#evaluate(exponent);
		}
	}

	/** Judges anew what the key speaks of. Gives the keys that the records about those exponents show to be wrong, ascending. */
	setCounts(key: number, counts: boolean): number[] {
		if (counts === this.#counting.has(key)) return [];
		if (counts) this.#counting.add(key);
		else this.#counting.delete(key);
		const losers = new Set<number>();
		for (const exponent of this.#table.exponentsOf(key)) for (const loser of this.#evaluate(exponent)) losers.add(loser);
		return [...losers].sort((a, b) => a - b);
	}

	/** Settles an exponent below the solo limit by this node's own test, whatever others say. */
	settleAlone(exponent: number, prime: boolean): void {
		if (exponent >= this.#soloLimit) throw new RangeError(`${exponent} is not below the solo limit ${this.#soloLimit}`);
		this.#alone.set(exponent, prime);
		this.#evaluate(exponent);
	}

	state(exponent: number): State {
		const state = this.#line.state(exponent) ?? (isPrime(exponent) ? UNSEEN : NONE);
		return state === UNSEEN && hasSmallFactor(exponent) ? "refuted" : STATE_NAMES[state]!;
	}

	/** Whether records settle it; costs no glance. */
	isDecided(exponent: number): boolean {
		const state = this.#line.state(exponent);
		return state !== undefined && state >= FACTORED && state < UNSEEN;
	}

	/** What is kept of an exponent, by key and kind. */
	records(exponent: number): KnownRecord[] {
		return unpacked(this.#table.of(exponent));
	}

	/** The lowest candidate of the hunt that is not known to be settled; everything below it is. Null where all is settled. */
	get frontier(): number | null {
		return this.#walk.frontier;
	}

	/** Whether the frontier itself wants a test; else a walk is outstanding: go on with `scan`. */
	get isScanned(): boolean {
		return this.#walk.isScanned;
	}

	/** Walks on with at most so many glances of some 2 us (and the rest of a block of 8,192); gives `isScanned`. */
	scan(glances: number): boolean {
		return this.#walk.scan(glances);
	}

	/** The whole hunt. */
	get isSettled(): boolean {
		return this.#walk.frontier === null;
	}

	/** The lowest cells that want tests and are not to be skipped, at most so many; fewer where the walk has not come far enough yet. */
	openCells(limit: number, skip: (cellStart: number) => boolean): OpenCell[] {
		return this.#walk.openCells(limit, skip);
	}

	/** Intervals of cells that want tests below the highest settled one of the hunt, the lowest first. */
	gaps(limit: number): Cell[] {
		const frontier = this.frontier;
		return frontier === null ? [] : gapsBelow(this.#line, frontier, this.#to, limit);
	}

	/** The highest exponent of the hunt that records settled; null where none is. */
	get highest(): number | null {
		return highestSettled(this.#line, this.#to);
	}

	/** What is known between each two neighbours of the ascending bounds (the upper one exclusive). */
	strip(bounds: readonly number[]): Column[] {
		return stripOf(this.#line, bounds);
	}

	/** The exponents in state prime, ascending. */
	primes(): number[] {
		return this.#line.all(PRIME);
	}

	/** Gives the keys that the records about the exponent show to be wrong. */
	#evaluate(exponent: number): readonly number[] {
		const { state, losers } = judge(this.#table.of(exponent), this.#counts);
		this.#decide(exponent, state);
		return losers;
	}

	#decide(exponent: number, decided: number): void {
		const alone = this.#alone.get(exponent);
		const state = this.#line.decide(exponent, alone === undefined ? decided : alone ? PRIME : TESTED);
		if (state >= UNSEEN) this.#walk.reopened(exponent);
	}
}
