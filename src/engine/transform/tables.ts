// Fills a kernel's tables: constants, weights, roots of unity, row pairs.
import { CONSTANTS } from "../kernel/fields.ts";
import { rowPairs, specialRowsOf } from "./mirrors.ts";
import { fillColumnRoots, fillRow, fillRowRoots, fillSpecialRow } from "./root-tables.ts";
import { rowLengthOf, rowsOf, type Shape } from "./shape.ts";
import type { TableViews } from "./table-views.ts";
import { fillFlags, fillFlagTables, fillWeights } from "./weight-tables.ts";

/** `exponents`: one, or one for each lane. */
export function fillTables(views: TableViews, shape: Shape, exponents: readonly number[]): void {
	const pairs = rowPairs(shape);
	const mirrored = new Set(pairs.map(([, mirror]) => mirror));
	views.pairs.set(pairs.flat());
	fillConstants(views.constants, shape);
	fillFlagTables(views.flagTables, shape, exponents);
	fillFlags(views.flags, shape, exponents);
	fillWeights(views, shape, exponents);
	fillColumnRoots(views, shape);
	for (let row = 0; row < rowsOf(shape); row++) fillRow(views, shape, row, mirrored.has(row));
	fillRowRoots(views, shape);
	for (let row = 0; row < specialRowsOf(shape); row++) fillSpecialRow(views, shape, row);
}

function fillConstants(view: Float64Array, shape: Shape): void {
	view[CONSTANTS.magic] = 1.5 * 2 ** 52;
	view[CONSTANTS.readScale] = rowLengthOf(shape);
	new BigInt64Array(view.buffer, view.byteOffset, CONSTANTS.length)[CONSTANTS.absoluteMask] = (1n << 63n) - 1n;
	view.set(shape.lanes === 2 ? [1, -1] : [1, -1, 1, -1, 1, 0, -1, 0, 0, 1, 0, -1], CONSTANTS.signs);
}
