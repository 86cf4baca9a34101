// Fills the tables of the words: their weights, which are big and which weights overflow, and the vectors that these choose from.
import { columnWeightDoubles, FLAG_BYTES, flagTables } from "../kernel/records.ts";
import { columnsOf, ownLanesOf, rowsOf, type Shape } from "./shape.ts";
import type { TableViews } from "./table-views.ts";

/** For every pattern of L bits: ones to the exponents of the lanes whose bit is set; the inverse bases and the bases of the lanes. */
export function fillFlagTables(view: Float64Array, { lanes, length }: Shape, exponents: readonly number[]): void {
	const { overflow, bases } = flagTables(lanes);
	const integers = new BigInt64Array(view.buffer, view.byteOffset, view.length);
	for (let pattern = 0; pattern < 2 ** lanes; pattern++) {
		for (let lane = 0; lane < lanes; lane++) {
			const bit = Math.floor(pattern / 2 ** lane) % 2;
			const small = Math.floor(exponentOf(exponents, lane) / length);
			integers[overflow + pattern * lanes + lane] = bit === 0 ? 0n : 1n << 52n;
			view[bases + pattern * 2 * lanes + lane] = 2 ** -(small + bit);
			view[bases + pattern * 2 * lanes + lanes + lane] = 2 ** (small + bit);
		}
	}
}

/** A word is big where ceil(p (j + 1) / N) - ceil(p j / N) is; its weight overflows where the fractions of row and column add up to 1. */
export function fillFlags(view: Uint8Array, shape: Shape, exponents: readonly number[]): void {
	const { lanes, length, groupColumns } = shape;
	const rows = rowsOf(shape);
	const columns = columnsOf(shape);
	for (let lane = 0; lane < lanes; lane++) {
		const step = exponentOf(exponents, lane) % length;
		const behind = (word: number) => length - 1 - ((step * word + length - 1) % length);
		const columnBehind = Array.from({ length: 2 * columns }, (_, word) => behind(word));
		for (let row = 0; row < rows; row++) {
			const rowBehind = behind(firstWord(shape, row, lane));
			for (let column = 0; column < columns; column++) {
				const group = Math.floor(column / groupColumns);
				const place = ((group * rows + row) * groupColumns + (column % groupColumns)) * FLAG_BYTES;
				for (let part = 0; part < 2; part++) {
					const sum = rowBehind + (columnBehind[2 * column + part] ?? 0);
					const overflow = sum >= length ? 1 : 0;
					const big = sum - overflow * length < step ? 1 : 0;
					view[place + 2 * part] = (view[place + 2 * part] ?? 0) + overflow * 2 ** lane;
					view[place + 2 * part + 1] = (view[place + 2 * part + 1] ?? 0) + big * 2 ** lane;
				}
			}
		}
	}
}

/** Word firstWord(r, l) + 2 v + e has the weight of (row r, lane l) times that of (column v, word e). */
export function fillWeights(views: TableViews, shape: Shape, exponents: readonly number[]): void {
	const { lanes, length } = shape;
	for (let lane = 0; lane < lanes; lane++) {
		const weight = (word: number) => 2 ** weightLogarithm(exponentOf(exponents, lane), length, word);
		for (let row = 0; row < rowsOf(shape); row++) {
			const w = weight(firstWord(shape, row, lane));
			views.rowWeights[row * 2 * lanes + lane] = w;
			views.rowWeights[row * 2 * lanes + lanes + lane] = 1 / w;
		}
		if (lane > 0 && !shape.independentLanes) continue;
		const stride = columnWeightDoubles(shape) / 4;
		for (let word = 0; word < 2 * columnsOf(shape); word++) {
			const w = weight(word);
			views.columnWeights[2 * word * stride + lane] = w;
			views.columnWeights[(2 * word + 1) * stride + lane] = 1 / w / (length / 2);
		}
	}
}

/** frac(j) = ceil(p j / N) - p j / N, the logarithm of word j's weight (Crandall and Fagin 1994), exactly rounded. */
function weightLogarithm(exponent: number, length: number, word: number): number {
	const remainder = ((exponent % length) * word) % length;
	return remainder === 0 ? 0 : (length - remainder) / length;
}

/** The word at column 0 of a lane of a row; one residue runs through its lanes of row 0, then those of row 1, and so on. */
function firstWord(shape: Shape, row: number, lane: number): number {
	return 2 * (row * ownLanesOf(shape) + (shape.independentLanes ? 0 : lane)) * columnsOf(shape);
}

function exponentOf(exponents: readonly number[], lane: number): number {
	return exponents[lane % exponents.length] ?? 0;
}
