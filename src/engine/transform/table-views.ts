// A kernel's tables in its memory: one view for each, and how many numbers it holds.
import { CONSTANTS } from "../kernel/fields.ts";
import { columnWeightDoubles, FLAG_BYTES, flagTables } from "../kernel/records.ts";
import { columnsOf, rowsOf, type Shape } from "./shape.ts";

/** Where the tables go: one view for each, of just its size. */
export interface TableViews {
	readonly columnRoots: Float64Array;
	readonly rowRoots: Float64Array;
	readonly rowFactors: Float64Array;
	readonly laneRoots: Float64Array;
	readonly specialWeights: Float64Array;
	readonly specialMirrors: Int32Array;
	readonly pairs: Int32Array;
	readonly rowWeights: Float64Array;
	readonly columnWeights: Float64Array;
	readonly constants: Float64Array;
	readonly flags: Uint8Array;
	readonly flagTables: Float64Array;
	readonly pointRoots: Float64Array;
}

/** Numbers in each table. */
export function tableSizes(shape: Shape): { readonly [Table in keyof TableViews]: number } {
	const { lanes, points, columnStages, rowStages } = shape;
	const rows = rowsOf(shape);
	const columns = columnsOf(shape);
	return {
		columnRoots: (6 * points * (4 ** columnStages - 1)) / 3,
		rowRoots: 6 * 4 ** (rowStages - 1),
		rowFactors: rows * rowStages * 6 * lanes,
		laneRoots: rows * lanes * 2 * lanes,
		specialWeights: 2 * columns * 2 * lanes,
		specialMirrors: 2 * columns * lanes,
		pairs: rows,
		rowWeights: rows * 2 * lanes,
		columnWeights: columns * columnWeightDoubles(shape),
		constants: CONSTANTS.length,
		flags: rows * columns * FLAG_BYTES,
		flagTables: flagTables(lanes).length,
		pointRoots: 2 * points * points,
	};
}
