// How a transform is cut: N = 2 * T * 4^columnStages * L * 4^rowStages words, in R rows of CL vectors, in groups of W columns.
// Only numbers; which shape is fast is measured (plan.ts).
import { POINT_COUNTS } from "../kernel/generate.ts";

export interface Shape {
	/** N, words of the residue. */
	readonly length: number;
	/** T, points of the transform in registers between the halves of the column pass. */
	readonly points: number;
	readonly columnStages: number;
	readonly rowStages: number;
	/** L, doubles to a vector. */
	readonly lanes: number;
	/** W, columns of vectors to a group. */
	readonly groupColumns: number;
}

/** R */
export function rowsOf(shape: Shape): number {
	return shape.points * 4 ** shape.columnStages;
}

/** CL, vectors to a row. */
export function columnsOf(shape: Shape): number {
	return 4 ** shape.rowStages;
}

export function groupsOf(shape: Shape): number {
	return columnsOf(shape) / shape.groupColumns;
}

/** Whether groups are gathered into a buffer; else they are worked on where they are. */
export function isGathered(shape: Shape): boolean {
	return shape.columnStages > 0 && groupsOf(shape) > 1;
}

/** All ways to cut a transform of this length: every number of column stages with every width of group from 4 to 32. */
export function shapesFor(length: number, lanes: number): Shape[] {
	const shapes: Shape[] = [];
	for (const points of POINT_COUNTS) {
		const stages = Math.log2(length / 2 / points / lanes) / 2;
		if (!Number.isInteger(stages) || stages < 1) continue;
		for (let columnStages = 0; columnStages < stages; columnStages++) {
			const cut = { length, points, columnStages, rowStages: stages - columnStages, lanes };
			const columns = 4 ** cut.rowStages;
			const widths = columnStages === 0 ? [Math.max(4, columns / 16)] : [4, 8, 16, 32].filter((width) => width < columns);
			if (columnStages > 0) widths.push(columns);
			for (const groupColumns of new Set(widths)) shapes.push({ ...cut, groupColumns });
		}
	}
	return shapes;
}

/** Longest transform, in words. */
export const LONGEST = 2 ** 24;

/** All lengths that every kernel has, ascending. */
export function lengths(): number[] {
	const all: number[] = [];
	for (let unit = 32; unit <= LONGEST; unit *= 2) {
		for (const points of [3, 4, 5, 7]) all.push(points * unit);
	}
	return all.filter((length) => length <= LONGEST).toSorted((a, b) => a - b);
}
