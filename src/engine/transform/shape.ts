// How a transform is cut: N = 2 * T * 4^columnStages * L * 4^rowStages words, in R rows of CL vectors, in groups of W columns.
// Only numbers; which shape is fast is measured (plan.ts).
import { POINT_COUNTS } from "../kernel/points.ts";

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
	/** Whether groups are gathered into a buffer; else they are worked on where they are. */
	readonly gathered: boolean;
	/** Whether each lane holds a residue of its own. */
	readonly independentLanes: boolean;
}

/** R */
export function rowsOf(shape: Shape): number {
	return shape.points * 4 ** shape.columnStages;
}

/** CL, vectors to a row. */
export function columnsOf(shape: Pick<Shape, "rowStages">): number {
	return 4 ** shape.rowStages;
}

/** Lanes that one residue has in a vector. */
export function ownLanesOf(shape: Pick<Shape, "lanes" | "independentLanes">): number {
	return shape.independentLanes ? 1 : shape.lanes;
}

/** C, complex numbers of one residue to a row. */
export function rowLengthOf(shape: Shape): number {
	return columnsOf(shape) * ownLanesOf(shape);
}

export function groupsOf(shape: Shape): number {
	return columnsOf(shape) / shape.groupColumns;
}

/** Column groups are gathered into a buffer from widths of so many vectors, or worked on where they are. */
const GATHERED_WIDTHS = [4, 8, 16, 32];
const NARROWEST_IN_PLACE = 16;

/** All ways to cut a transform of this length that may be worth a try. */
export function shapesFor(length: number, lanes: number, independentLanes = false): Shape[] {
	const shapes: Shape[] = [];
	for (const points of POINT_COUNTS) {
		const stages = Math.log2(length / 2 / points / ownLanesOf({ lanes, independentLanes })) / 2;
		if (!Number.isInteger(stages) || stages < 1) continue;
		for (let columnStages = 0; columnStages < stages; columnStages++) {
			const cut = { length, points, columnStages, rowStages: stages - columnStages, lanes, independentLanes };
			const columns = columnsOf(cut);
			for (let groupColumns = columns; groupColumns >= Math.min(columns, NARROWEST_IN_PLACE); groupColumns /= 2) {
				shapes.push({ ...cut, groupColumns, gathered: false });
			}
			for (const groupColumns of columnStages === 0 ? [] : GATHERED_WIDTHS) {
				if (groupColumns < columns) shapes.push({ ...cut, groupColumns, gathered: true });
			}
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
