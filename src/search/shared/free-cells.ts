// The cells that this node may take: the lowest that nobody else works on. Whom it does not know can keep only a part of them from it, and
// nobody any cell for good; where nothing is left but what others hold or claim without a result, that is free too.
import { FRESH_CLAIM_MS, LEASE_SECONDS, WINDOW_FOR_STRANGERS } from "../limits.ts";
import type { OpenCell } from "../knowledge/walk.ts";
import type { Evidence } from "./evidence.ts";
import type { Leases } from "./leases.ts";

/** A cell that a key holds for longer without a result is free for others: so long, and so many tests of this node's ... */
const HELD_MS = 10 * LEASE_SECONDS * 1_000;
const HELD_TESTS = 100;
/** ... and sooner where nothing else is left: a node of a twentieth of this one's speed had its time. */
const LAST_HELD_MS = 2 * LEASE_SECONDS * 1_000;
const LAST_HELD_TESTS = 25;

export interface FreeCellsDependencies {
	readonly evidence: Evidence;
	readonly leases: Leases;
	readonly secondsATest: (exponent: number) => number;
	/** Whether this node has the cell already. */
	readonly isTaken: (cell: number) => boolean;
}

export class FreeCells {
	readonly #dependencies: FreeCellsDependencies;
	/** When those of the latest look were first seen free. */
	#since = new Map<number, number>();

	constructor(dependencies: FreeCellsDependencies) {
		this.#dependencies = dependencies;
	}

	/** At most so many, the lowest first. */
	look(now: number, limit: number): OpenCell[] {
		let cells = this.#unclaimed(now, limit);
		if (cells.length === 0) cells = this.#left(now, limit);
		this.#since = new Map(cells.map(({ start }) => [start, this.#since.get(start) ?? now]));
		return cells;
	}

	/** How long a cell of the latest look has been free, in leases. */
	leasesFree(now: number, cell: number): number {
		return (now - (this.#since.get(cell) ?? now)) / (LEASE_SECONDS * 1_000);
	}

	/** Without what strangers say to have settled. */
	#unclaimed(now: number, limit: number): OpenCell[] {
		const { evidence, isTaken } = this.#dependencies;
		let heldByStrangers = 0;
		const isHeld = (cell: number): boolean => {
			if (isTaken(cell)) return true;
			const holders = this.#holders(now, cell, HELD_MS, HELD_TESTS);
			if (holders.some((key) => evidence.standing.counts(key))) return true;
			return holders.length > 0 && heldByStrangers++ < limit * WINDOW_FOR_STRANGERS;
		};
		return this.#without(evidence.knowledge.openCells(limit + evidence.claimed, isHeld), limit, (exponent) =>
			evidence.isClaimed(now, exponent),
		);
	}

	/** What only strangers hold or claim, or others for long; a stranger has a moment in which it may become known. */
	#left(now: number, limit: number): OpenCell[] {
		const { evidence, isTaken } = this.#dependencies;
		const isHeld = (cell: number): boolean =>
			isTaken(cell) ||
			this.#holders(now, cell, LAST_HELD_MS, LAST_HELD_TESTS).some((key) => evidence.standing.counts(key)) ||
			this.#holders(now, cell, FRESH_CLAIM_MS, 0).length > 0;
		return this.#without(evidence.knowledge.openCells(limit + evidence.claimed, isHeld), limit, (exponent) =>
			evidence.isFreshlyClaimed(now, exponent),
		);
	}

	#without(cells: readonly OpenCell[], limit: number, isExcluded: (exponent: number) => boolean): OpenCell[] {
		if (this.#dependencies.evidence.claimed === 0) return cells.slice(0, limit);
		return cells
			.map((cell) => ({ ...cell, open: cell.open.filter((exponent) => !isExcluded(exponent)) }))
			.filter(({ open }) => open.length > 0)
			.slice(0, limit);
	}

	#holders(now: number, cell: number, ms: number, tests: number): number[] {
		const { evidence, leases, secondsATest } = this.#dependencies;
		const holders = leases.holders(cell);
		if (holders.length === 0) return holders;
		const notBefore = now - ms - tests * secondsATest(cell) * 1_000;
		return leases.holders(cell, notBefore).filter((key) => !evidence.standing.isWrong(key));
	}
}
