// The row pass: each row is transformed forward, squared point by point and transformed back, together with the row that
// is its mirror image. Unless the lanes are independent, they are mixed first (forward) and last (back): a row of C numbers
// becomes L nodes of CL, one a lane. In mirror rows the lanes lie in reverse, so a vector agrees with its mirror lane by lane.
import { TRIPLE_BYTES } from "./column-pass.ts";
import { forward4, forward4Mirrored, inverse4, inverse4Mirrored, mul, type Twiddles } from "./complex.ts";
import { at, BYTES_PER_DOUBLE, type Complex, type Emitter } from "./emitter.ts";
import { emitLaneMixing, laneRootVectors } from "./lane-mixing.ts";
import { leafWeight, pointProduct } from "./point-product.ts";

const LEAVES = [0, 1, 2, 3];

export function emitRowPass(e: Emitter): void {
	if (!e.independentLanes) emitLaneMixing(e);
	emitRowStage(e, "forward");
	emitRowStage(e, "inverse");
	emitLastStage(e, "square");
	emitLastStage(e, "multiply");
	emitLastStage(e, "multiplyDifference");
	emitSpecialPoints(e, "square");
	emitSpecialPoints(e, "multiply");
	const factorBytes = 3 * e.complexBytes;
	e.line(`
function laneRootsOf(r: i32): usize { return g_laneRoots + r * ${laneRootVectors(e.lanes) * e.complexBytes}; }
function rowFactorsOf(r: i32): usize { return g_rowFactors + r * g_rowStages * ${factorBytes}; }

/** The first \`stages\` forward stages of row r at p. */
function forwardRow(p: usize, r: i32, stages: i32): void {
	${e.independentLanes ? "" : "mixLanes(p, g_columns, laneRootsOf(r));"}
	let factors = rowFactorsOf(r); let nodes: i32 = 1; let quarter: usize = g_columns / 4 * ${e.complexBytes};
	for (let s: i32 = 0; s < stages; s++) { rowForwardStage(p, nodes, quarter, g_rowRoots, factors); factors += ${factorBytes}; nodes = nodes * 4; quarter = quarter / 4; }
}
/** Undoes forwardRow() (times 4 for each stage, times L). */
function inverseRow(p: usize, r: i32, stages: i32, mirrored: i32): void {
	let factors = rowFactorsOf(r) + (stages - 1) * ${factorBytes}; let nodes: i32 = 1 << (2 * (stages - 1)); let quarter: usize = g_columns / 4 / nodes * ${e.complexBytes};
	for (let s: i32 = 0; s < stages; s++) { rowInverseStage(p, nodes, quarter, g_rowRoots, factors); factors -= ${factorBytes}; nodes = nodes / 4; quarter = quarter * 4; }
	${e.independentLanes ? "" : "if (mirrored != 0) unmixLanesMirrored(p, g_columns, laneRootsOf(r)); else unmixLanes(p, g_columns, laneRootsOf(r));"}
}
function squarePair(i: i32): void {
	const r = load<i32>(g_pairs + i * 8); const mirror = load<i32>(g_pairs + i * 8, 4);
	const p = g_main + r * g_pitch; const m = g_main + mirror * g_pitch; const stages = g_rowStages - 1;
	forwardRow(p, r, stages); forwardRow(m, mirror, stages);
	rowSquare(p, m + g_columns * ${e.complexBytes}, 0, 0, 0, 0, g_columns / 4, g_rowRoots, rowFactorsOf(r) + stages * ${factorBytes});
	inverseRow(p, r, stages, 0); inverseRow(m, mirror, stages, 1);
}
function multiplyPair(i: i32, isDifference: i32): void {
	const r = load<i32>(g_pairs + i * 8); const mirror = load<i32>(g_pairs + i * 8, 4);
	const p = g_main + r * g_pitch; const m = g_main + mirror * g_pitch; const stages = g_rowStages - 1;
	const p2 = g_second + r * g_pitch; const m2 = g_second + mirror * g_pitch;
	const end: usize = g_columns * ${e.complexBytes}; const factors = rowFactorsOf(r) + stages * ${factorBytes};
	forwardRow(p, r, stages); forwardRow(m, mirror, stages);
	if (isDifference == 0) rowMultiply(p, m + end, p2, m2 + end, 0, 0, g_columns / 4, g_rowRoots, factors);
	else rowMultiplyDifference(p, m + end, p2, m2 + end, g_third + r * g_pitch, g_third + mirror * g_pitch + end, g_columns / 4, g_rowRoots, factors);
	inverseRow(p, r, stages, 0); inverseRow(m, mirror, stages, 1);
}
/** The mirror images of the points of special row r at p, in the places of the points themselves. */
function gatherMirror(p: usize, r: i32, target: usize): void {
	let mirrors: usize = g_specialMirrors + r * g_columns * ${e.lanes * 4};
	for (let v: i32 = 0; v < g_columns; v++) {
${Array.from({ length: e.lanes }, (_, lane) => `		const m${lane} = p + load<u32>(mirrors, ${lane * 4}); store<f64>(target, load<f64>(m${lane}), ${lane * BYTES_PER_DOUBLE}); store<f64>(target, load<f64>(m${lane}, ${e.lanes * BYTES_PER_DOUBLE}), ${(e.lanes + lane) * BYTES_PER_DOUBLE});`).join("\n")}
		mirrors += ${e.lanes * 4}; target += ${e.complexBytes};
	}
}
function squareSpecialRows(): void {
	for (let r: i32 = 0; r < g_specialRows; r++) {
		const p = g_main + r * g_pitch;
		forwardRow(p, r, g_rowStages); gatherMirror(p, r, g_scratch);
		specialSquare(p, g_scratch, p, p, g_specialWeights + r * g_columns * ${e.complexBytes});
		inverseRow(p, r, g_rowStages, 0);
	}
}
/** Row r of the factor, or of the difference of two. */
function factorRow(r: i32, isDifference: i32): usize {
	const second: usize = g_second + r * g_pitch;
	if (isDifference == 0) return second;
	const third: usize = g_third + r * g_pitch; const bytes: usize = g_columns * ${e.complexBytes}; const target: usize = g_scratch + 2 * bytes;
	for (let place: usize = 0; place < bytes; place += ${BYTES_PER_DOUBLE}) store<f64>(target + place, load<f64>(second + place) - load<f64>(third + place));
	return target;
}
function multiplySpecialRows(isDifference: i32): void {
	for (let r: i32 = 0; r < g_specialRows; r++) {
		const p = g_main + r * g_pitch; const p2 = factorRow(r, isDifference); const scratch2 = g_scratch + g_columns * ${e.complexBytes};
		forwardRow(p, r, g_rowStages); gatherMirror(p, r, g_scratch);
		gatherMirror(p2, r, scratch2);
		specialMultiply(p, g_scratch, p2, scratch2, g_specialWeights + r * g_columns * ${e.complexBytes});
		inverseRow(p, r, g_rowStages, 0);
	}
}
function rowPass(): void {
	squareSpecialRows();
	for (let i: i32 = 0; i < g_pairCount; i++) squarePair(i);
}
/** What a factor's rows are transformed once for, however often it is multiplied by: as far as the last stage, the special rows wholly. */
function rowPassFactor(): void {
	for (let r: i32 = 0; r < g_specialRows; r++) forwardRow(g_second + r * g_pitch, r, g_rowStages);
	for (let i: i32 = 0; i < g_pairCount; i++) {
		const r = load<i32>(g_pairs + i * 8); const mirror = load<i32>(g_pairs + i * 8, 4);
		forwardRow(g_second + r * g_pitch, r, g_rowStages - 1); forwardRow(g_second + mirror * g_pitch, mirror, g_rowStages - 1);
	}
}
function rowPassMultiply(isDifference: i32): void {
	multiplySpecialRows(isDifference);
	for (let i: i32 = 0; i < g_pairCount; i++) multiplyPair(i, isDifference);
}
`);
}

/** A node's twiddles: the shared root of its place in the stage times the row's factor, lane by lane. */
function nodeTwiddles(e: Emitter, factors: readonly Complex[]): NonNullable<Twiddles> {
	const [w1, w2, w3] = factors.map((factor, k) => mul(e, e.broadcastComplex("roots", 2 * k), factor));
	if (w1 === undefined || w2 === undefined || w3 === undefined) throw new RangeError("three factors make a triple");
	return [w1, w2, w3];
}

function loadFactors(e: Emitter): Complex[] {
	return [0, 1, 2].map((k) => e.loadComplex("factors", k * 2 * e.lanes));
}

function emitRowStage(e: Emitter, direction: "forward" | "inverse"): void {
	const name = direction === "forward" ? "rowForwardStage" : "rowInverseStage";
	e.line(`function ${name}(z: usize, nodes: i32, quarter: usize, roots: usize, factors: usize): void {`);
	const factors = loadFactors(e);
	e.line("for (let n: i32 = 0; n < nodes; n++) {");
	const twiddles = nodeTwiddles(e, factors);
	e.line("const end: usize = z + quarter;");
	e.line(`for (; z < end; z += ${e.complexBytes}) {`);
	e.line("const z1: usize = z + quarter; const z2: usize = z1 + quarter; const z3: usize = z2 + quarter;");
	const places = ["z", "z1", "z2", "z3"];
	const values = places.map((place) => e.loadComplex(place));
	const results = direction === "forward" ? forward4(e, values, twiddles) : inverse4(e, values, twiddles);
	places.forEach((place, k) => e.storeComplex(place, at(results, k)));
	e.line("}", `z += 3 * quarter; roots += ${TRIPLE_BYTES};`, "}", "}");
}

/**
 * The last forward stage, the points' product and the first inverse stage in one, for a node of the row and its mirror
 * node of the mirror row (which is walked from its end). A factor's row, or the difference of two, is transformed on the fly.
 */
function emitLastStage(e: Emitter, operation: "square" | "multiply" | "multiplyDifference"): void {
	const nodeDoubles = 4 * 2 * e.lanes;
	const name = `row${operation.charAt(0).toUpperCase()}${operation.slice(1)}`;
	const others = operation === "square" ? [] : operation === "multiply" ? ["2"] : ["2", "3"];
	e.line(
		`function ${name}(p: usize, m: usize, p2: usize, m2: usize, p3: usize, m3: usize, nodes: i32, roots: usize, factors: usize): void {`,
	);
	const factors = loadFactors(e);
	const quarter = e.constant(0.25);
	e.line("for (let n: i32 = 0; n < nodes; n++) {");
	e.line(`m -= ${nodeDoubles * BYTES_PER_DOUBLE};`);
	for (const other of others) e.line(`m${other} -= ${nodeDoubles * BYTES_PER_DOUBLE};`);
	const twiddles = nodeTwiddles(e, factors);
	const loadNode = (place: string) => LEAVES.map((leaf) => e.loadComplex(place, leaf * 2 * e.lanes));
	const loadFactor = (place: string) =>
		operation === "multiply" ? loadNode(`${place}2`) : difference(e, loadNode(`${place}2`), loadNode(`${place}3`));
	const points = forward4(e, loadNode("p"), twiddles);
	const mirrors = forward4Mirrored(e, loadNode("m"), twiddles);
	const points2 = operation === "square" ? points : forward4(e, loadFactor("p"), twiddles);
	const mirrors2 = operation === "square" ? mirrors : forward4Mirrored(e, loadFactor("m"), twiddles);
	const w = { re: e.mul(quarter, twiddles[0].re), im: e.mul(quarter, twiddles[0].im) };
	for (const leaf of LEAVES) {
		const product = pointProduct(e, {
			point: at(points, leaf),
			mirror: at(mirrors, 3 - leaf),
			...(operation !== "square" && { point2: at(points2, leaf), mirror2: at(mirrors2, 3 - leaf) }),
			weight: leafWeight(e, leaf, quarter, w),
		});
		points[leaf] = product.point;
		mirrors[3 - leaf] = product.mirror;
	}
	const storeNode = (place: string, values: readonly Complex[]) =>
		values.forEach((z, leaf) => e.storeComplex(place, z, leaf * 2 * e.lanes));
	storeNode("p", inverse4(e, points, twiddles));
	storeNode("m", inverse4Mirrored(e, mirrors, twiddles));
	e.line(`p += ${nodeDoubles * BYTES_PER_DOUBLE}; roots += ${TRIPLE_BYTES};`);
	for (const other of others) e.line(`p${other} += ${nodeDoubles * BYTES_PER_DOUBLE};`);
	e.line("}", "}");
}

function difference(e: Emitter, values: readonly Complex[], others: readonly Complex[]): Complex[] {
	return values.map((value, i) => {
		const other = at(others, i);
		return { re: e.sub(value.re, other.re), im: e.sub(value.im, other.im) };
	});
}

/** The points of a special row at p with their mirror images at m, weights (1 + zeta) / 4 from a table. */
function emitSpecialPoints(e: Emitter, operation: "square" | "multiply"): void {
	const name = operation === "square" ? "specialSquare" : "specialMultiply";
	e.line(`function ${name}(p: usize, m: usize, p2: usize, m2: usize, weights: usize): void {`);
	e.line("for (let v: i32 = 0; v < g_columns; v++) {");
	const product = pointProduct(e, {
		point: e.loadComplex("p"),
		mirror: e.loadComplex("m"),
		...(operation === "multiply" && { point2: e.loadComplex("p2"), mirror2: e.loadComplex("m2") }),
		weight: { ...e.loadComplex("weights"), negativeIm: false },
	});
	e.storeComplex("p", product.point);
	e.line(`p += ${e.complexBytes}; m += ${e.complexBytes}; weights += ${e.complexBytes};`);
	if (operation === "multiply") e.line(`p2 += ${e.complexBytes}; m2 += ${e.complexBytes};`);
	e.line("}", "}");
}
