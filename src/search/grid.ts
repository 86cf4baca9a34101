// The grid over the exponent line: fixed cells, the unit in which work is taken. A pure function of the exponent: all nodes cut alike,
// so a cell's start names it between them. Changing a width splits a network into old and new nodes that talk of different cells.

export interface Cell {
	readonly start: number;
	/** Exclusive. */
	readonly end: number;
}

/**
 * A cell should be worth a word about it (a second of work), and otherwise as small as can be, so that many nodes find room near
 * the frontier. A test's cost grows somewhat faster than the exponent's square: some 60 candidates of a few milliseconds below
 * 8,192, two of half a second at 100,000, and from there on one or two at most, whatever they cost; many cells have none.
 * Widths are powers of two that change at multiples of themselves, so cells tile the line.
 */
const WIDTHS = [
	{ below: 8_192, width: 1_024 },
	{ below: 16_384, width: 512 },
	{ below: 32_768, width: 256 },
	{ below: 65_536, width: 128 },
	{ below: 131_072, width: 32 },
] as const;
const LAST_WIDTH = 8;

/** Width of the cell that holds the exponent; the same in each 8,192 from a multiple of 8,192 up. */
export function cellWidth(exponent: number): number {
	return WIDTHS.find(({ below }) => exponent < below)?.width ?? LAST_WIDTH;
}

export function cellOf(exponent: number): Cell {
	const width = cellWidth(exponent);
	const start = exponent - (exponent % width);
	return { start, end: start + width };
}

export function nextCell(cell: Cell): Cell {
	return cellOf(cell.end);
}
