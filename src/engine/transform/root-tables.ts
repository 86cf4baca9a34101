// Fills the tables of roots of unity. Angles are fractions of a turn, kept as integers.
// A row, a lane and a node each stand for a polynomial modulo y^n - exp(2 pi i angle); children come in the order
// w, -w, iw, -iw, so the angles of bit-reversed places are van der Corput's sequence.
import { binOrder } from "../kernel/points.ts";
import { root } from "./roots.ts";
import { columnsOf, ownLanesOf, rowLengthOf, rowsOf, type Shape } from "./shape.ts";
import type { TableViews } from "./table-views.ts";

/** The twiddles that all rows of a stage share. */
export function fillRowRoots(views: TableViews, shape: Shape): void {
	const nodes = 4 ** (shape.rowStages - 1);
	for (let node = 0; node < nodes; node++) setTriple(views.rowRoots, 6 * node, mirroredBits(node) * nodes, 4 * nodes);
}

export function fillColumnRoots(views: TableViews, shape: Shape): void {
	const { points } = shape;
	const order = binOrder(points);
	let place = 0;
	for (let nodes = 1; nodes < 4 ** shape.columnStages; nodes *= 4) {
		for (let chunk = 0; chunk < points; chunk++) {
			for (let node = 0; node < nodes; node++) {
				const numerator = mirroredBits(node) * nodes * points + (order[chunk] ?? 0);
				setTriple(views.columnRoots, place, numerator, 4 * nodes * points);
				place += 6;
			}
		}
	}
	for (let input = 0; input < points; input++) {
		for (let chunk = 0; chunk < points; chunk++) {
			views.pointRoots.set(root(input * (order[chunk] ?? 0), points), 2 * (input * points + chunk));
		}
	}
}

export function fillRow(views: TableViews, shape: Shape, row: number, mirrored: boolean): void {
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
export function fillSpecialRow(views: TableViews, shape: Shape, row: number): void {
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

/** Angle of lane l of a row after the lanes are mixed, in parts of a turn: R times own lanes of them. */
function laneAngle(shape: Shape, row: number, lane: number): number {
	const own = ownLanesOf(shape);
	const chunkRows = 4 ** shape.columnStages;
	const bin = binOrder(shape.points)[Math.floor(row / chunkRows)] ?? 0;
	return mirroredBits(own * (row % chunkRows) + (lane % own)) * rowsOf(shape) * own + bin;
}

/** w, w^2, w^3, each from its own angle: more accurate than powers. */
function setTriple(view: Float64Array, place: number, numerator: number, denominator: number): void {
	for (let power = 1; power <= 3; power++) view.set(root(power * numerator, denominator), place + 2 * (power - 1));
}

/** The bits of `index` mirrored at the binary point: 1/2, 1/4, 3/4, 1/8 ... */
function mirroredBits(index: number): number {
	let fraction = 0;
	let weight = 0.5;
	for (let rest = index; rest > 0; rest = Math.floor(rest / 2)) {
		if (rest % 2 === 1) fraction += weight;
		weight /= 2;
	}
	return fraction;
}
