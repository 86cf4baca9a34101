// Which exponents this node tests next: takes runs of cells from the window of the lowest that are free, tells so by leases, and gives
// up a cell that another has taken too and that weighs more for that other. Knows nothing of residues.
import { cellOf } from "../grid.ts";
import { leaseText } from "../lease.ts";
import type { Lease, SignedLease } from "../lease.ts";
import {
	LEASE_CELLS,
	LEASE_RENEWED_AFTER,
	LEASE_SECONDS,
	RUN_LEFT_MS,
	RUN_MS,
	RUN_SHARE_OF_REST,
	WINDOW_FOR_STRANGERS,
	WINDOW_RUNS,
} from "../limits.ts";
import type { OpenCell } from "../knowledge/walk.ts";
import { Desk } from "./desk.ts";
import type { Evidence } from "./evidence.ts";
import { event } from "./events.ts";
import type { Emit, RememberedLease } from "./events.ts";
import type { Journals } from "./journals.ts";
import { Leases } from "./leases.ts";
import { chooseCells, secondsOf } from "./window.ts";
import { weight } from "./weight.ts";

/** After a look that found nothing, the next one waits so long. */
const LOOK_AGAIN_MS = 500;
/** Cells in the window at least: even two nodes must find room to choose apart. */
const WINDOW_LEAST = 8;
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
	#lookAt = Number.NEGATIVE_INFINITY;
	#renewAt = Number.POSITIVE_INFINITY;
	#number = 0;
	#signing: { readonly id: number; readonly lease: Lease } | null = null;
	/** The latest lease of this node, while it works. */
	current: SignedLease | null = null;
	/** When that ends, unless it is renewed. */
	until = Number.NEGATIVE_INFINITY;
	#secondsACell = 1;

	constructor(options: RunsOptions, dependencies: RunsDependencies) {
		this.#workers = options.workers;
		this.#dependencies = dependencies;
	}

	/** Keys at work besides this one. */
	get othersAtWork(): number {
		const { standing } = this.#dependencies.evidence;
		const active = this.leases.active().filter((key) => !standing.isWrong(key));
		const known = active.filter((key) => standing.counts(key)).length;
		return known + Math.min(active.length - known, STRANGERS_AT_LEAST + STRANGERS_EACH_KNOWN * known);
	}

	/** Cells of this node's, ascending. */
	get cells(): number[] {
		return this.#desk.cells;
	}

	get isIdle(): boolean {
		return this.#desk.isEmpty;
	}

	nextAt(): number {
		return Math.min(this.#renewAt, this.leases.nextEndAt());
	}

	/** When it is worth to look for work again, after a look that found none. */
	get lookAt(): number {
		return this.#lookAt;
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
		this.leases.expire(now);
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
		if (this.#desk.settled(exponent, cellOf(exponent).start)) this.#dependencies.cancel(exponent);
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
		const room = LEASE_CELLS - this.#desk.cells.length;
		const wanted = (RUN_MS / 1_000) * this.#workers;
		const cells = Math.min(room, Math.max(1, Math.ceil(wanted / this.#secondsACell)));
		const nodes = 1 + this.othersAtWork;
		const limit = Math.max(WINDOW_LEAST, Math.ceil(WINDOW_RUNS * nodes * cells));
		const window = this.#window(now, limit);
		if (window.length === 0 || room <= 0) {
			this.#lookAt = now + LOOK_AGAIN_MS;
			return this.#letGo(now);
		}
		const all = window.reduce((sum, cell) => sum + secondsOf(cell, secondsATest), 0);
		this.#secondsACell = Math.max(1e-3, all / window.length);
		// A window that is not full is all that is left.
		const seconds = window.length < limit ? Math.min(wanted, (all * RUN_SHARE_OF_REST) / nodes) : wanted;
		const chosen = chooseCells(window, { keyHash: journals.own.hashOfKey, seconds, cells, secondsATest });
		for (const cell of chosen) this.#desk.take(cell, cell.open);
		const exponents = chosen.reduce((sum, { open }) => sum + open.length, 0);
		emit(event("run-taken", { from: chosen[0]?.start ?? 0, to: chosen.at(-1)?.end ?? 0, exponents }));
		this.#tell(now);
	}

	/** Nothing is left to do: others need not wait for the lease to end. */
	#letGo(now: number): void {
		if (this.#desk.isEmpty && this.current !== null && this.current.cells.length > 0 && this.#signing === null) this.#tell(now);
	}

	/** The lowest cells that nobody holds, without what strangers say to have settled. */
	#window(now: number, limit: number): OpenCell[] {
		const { evidence } = this.#dependencies;
		let heldByStrangers = 0;
		const isHeld = (cell: number): boolean => {
			if (this.#desk.has(cell)) return true;
			const holders = this.leases.holders(cell).filter((key) => !evidence.standing.isWrong(key));
			if (holders.some((key) => evidence.standing.counts(key))) return true;
			return holders.length > 0 && heldByStrangers++ < limit * WINDOW_FOR_STRANGERS;
		};
		const cells = evidence.knowledge.openCells(limit + evidence.provisionalCells, isHeld);
		if (evidence.provisionalCells === 0) return cells;
		return cells
			.map((cell) => ({ ...cell, open: cell.open.filter((exponent) => !evidence.isProvisional(now, exponent)) }))
			.filter(({ open }) => open.length > 0)
			.slice(0, limit);
	}

	#drop(cell: number): void {
		for (const exponent of this.#desk.drop(cell)) this.#dependencies.cancel(exponent);
	}

	/** A lease of all cells that are held now. The clock makes its number larger than that of any earlier life. */
	#tell(now: number): void {
		const { journals, emit, nextId } = this.#dependencies;
		this.#number = Math.max(this.#number + 1, Math.floor(now));
		const lease = { key: journals.own.key, number: this.#number, cells: this.#desk.cells, seconds: LEASE_SECONDS };
		this.#signing = { id: nextId(), lease };
		this.#renewAt = now + LEASE_SECONDS * 1_000 * LEASE_RENEWED_AFTER;
		emit({ type: "sign", id: this.#signing.id, text: leaseText(lease) });
	}
}
