// What lies open below the highest settled exponent: the gaps that an eager or far-off node left behind itself.
import { type Cell, cellOf, nextCell } from "../grid.ts";
import { BLOCK_WIDTH, type Block, type Line, blockStart } from "./line.ts";
import { FACTORED, NONE, UNSEEN } from "./states.ts";

/**
 * The lowest intervals of cells with unsettled candidates from the frontier up, below the highest cell with a settled one. A cell
 * without candidates parts nothing. A stretch that nobody asked about counts as unsettled.
 */
export function gapsBelow(line: Line, frontier: number, to: number, limit: number): Cell[] {
	const highest = highestSettled(line, to);
	if (highest === null) return [];
	const { start: low } = cellOf(frontier);
	const { start: high } = cellOf(highest);
	const gaps: Cell[] = [];
	let isOpen = false;
	for (let start = blockStart(low); start < high && gaps.length <= limit; start += BLOCK_WIDTH) {
		for (const cell of cellsOf(line.block(start), start)) {
			if (cell.end <= low || cell.start >= high) continue;
			if (!cell.isSettled) gaps.push({ start: isOpen ? gaps.pop()!.start : Math.max(low, cell.start), end: Math.min(high, cell.end) });
			isOpen = !cell.isSettled;
		}
	}
	return gaps.slice(0, limit);
}

interface Judged extends Cell {
	readonly isSettled: boolean;
}

/** A block's cells with candidates, ascending; in one where it is alike throughout or nobody asked about it. */
function cellsOf(block: Block | undefined, start: number): Judged[] {
	const end = start + BLOCK_WIDTH;
	if (block === undefined) return [{ start, end, isSettled: false }];
	if (block.unsettled === 0) return block.settled === 0 ? [] : [{ start, end, isSettled: true }];
	const cells: Judged[] = [];
	for (let cell = cellOf(start); cell.start < end; cell = nextCell(cell)) {
		let highest = NONE;
		for (let index = block.index(cell.start); index < block.index(cell.end); index++) highest = Math.max(highest, block.states[index]!);
		if (highest >= FACTORED) cells.push({ ...cell, isSettled: highest < UNSEEN });
	}
	return cells;
}

/** The highest exponent up to the bound that records settled. */
export function highestSettled(line: Line, to: number): number | null {
	const starts = [...line.blocks].filter(({ start, settled }) => settled > 0 && start <= to).map(({ start }) => start);
	for (const start of starts.sort((a, b) => b - a)) {
		const block = line.make(start);
		for (let index = Math.min(block.states.length, block.index(to + 1)) - 1; index >= 0; index--)
			if (block.states[index]! >= FACTORED && block.states[index]! < UNSEEN) return block.exponent(index);
	}
	return null;
}
