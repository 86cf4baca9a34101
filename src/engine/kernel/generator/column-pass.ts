// The column pass: inverse stages, the turn (turn.ts) and forward stages for one group of W columns after another.
// A group is gathered from all rows into a buffer that fits the cache, chunk by chunk, and scattered back; small
// transforms are worked on in place. A run of groups is a segment: the carries run through it, and its first column
// is closed first and opened again when the carries that come round are known.
import { CONSTANTS } from "../fields.ts";
import { columnWeightDoubles, FLAG_BYTES } from "../records.ts";
import { forward4, inverse4, type Twiddles } from "./complex.ts";
import { at, BYTES_PER_DOUBLE, type Emitter } from "./emitter.ts";

/** Bytes of one node's w, w^2, w^3. */
export const TRIPLE_BYTES = 6 * BYTES_PER_DOUBLE;

export function emitColumnPass(e: Emitter): void {
	emitStage(e, "forward");
	emitStage(e, "inverse");
	emitOuterStage(e, "forward");
	emitOuterStage(e, "inverse");
	const vectorBytes = e.lanes * BYTES_PER_DOUBLE;
	const columnBytes = columnWeightDoubles(e) * BYTES_PER_DOUBLE;
	e.line(`
function rowStride(): usize { return g_gathered != 0 ? g_groupColumns * ${e.complexBytes} : g_pitch; }
function chunkStride(): usize { return g_rows / g_points * rowStride(); }
/** Where group g lies while it is worked on; the first of a segment lies in that segment's own buffer. */
function groupAddress(g: i32): usize { return g_gathered != 0 ? g_buffer : g_main + g * g_groupColumns * ${e.complexBytes}; }
function heldAddress(s: i32): usize { return g_gathered != 0 ? g_heldBuffers + s * g_heldBufferBytes : groupAddress(firstGroup(s)); }
function firstGroup(s: i32): i32 { return g_groups * s / g_segments; }
function columnWeightsOf(g: i32): usize { return g_columnWeights + g * g_groupColumns * ${columnBytes}; }
function flagStride(): usize { return g_groupColumns * ${FLAG_BYTES}; }
function flagsOf(g: i32): usize { return g_flags + g * g_rows * flagStride(); }
/** The twiddles of the n nodes of chunk k in the column stage that has n nodes a chunk. */
function columnRootsOf(n: i32, k: i32): usize { return g_columnRoots + (g_points * ((n - 1) / 3) + k * n) * ${TRIPLE_BYTES}; }

function columnInverse(g: i32, buffer: usize): void {
	if (g_columnStages == 0) return;
	const stride = rowStride(); const chunk = chunkStride(); const run: usize = g_groupColumns * ${e.complexBytes};
	for (let k: i32 = 0; k < g_points; k++) {
		const place = buffer + k * chunk;
		let n: i32 = 1 << (2 * (g_columnStages - 1)); let rows: i32 = 1;
		if (g_gathered != 0) {
			columnInverseOuter(g_main + g * run + k * (g_rows / g_points) * g_pitch, g_pitch, place, stride, n, columnRootsOf(n, k));
			n = n / 4; rows = 4;
		}
		for (; n > 0; n = n / 4) { columnInverseStage(place, n, rows, stride, run, columnRootsOf(n, k)); rows = rows * 4; }
	}
}
function columnForward(g: i32, buffer: usize): void {
	if (g_columnStages == 0) return;
	const stride = rowStride(); const chunk = chunkStride(); const run: usize = g_groupColumns * ${e.complexBytes};
	const last: i32 = 1 << (2 * (g_columnStages - 1));
	for (let k: i32 = 0; k < g_points; k++) {
		const place = buffer + k * chunk;
		let n: i32 = 1; let rows: i32 = last;
		for (; n < last; n = n * 4) { columnForwardStage(place, n, rows, stride, run, columnRootsOf(n, k)); rows = rows / 4; }
		if (g_gathered != 0) columnForwardOuter(g_main + g * run + k * (g_rows / g_points) * g_pitch, g_pitch, place, stride, n, columnRootsOf(n, k));
		else columnForwardStage(place, n, 1, stride, run, columnRootsOf(n, k));
	}
}

/** Takes the digits that the host put at groupAddress(g) into main. */
export function loadGroup(g: i32): void {
	const buffer = groupAddress(g);
	loadColumns(buffer, g_groupColumns, rowStride(), chunkStride(), 0, columnWeightsOf(g), flagsOf(g), flagStride());
	columnForward(g, buffer);
}
/** Leaves the digits of group g, not squared since they were loaded or carried, at groupAddress(g). */
export function readGroup(g: i32): void {
	const buffer = groupAddress(g);
	columnInverse(g, buffer);
	readColumns(buffer, g_groupColumns, rowStride(), chunkStride(), 0, columnWeightsOf(g), flagsOf(g), flagStride());
}
export function groupAddressOf(g: i32): usize { return groupAddress(g); }

/** Segment s but for the forward half of its first group. */
function turnSegment(s: i32, checkAll: i32): void {
	const carries = g_carries + s * g_rows * ${vectorBytes};
	const zero = load<f64>(g_constants, ${CONSTANTS.magic * BYTES_PER_DOUBLE});
	for (let i: i32 = 0; i < g_rows * ${e.lanes}; i++) store<f64>(carries + i * ${BYTES_PER_DOUBLE}, zero);
	const first = firstGroup(s); const end = firstGroup(s + 1);
	for (let g: i32 = first; g < end; g++) {
		const buffer = g == first ? heldAddress(s) : groupAddress(g);
		const stride = rowStride(); const chunk = chunkStride(); const weights = columnWeightsOf(g); const flags = flagsOf(g);
		columnInverse(g, buffer);
		inject(g, buffer, stride, chunk);
		const held: i32 = g == first ? 1 : 0;
		if (checkAll != 0) {
			if (held != 0) closeColumnsAll(buffer, 1, stride, chunk, carries, weights, flags, flagStride());
			turnColumnsAll(buffer + held * ${e.complexBytes}, g_groupColumns - held, stride, chunk, carries, weights + held * ${columnBytes}, flags + held * ${FLAG_BYTES}, flagStride());
		} else {
			if (held != 0) closeColumns(buffer, 1, stride, chunk, carries, weights, flags, flagStride());
			turnColumns(buffer + held * ${e.complexBytes}, g_groupColumns - held, stride, chunk, carries, weights + held * ${columnBytes}, flags + held * ${FLAG_BYTES}, flagStride());
		}
		if (held == 0) columnForward(g, buffer);
	}
}
/** The forward half of the first group of segment s, when all segments are turned. */
function finishSegment(s: i32): void {
	const arrayBytes: usize = g_rows * ${vectorBytes};
	let carries: usize = g_carries + (s - 1) * arrayBytes;
	if (s == 0) {
		// ${e.independentLanes ? "A lane's chain goes on in the next row, the last row's in the first." : "A chain goes on in the next lane of its row, the last lane in the next row, the last chain in the first."}
		const from: usize = g_carries + (g_segments - 1) * arrayBytes; const step: usize = ${e.independentLanes ? vectorBytes : BYTES_PER_DOUBLE};
		carries = g_carries + g_segments * arrayBytes;
		for (let i: usize = 0; i < arrayBytes; i += ${BYTES_PER_DOUBLE}) store<f64>(carries + (i + step < arrayBytes ? i + step : i + step - arrayBytes), load<f64>(from + i));
	}
	const g = firstGroup(s); const buffer = heldAddress(s);
	openColumns(buffer, 1, rowStride(), chunkStride(), carries, columnWeightsOf(g), flagsOf(g), flagStride());
	columnForward(g, buffer);
}
function columnPass(checkAll: i32): void {
	for (let s: i32 = 0; s < g_segments; s++) turnSegment(s, checkAll);
	for (let s: i32 = 0; s < g_segments; s++) finishSegment(s);
}
`);
}

type Direction = "forward" | "inverse";

const QUARTERS = [0, 1, 2, 3];

/**
 * A stage where it is: `nodes` nodes one behind the other, each of four times `rows` rows, `stride` bytes apart, of which
 * `run` bytes are treated; one triple of roots for each node.
 */
function emitStage(e: Emitter, direction: Direction): void {
	const name = direction === "forward" ? "columnForwardStage" : "columnInverseStage";
	e.line(`function ${name}(node: usize, nodes: i32, rows: i32, stride: usize, run: usize, roots: usize): void {`);
	e.line("const quarter: usize = rows * stride;");
	e.line("if (run == stride) { run = quarter; rows = 1; }");
	e.line("for (let n: i32 = 0; n < nodes; n++) {");
	const twiddles = broadcastTriple(e, "roots");
	e.line("let row: usize = node;");
	e.line("for (let r: i32 = 0; r < rows; r++) {");
	e.line("const end: usize = row + run;");
	e.line(`for (let z: usize = row; z < end; z += ${e.complexBytes}) {`);
	e.line("const z1: usize = z + quarter; const z2: usize = z1 + quarter; const z3: usize = z2 + quarter;");
	emitButterfly(e, direction, twiddles, ["z", "z1", "z2", "z3"], ["z", "z1", "z2", "z3"]);
	e.line("}", "row += stride;", "}");
	e.line(`node += 4 * quarter; roots += ${TRIPLE_BYTES};`, "}", "}");
}

/** The stage whose nodes are four rows: the inverse one comes from main (pitch) to the buffer (stride), the forward one goes back. */
function emitOuterStage(e: Emitter, direction: Direction): void {
	const name = direction === "forward" ? "columnForwardOuter" : "columnInverseOuter";
	e.line(`function ${name}(row: usize, pitch: usize, z: usize, stride: usize, nodes: i32, roots: usize): void {`);
	e.line("for (let n: i32 = 0; n < nodes; n++) {");
	const twiddles = broadcastTriple(e, "roots");
	e.line("const end: usize = z + stride; let m: usize = row;");
	e.line(`for (; z < end; z += ${e.complexBytes}) {`);
	e.line("const z1: usize = z + stride; const z2: usize = z1 + stride; const z3: usize = z2 + stride;");
	e.line("const m1: usize = m + pitch; const m2: usize = m1 + pitch; const m3: usize = m2 + pitch;");
	const buffer = ["z", "z1", "z2", "z3"];
	const main = ["m", "m1", "m2", "m3"];
	if (direction === "forward") emitButterfly(e, direction, twiddles, buffer, main);
	else emitButterfly(e, direction, twiddles, main, buffer);
	e.line(`m += ${e.complexBytes};`, "}", `z += 3 * stride; row += 4 * pitch; roots += ${TRIPLE_BYTES};`, "}", "}");
}

function emitButterfly(e: Emitter, direction: Direction, twiddles: Twiddles, from: readonly string[], to: readonly string[]): void {
	const values = from.map((place) => e.loadComplex(place));
	const results = direction === "forward" ? forward4(e, values, twiddles) : inverse4(e, values, twiddles);
	QUARTERS.forEach((k) => e.storeComplex(at(to, k), at(results, k)));
}

function broadcastTriple(e: Emitter, pointer: string): NonNullable<Twiddles> {
	return [e.broadcastComplex(pointer, 0), e.broadcastComplex(pointer, 2), e.broadcastComplex(pointer, 4)];
}
