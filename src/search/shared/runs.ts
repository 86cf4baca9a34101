// Which exponents this node tests next: takes runs of cells from the window of the lowest that are free, tells so by leases, and gives
// up a cell that another has taken too and that weighs more for that other. Knows nothing of residues.
import { cellOf } from "../grid.ts";
import { leaseText } from "../lease.ts";
import type { Lease, SignedLease } from "../lease.ts";
import {
	LEASE_CELLS,
	LEASE_RENEWED_AFTER,
	LEASE_SECONDS,
	PAGE_EVERY_MS,
	RUN_LEFT_MS,
	RUN_MS,
	RUN_SHARE_OF_REST,
	WINDOW_RUNS,
} from "../limits.ts";
import { Desk } from "./desk.ts";
import type { Evidence } from "./evidence.ts";
import { event } from "./events.ts";
import type { Emit, RememberedLease } from "./events.ts";
import { FreeCells } from "./free-cells.ts";
import type { Journals } from "./journals.ts";
import { Leases } from "./leases.ts";
import { chooseCells, secondsOf } from "./window.ts";
import { weight } from "./weight.ts";

/** After a look that found nothing, the next one waits so long. */
const LOOK_AGAIN_MS = 500;
/** After a cell was finished, a page tells so within this time. */
const FINISHED_MS = PAGE_EVERY_MS + 5_000;
/** Cells in the window at least: even two nodes must find room to choose apart. */
const WINDOW_LEAST = 8;
/** Of what others hold, so many cells for each of them widen the window: one key must not spread the work far. */
const CELLS_EACH_NODE = 8;
/** Strangers that count as being at work beside so many who are known: the window must not grow with every new key. */
const STRANGERS_AT_LEAST = 16;
const STRANGERS_EACH_KNOWN = 4;

export interface RunsOptions {
	/** Tests that run at the same time. */
	readonly workers: number;
}

export interface RunsDependencies {
	readonly journals: Journals;
	readonly evidence: Evidence;
	readonly emit: Emit;
	readonly nextId: () => number;
	readonly secondsATest: (exponent: number) => number;
	/** The test of this exponent is not wanted any more. */
	readonly cancel: (exponent: number) => void;
	/** A lease of this node was signed: to be told to all who take part. */
	readonly announce: (lease: SignedLease) => void;
}

export class Runs {
	readonly #workers: number;
	readonly #dependencies: RunsDependencies;
	readonly #desk = new Desk();
	readonly leases = new Leases();
	readonly #free: FreeCells;
	#lookAt = Number.NEGATIVE_INFINITY;
	#renewAt = Number.POSITIVE_INFINITY;
	#number = 0;
	#signing: { readonly id: number; readonly lease: Lease } | null = null;
	/** The latest lease of this node, while it works. */
	current: SignedLease | null = null;
	/** When that ends, unless it is renewed. */
	until = Number.NEGATIVE_INFINITY;
	#secondsACell = 1;
	#othersAtWork = 0;
	/** Cells that were finished of late, and when: held until all can have heard of it by a page. */
	readonly #finishedAt = new Map<number, number>();
	/** The time of the latest look. */
	#now = 0;
	/** Until then others may be at work whose leases were not heard yet. */
	#heardAllAt = Number.POSITIVE_INFINITY;

	constructor(options: RunsOptions, dependencies: RunsDependencies) {
		this.#workers = options.workers;
		this.#dependencies = dependencies;
		this.#free = new FreeCells({ ...dependencies, leases: this.leases, isTaken: (cell) => this.#desk.has(cell) });
	}

	/** Keys at work besides this one, as of the last look. */
	get othersAtWork(): number {
		return this.#othersAtWork;
	}

	/** Cells of this node's, ascending. */
	get cells(): number[] {
		return this.#desk.cells;
	}

	get isIdle(): boolean {
		return this.#desk.isEmpty;
	}

	/** Goes on with the cells of an earlier life of this node whose lease still holds. */
	remember(now: number, { number, cells, until }: RememberedLease): void {
		this.#number = number;
		if (until <= now) return;
		const wanted = new Set(cells);
		for (const cell of this.#dependencies.evidence.knowledge.openCells(WINDOW_LEAST + LEASE_CELLS, (start) => !wanted.has(start)))
			this.#desk.take(cell, cell.open);
		if (!this.#desk.isEmpty) this.#tell(now);
	}

	wake(now: number): void {
		this.#now = now;
		this.leases.expire(now);
		this.#count(now);
		if (now >= this.#renewAt) {
			this.#renewAt = Number.POSITIVE_INFINITY;
			if (!this.#desk.isEmpty) this.#tell(now);
		}
	}

	/** The next exponent to test, which is under test from here on; takes a new run where little is left. */
	next(now: number): number | undefined {
		if (this.#isLittleLeft() && now >= this.#lookAt) this.#take(now);
		const exponent = this.#desk.peek();
		if (exponent !== undefined) this.#desk.begin(exponent, cellOf(exponent).start);
		return exponent;
	}

	/** The exponent is settled, here or elsewhere. */
	settled(exponent: number): void {
		const { start } = cellOf(exponent);
		if (!this.#desk.has(start)) return;
		if (this.#desk.settled(exponent, start)) this.#dependencies.cancel(exponent);
		if (!this.#desk.has(start)) this.#finishedAt.set(start, this.#now);
	}

	/** This node cannot test it: others may. */
	giveUp(now: number, exponent: number): void {
		this.#drop(cellOf(exponent).start);
		this.#tell(now);
	}

	/** All work is put down; the leases end by themselves. */
	rest(): void {
		for (const cell of this.#desk.cells) this.#drop(cell);
		this.#renewAt = Number.POSITIVE_INFINITY;
		this.current = null;
	}

	/** Another's lease, whose signature is checked. False where it was no news. */
	hear(now: number, key: number, lease: Lease): boolean {
		if (!this.leases.hear(now, key, lease)) return false;
		const { journals } = this.#dependencies;
		const [own, other] = [journals.own, journals.get(key)];
		for (const cell of lease.cells) {
			if (!this.#desk.has(cell)) continue;
			const [mine, theirs] = [weight(own.hashOfKey, cell), weight(other.hashOfKey, cell)];
			if (theirs > mine || (theirs === mine && other.key < own.key)) this.#drop(cell);
		}
		return true;
	}

	/** True where the signature was for a lease. */
	signed(now: number, id: number, sig: string): boolean {
		if (this.#signing?.id !== id) return false;
		const { lease } = this.#signing;
		this.#signing = null;
		this.current = { ...lease, sig };
		this.until = now + lease.seconds * 1_000;
		const kept = { lease: { number: lease.number, cells: lease.cells, until: this.until } };
		this.#dependencies.emit({ type: "keep", kept, isDurable: false });
		this.#dependencies.announce(this.current);
		return true;
	}

	#isLittleLeft(): boolean {
		const enoughSeconds = (RUN_LEFT_MS / 1_000) * this.#workers;
		const waiting = this.#desk.waiting;
		if (waiting.length === 0) return true;
		let seconds = 0;
		for (const exponent of waiting) if ((seconds += this.#dependencies.secondsATest(exponent)) >= enoughSeconds) return false;
		return true;
	}

	#take(now: number): void {
		const { journals, secondsATest, emit } = this.#dependencies;
		const room = LEASE_CELLS - this.#held(now).length;
		const wanted = (RUN_MS / 1_000) * this.#workers;
		const cells = Math.min(room, Math.max(1, Math.ceil(wanted / this.#secondsACell)));
		const nodes = 1 + this.othersAtWork;
		const limit = Math.max(WINDOW_LEAST, WINDOW_RUNS * (cells + Math.min(this.leases.cells, nodes * Math.max(cells, CELLS_EACH_NODE))));
		const window = room > 0 ? this.#free.look(now, limit) : [];
		if (window.length === 0) {
			this.#lookAt = now + LOOK_AGAIN_MS;
			return this.#letGo(now);
		}
		const all = window.reduce((sum, cell) => sum + secondsOf(cell, secondsATest), 0);
		this.#secondsACell = Math.max(1e-3, all / window.length);
		// A window that is not full is all that is left.
		const seconds = window.length < limit ? Math.min(wanted, (all * RUN_SHARE_OF_REST) / nodes) : wanted;
		const leasesFree = (cell: number): number => this.#free.leasesFree(now, cell);
		const chosen = chooseCells(window, { keyHash: journals.own.hashOfKey, seconds, cells, secondsATest, leasesFree });
		for (const cell of chosen) this.#desk.take(cell, cell.open);
		const exponents = chosen.reduce((sum, { open }) => sum + open.length, 0);
		emit(event("run-taken", { from: chosen[0]?.start ?? 0, to: chosen.at(-1)?.end ?? 0, exponents }));
		this.#tell(now);
	}

	/** All is settled and told: nothing is held any more. */
	release(now: number): void {
		this.#finishedAt.clear();
		this.#letGo(now);
	}

	/** Nothing is left to do: others need not wait for the lease to end. */
	#letGo(now: number): void {
		const held = this.current?.cells.length ?? 0;
		if (this.#desk.isEmpty && held > this.#held(now).length && this.#signing === null) this.#tell(now);
	}

	/** Who was known in an earlier life is thought to be at work until all can have been heard. */
	#count(now: number): void {
		const { standing } = this.#dependencies.evidence;
		if (this.#heardAllAt === Number.POSITIVE_INFINITY) this.#heardAllAt = now + LEASE_SECONDS * 1_000;
		const active = this.leases.active().filter((key) => !standing.isWrong(key));
		const known = active.filter((key) => standing.counts(key)).length;
		const strangers = Math.min(active.length - known, STRANGERS_AT_LEAST + STRANGERS_EACH_KNOWN * known);
		this.#othersAtWork = Math.max(known + strangers, now < this.#heardAllAt ? standing.known.length : 0);
	}

	#drop(cell: number): void {
		for (const exponent of this.#desk.drop(cell)) this.#dependencies.cancel(exponent);
	}

	/** The cells to be leased, ascending: those of the desk, and as many as there is room for of those that were finished of late. */
	#held(now: number): number[] {
		for (const [cell, at] of this.#finishedAt) if (now - at >= FINISHED_MS || this.#desk.has(cell)) this.#finishedAt.delete(cell);
		const finished = [...this.#finishedAt.keys()].toReversed();
		return [...this.#desk.cells, ...finished].slice(0, LEASE_CELLS).sort((a, b) => a - b);
	}

	/** A lease of all cells that are held now. The clock makes its number larger than that of any earlier life. */
	#tell(now: number): void {
		const { journals, emit, nextId } = this.#dependencies;
		this.#number = Math.max(this.#number + 1, Math.floor(now));
		const lease = { key: journals.own.key, number: this.#number, cells: this.#held(now), seconds: LEASE_SECONDS };
		this.#signing = { id: nextId(), lease };
		this.#renewAt = now + LEASE_SECONDS * 1_000 * LEASE_RENEWED_AFTER;
		emit({ type: "sign", id: this.#signing.id, text: leaseText(lease) });
	}
}
