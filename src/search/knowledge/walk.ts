// The walk up the line from the least exponent of interest: the frontier, and the open cells above it. It looks at whole blocks and
// within a budget, so that a call never takes long; what it has not looked at yet counts as unsettled.
import { LARGEST_EXPONENT } from "../exponents.ts";
import { type Cell, cellWidth } from "../grid.ts";
import { BLOCK_WIDTH, type Block, type Line, blockStart } from "./line.ts";
import { OPEN, UNSEEN } from "./states.ts";

export interface OpenCell extends Cell {
	/** Its unsettled candidates within the bounds, ascending; at least one. */
	readonly open: readonly number[];
}

/** Glances that asking for open cells may cost, some 2 us each: enough for any ordinary step, and no longer than a message may wait. */
const OPEN_CELLS_GLANCES = 2_000;

export class Walk {
	readonly #line: Line;
	readonly #from: number;
	/** Inclusive. */
	readonly #to: number;
	/** Below this block's start all is settled, within the bounds. */
	#lowest: number;

	constructor(line: Line, from: number, to: number | null) {
		this.#line = line;
		this.#from = from;
		this.#to = Math.min(to ?? LARGEST_EXPONENT, LARGEST_EXPONENT);
		this.#lowest = blockStart(from);
	}

	/** The lowest exponent within the bounds that is not known to be settled; null where all are. */
	get frontier(): number | null {
		for (; this.#lowest <= this.#to; this.#lowest += BLOCK_WIDTH) {
			const block = this.#line.block(this.#lowest);
			if (block === undefined) return Math.max(this.#lowest, this.#from);
			const lowest = this.#unsettledIn(block);
			if (lowest !== null) return lowest;
		}
		return null;
	}

	/** Whether the frontier is a candidate that wants a test, or there is none: no slice of the walk is outstanding. */
	get isScanned(): boolean {
		const frontier = this.frontier;
		return frontier === null || (this.#line.state(frontier) ?? UNSEEN) > UNSEEN;
	}

	/** Goes on with at most so many glances (and the rest of a block); whether the frontier is known then. */
	scan(glances: number): boolean {
		for (let left = glances; left > 0 && !this.isScanned;) left -= this.#look(this.#lowest);
		return this.isScanned;
	}

	/** Tells that an exponent is not settled any more. */
	reopened(exponent: number): void {
		if (exponent >= this.#from) this.#lowest = Math.min(this.#lowest, blockStart(exponent));
	}

	/** The lowest cells with unsettled candidates that are not to be skipped; fewer where the walk has not come further. */
	openCells(limit: number, skip: (cellStart: number) => boolean): OpenCell[] {
		const cells: OpenCell[] = [];
		if (this.frontier === null) return cells;
		let left = OPEN_CELLS_GLANCES;
		for (let start = this.#lowest; start <= this.#to && cells.length < limit; start += BLOCK_WIDTH) {
			let block = this.#line.block(start);
			if (block === undefined || block.counts[UNSEEN]! > 0) {
				if (left <= 0) break;
				left -= this.#look(start);
				block = this.#line.make(start);
			}
			if (block.unsettled > 0) this.#collect(block, cells, limit, skip);
		}
		return cells;
	}

	#collect(block: Block, cells: OpenCell[], limit: number, skip: (cellStart: number) => boolean): void {
		const { states } = block;
		const width = cellWidth(block.start);
		const last = Math.min(states.length, block.index(this.#to + 1));
		for (let index = Math.max(0, block.index(this.#from)); index < last && cells.length < limit; index++) {
			if (states[index]! < OPEN) continue;
			const exponent = block.exponent(index);
			const start = exponent - (exponent % width);
			const end = start + width;
			const cellLast = Math.min(last, block.index(end));
			if (!skip(start)) {
				const open: number[] = [];
				for (; index < cellLast; index++) if (states[index]! >= OPEN) open.push(block.exponent(index));
				cells.push({ start, end, open });
			}
			index = cellLast - 1;
		}
	}

	/** Gives what it cost in glances; a block to sieve costs as much as some. */
	#look(start: number): number {
		const before = this.#line.make(start).counts[UNSEEN]!;
		this.#line.look(start);
		return before + 1;
	}

	#unsettledIn(block: Block): number | null {
		if (block.unsettled === 0) return null;
		const last = Math.min(block.states.length, block.index(this.#to + 1));
		for (let index = Math.max(0, block.index(this.#from)); index < last; index++)
			if (block.states[index]! >= UNSEEN) return block.exponent(index);
		return null;
	}
}
