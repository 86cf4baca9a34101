// Which rows of a transform are squared together, and which alone: a node's mirror image has the conjugate of its zeta.
import { binOrder } from "../kernel/points.ts";
import { rowsOf, type Shape } from "./shape.ts";

/** Rows that are squared together: a node's mirror image has the conjugate of its zeta. */
export function rowPairs(shape: Shape): (readonly [row: number, mirror: number])[] {
	const order = binOrder(shape.points);
	const chunkRows = 4 ** shape.columnStages;
	const pairs: (readonly [number, number])[] = [];
	for (let start = 2; start < chunkRows; start *= 2) {
		for (let i = 0; i < start / 2; i++) pairs.push([start + i, 2 * start - 1 - i]);
	}
	for (let chunk = 1; chunk < shape.points; chunk++) {
		const mirror = order.indexOf((shape.points - (order[chunk] ?? 0)) % shape.points);
		if (mirror < chunk) continue;
		const count = mirror === chunk ? Math.floor(chunkRows / 2) : chunkRows;
		for (let i = 0; i < count; i++) pairs.push([chunk * chunkRows + i, mirror * chunkRows + chunkRows - 1 - i]);
	}
	return pairs;
}

/** Rows that are their own mirror images: row 0, and row 1 unless R is odd. */
export function specialRowsOf(shape: Shape): number {
	return rowsOf(shape) % 2 === 0 ? 2 : 1;
}
