// Mixing the lanes of a row: a row of C numbers becomes L nodes of CL, one a lane, and back. Broadcast loads, no shuffles:
// V8's revectorizer knows none across its halves.
import { CONSTANTS } from "../fields.ts";
import { add, mul } from "./complex.ts";
import { at, type Complex, type Emitter } from "./emitter.ts";

/** Vectors of complex numbers that a row has in the table of lane roots: L - 1 forward, one for the way back. */
export function laneRootVectors(lanes: number): number {
	return lanes;
}

/** mixLanes(), unmixLanes() and the latter for mirror rows, whose lanes lie in reverse. */
export function emitLaneMixing(e: Emitter): void {
	emitMixLanes(e);
	emitUnmixLanes(e, "unmixLanes", (lane) => lane);
	emitUnmixLanes(e, "unmixLanesMirrored", (lane) => e.lanes - 1 - lane);
}

/** Lane l of the result is the sum over the old lanes j of z[j] * zeta(l)^j. */
function emitMixLanes(e: Emitter): void {
	const { lanes } = e;
	const others = Array.from({ length: lanes - 1 }, (_, j) => j + 1);
	e.line("function mixLanes(p: usize, columns: i32, roots: usize): void {");
	const roots = others.map((j) => e.loadComplex("roots", (j - 1) * 2 * lanes));
	e.line("for (let v: i32 = 0; v < columns; v++) {");
	let re = e.broadcast("p", 0);
	let im = e.broadcast("p", lanes);
	for (const j of others) {
		const [zRe, zIm, root] = [e.broadcast("p", j), e.broadcast("p", lanes + j), at(roots, j - 1)];
		re = e.subProduct(e.addProduct(re, root.re, zRe), root.im, zIm);
		im = e.addProduct(e.addProduct(im, root.re, zIm), root.im, zRe);
	}
	e.storeComplex("p", { re, im });
	e.line(`p += ${e.complexBytes};`, "}", "}");
}

/** L times the inverse of mixLanes(): zeta(l) = zeta(0) * (1, -1, i, -i)[l], so the sums need signs only, and one product follows. */
function emitUnmixLanes(e: Emitter, name: string, laneOf: (lane: number) => number): void {
	const { lanes } = e;
	e.line(`function ${name}(p: usize, columns: i32, roots: usize): void {`);
	const alternating = e.load("g_constants", CONSTANTS.signs);
	const evenSigns = lanes === 4 ? e.load("g_constants", CONSTANTS.signs + lanes) : undefined;
	const oddSigns = lanes === 4 ? e.load("g_constants", CONSTANTS.signs + 2 * lanes) : undefined;
	const root = e.loadComplex("roots", (lanes - 1) * 2 * lanes);
	e.line("for (let v: i32 = 0; v < columns; v++) {");
	const lane = (l: number): Complex => ({ re: e.broadcast("p", laneOf(l)), im: e.broadcast("p", lanes + laneOf(l)) });
	const z0 = lane(0);
	const z1 = lane(1);
	let sum: Complex = { re: e.addProduct(z0.re, alternating, z1.re), im: e.addProduct(z0.im, alternating, z1.im) };
	if (evenSigns !== undefined && oddSigns !== undefined) {
		const [z2, z3] = [lane(2), lane(3)];
		const s = add(e, z2, z3);
		const d = { re: e.sub(z2.re, z3.re), im: e.sub(z2.im, z3.im) };
		sum = {
			re: e.addProduct(e.addProduct(sum.re, evenSigns, s.re), oddSigns, d.im),
			im: e.subProduct(e.addProduct(sum.im, evenSigns, s.im), oddSigns, d.re),
		};
	}
	e.storeComplex("p", mul(e, root, sum));
	e.line(`p += ${e.complexBytes};`, "}", "}");
}
