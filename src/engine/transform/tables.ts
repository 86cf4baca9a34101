// Fills a kernel's tables: weights, roots of unity, row pairs. Angles are fractions of a turn, kept as integers.
// A row, a lane and a node each stand for a polynomial modulo y^n - exp(2 pi i angle); children come in the order
// w, -w, iw, -iw, so the angles of bit-reversed places are van der Corput's sequence.
import { binOrder } from "../kernel/generator/dft.ts";
import { at } from "../kernel/generator/emitter.ts";
import { FLAG_BYTES, flagTables } from "../kernel/generator/carry.ts";
import { CONSTANTS } from "../kernel/fields.ts";
import { columnWeightDoubles } from "../kernel/generator/turn.ts";
import { root } from "../kernel/roots.ts";
import { columnsOf, ownLanesOf, rowLengthOf, rowsOf, type Shape } from "./shape.ts";

/** The bits of `index` mirrored at the binary point: 1/2, 1/4, 3/4, 1/8 ... */
export function mirroredBits(index: number): number {
	let fraction = 0;
	let weight = 0.5;
	for (let rest = index; rest > 0; rest = Math.floor(rest / 2)) {
		if (rest % 2 === 1) fraction += weight;
		weight /= 2;
	}
	return fraction;
}

/** frac(j) = ceil(p j / N) - p j / N, the logarithm of word j's weight (Crandall and Fagin 1994), exactly rounded. */
export function weightLogarithm(exponent: number, length: number, word: number): number {
	const remainder = ((exponent % length) * word) % length;
	return remainder === 0 ? 0 : (length - remainder) / length;
}

/** Rows that are squared together: a node's mirror image has the conjugate of its zeta. */
export function rowPairs(shape: Shape): (readonly [row: number, mirror: number])[] {
	const order = binOrder(shape.points);
	const chunkRows = 4 ** shape.columnStages;
	const pairs: (readonly [number, number])[] = [];
	for (let start = 2; start < chunkRows; start *= 2) {
		for (let i = 0; i < start / 2; i++) pairs.push([start + i, 2 * start - 1 - i]);
	}
	for (let chunk = 1; chunk < shape.points; chunk++) {
		const mirror = order.indexOf((shape.points - at(order, chunk)) % shape.points);
		if (mirror < chunk) continue;
		const count = mirror === chunk ? Math.floor(chunkRows / 2) : chunkRows;
		for (let i = 0; i < count; i++) pairs.push([chunk * chunkRows + i, mirror * chunkRows + chunkRows - 1 - i]);
	}
	return pairs;
}

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

/** Rows that are their own mirror images: row 0, and row 1 unless R is odd. */
export function specialRowsOf(shape: Shape): number {
	return rowsOf(shape) % 2 === 0 ? 2 : 1;
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
	const nodes = 4 ** (shape.rowStages - 1);
	for (let node = 0; node < nodes; node++) setTriple(views.rowRoots, 6 * node, mirroredBits(node) * nodes, 4 * nodes);
	for (let row = 0; row < specialRowsOf(shape); row++) fillSpecialRow(views, shape, row);
}

function fillConstants(view: Float64Array, shape: Shape): void {
	view[CONSTANTS.magic] = 1.5 * 2 ** 52;
	view[CONSTANTS.readScale] = rowLengthOf(shape);
	new BigInt64Array(view.buffer, view.byteOffset, CONSTANTS.length)[CONSTANTS.absoluteMask] = (1n << 63n) - 1n;
	view.set(shape.lanes === 2 ? [1, -1] : [1, -1, 1, -1, 1, 0, -1, 0, 0, 1, 0, -1], CONSTANTS.signs);
}

/** For every pattern of L bits: ones to the exponents of the lanes whose bit is set; the inverse bases and the bases of the lanes. */
function fillFlagTables(view: Float64Array, { lanes, length }: Shape, exponents: readonly number[]): void {
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
function fillFlags(view: Uint8Array, shape: Shape, exponents: readonly number[]): void {
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

/** The word at column 0 of a lane of a row; one residue runs through its lanes of row 0, then those of row 1, and so on. */
function firstWord(shape: Shape, row: number, lane: number): number {
	return 2 * (row * ownLanesOf(shape) + (shape.independentLanes ? 0 : lane)) * columnsOf(shape);
}

function exponentOf(exponents: readonly number[], lane: number): number {
	return at(exponents, lane % exponents.length);
}

/** Word firstWord(r, l) + 2 v + e has the weight of (row r, lane l) times that of (column v, word e). */
function fillWeights(views: TableViews, shape: Shape, exponents: readonly number[]): void {
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

function fillColumnRoots(views: TableViews, shape: Shape): void {
	const { points } = shape;
	const order = binOrder(points);
	let place = 0;
	for (let nodes = 1; nodes < 4 ** shape.columnStages; nodes *= 4) {
		for (let chunk = 0; chunk < points; chunk++) {
			for (let node = 0; node < nodes; node++) {
				const numerator = mirroredBits(node) * nodes * points + at(order, chunk);
				setTriple(views.columnRoots, place, numerator, 4 * nodes * points);
				place += 6;
			}
		}
	}
	for (let input = 0; input < points; input++) {
		for (let chunk = 0; chunk < points; chunk++) {
			views.pointRoots.set(root(input * at(order, chunk), points), 2 * (input * points + chunk));
		}
	}
}

/** Angle of lane l of a row after the lanes are mixed, in parts of a turn: R times own lanes of them. */
function laneAngle(shape: Shape, row: number, lane: number): number {
	const own = ownLanesOf(shape);
	const chunkRows = 4 ** shape.columnStages;
	const bin = at(binOrder(shape.points), Math.floor(row / chunkRows));
	return mirroredBits(own * (row % chunkRows) + (lane % own)) * rowsOf(shape) * own + bin;
}

function fillRow(views: TableViews, shape: Shape, row: number, mirrored: boolean): void {
	const { lanes, rowStages } = shape;
	const turn = rowsOf(shape) * ownLanesOf(shape);
	const angles = Array.from({ length: lanes }, (_, lane) => laneAngle(shape, row, mirrored ? lanes - 1 - lane : lane));
	const first = laneAngle(shape, row, 0);
	const put = (view: Float64Array, place: number, lane: number, [cos, sin]: readonly [number, number]) => {
		view[place + lane] = cos;
		view[place + lanes + lane] = sin;
	};
	angles.forEach((angle, lane) => {
		const roots = row * lanes * 2 * lanes;
		for (let power = 1; power < lanes; power++) put(views.laneRoots, roots + (power - 1) * 2 * lanes, lane, root(power * angle, turn));
		put(views.laneRoots, roots + (lanes - 1) * 2 * lanes, lane, root(-lane * first, turn));
		for (let stage = 0; stage < rowStages; stage++) {
			const factors = (row * rowStages + stage) * 6 * lanes;
			for (let power = 1; power <= 3; power++) {
				put(views.rowFactors, factors + (power - 1) * 2 * lanes, lane, root(power * angle, turn * 4 ** (stage + 1)));
			}
		}
	});
}

/** Points of a special row: i lies in own lane i / CL at column i mod CL. Row 0 pairs within each octave, row 1 end to end. */
function fillSpecialRow(views: TableViews, shape: Shape, row: number): void {
	const { lanes } = shape;
	const columns = columnsOf(shape);
	const count = rowLengthOf(shape);
	for (let lane = 0; lane < lanes; lane++) {
		for (let column = 0; column < columns; column++) {
			const point = (lane % ownLanesOf(shape)) * columns + column;
			const octave = 2 ** Math.floor(Math.log2(point));
			const mirror = row === 1 ? count - 1 - point : point < 2 ? point : 3 * octave - 1 - point;
			const mirrorLane = shape.independentLanes ? lane : Math.floor(mirror / columns);
			views.specialMirrors[(row * columns + column) * lanes + lane] = 8 * ((mirror % columns) * 2 * lanes + mirrorLane);
			const [cos, sin] = root(mirroredBits(row * count + point) * 2 * count, 2 * count);
			const place = (row * columns + column) * 2 * lanes + lane;
			views.specialWeights[place] = (1 + cos) / 4;
			views.specialWeights[place + lanes] = sin / 4;
		}
	}
}

/** w, w^2, w^3, each from its own angle: more accurate than powers. */
function setTriple(view: Float64Array, place: number, numerator: number, denominator: number): void {
	for (let power = 1; power <= 3; power++) view.set(root(power * numerator, denominator), place + 2 * (power - 1));
}
