// The codelet between the two halves of the column pass: T vectors, one from each chunk of rows, go through the inverse
// DFT of T points, the carry and the forward DFT without leaving the registers (or nearly so).
// A chain of words that pass the carry on is one lane of one row; it runs along the columns.
import { global } from "../fields.ts";
import { columnWeightDoubles, FLAG_BYTES } from "../records.ts";
import { type CarryConstants, loadCarryConstants, Word } from "./carry.ts";
import { forward, inverse } from "./dft.ts";
import { at, BYTES_PER_DOUBLE, type Complex, type Emitter, type Vector } from "./emitter.ts";

/**
 * turn: inverse DFT, carry, forward DFT.
 * close: inverse DFT and carry; leaves digits.
 * open: takes digits, adds the carries that came round, forward DFT; the second word of a column keeps what is left over.
 * load: takes digits, forward DFT.
 * read: inverse DFT of what was not squared; leaves digits.
 */
export const TURN_MODES = ["turn", "close", "open", "load", "read"] as const;
export type TurnMode = (typeof TURN_MODES)[number];

const PARAMETERS =
	"buffer: usize, columns: i32, rowStride: usize, chunkStride: usize, carries: usize, columnWeights: usize, flags: usize, flagStride: usize";
const ARGUMENTS = "buffer, columns, rowStride, chunkStride, carries, columnWeights, flags, flagStride";

/** One function for each mode and T, and one for each mode that picks by T; `turn` and `close` also check all words, else the even ones of the first chunk. */
export function emitTurns(e: Emitter, pointCounts: readonly number[]): void {
	for (const mode of TURN_MODES) {
		const carries = mode === "turn" || mode === "close";
		for (const checkAll of carries ? [false, true] : [false]) {
			for (const points of pointCounts) emitTurn(e, points, mode, checkAll);
			const suffix = checkAll ? "All" : "";
			e.line(`function ${mode}Columns${suffix}(${PARAMETERS}): void {`);
			e.line("switch (g_points) {");
			for (const points of pointCounts) e.line(`case ${points}: ${mode}${points}${suffix}(${ARGUMENTS}); break;`);
			e.line("}", "}");
		}
	}
}

function emitTurn(e: Emitter, points: number, mode: TurnMode, checkAll: boolean): void {
	const vectorBytes = e.lanes * BYTES_PER_DOUBLE;
	const carries = mode === "turn" || mode === "close" || mode === "open";
	const checked = mode === "turn" || mode === "close";
	const chunks = Array.from({ length: points }, (_, k) => k);
	e.line(`function ${mode}${points}${checkAll ? "All" : ""}(${PARAMETERS}): void {`);
	const constants = loadCarryConstants(e, global("constants"));
	const errors = checked ? e.variable(e.load(global("errors"))) : undefined;
	e.line(`const rows: i32 = g_rows / ${points};`);
	e.line(`const carryStride: usize = rows * ${vectorBytes}; const weightStride: usize = rows * ${2 * vectorBytes};`);
	e.line("let rowCarries: usize = carries; let rowWeights: usize = g_rowWeights;");
	e.line("for (let r: i32 = 0; r < rows; r++) {");
	const weightPointers = chunks.map((k) => pointer(e, `rowWeights + ${k} * weightStride`));
	const carryPointers = carries ? chunks.map((k) => pointer(e, `rowCarries + ${k} * carryStride`)) : [];
	e.line("const chunkFlags: usize = rows * flagStride;");
	const carry = carryPointers.map((place) => e.variable(e.load(place)));
	e.line("let z: usize = buffer; let column: usize = columnWeights; let flag: usize = flags;");
	e.line("for (let v: i32 = 0; v < columns; v++) {");
	const places = chunks.map((k) => pointer(e, `z + ${k} * chunkStride`));
	let values = places.map((place) => e.loadComplex(place));
	if (mode !== "load" && mode !== "open") values = inverse(e, values);
	const columnWeights = [0, 1, 2, 3].map((k) => (e.independentLanes ? e.load("column", k * e.lanes) : e.broadcast("column", k)));
	values = chunks.map((k) => {
		const row = at(weightPointers, k);
		const [weight, inverseWeight] = [e.load(row), e.load(row, e.lanes)];
		const flagPointer = pointer(e, `flag + ${k} * chunkFlags`);
		const word = (part: number) =>
			new Word(e, constants, {
				row: weight,
				rowInverse: inverseWeight,
				column: at(columnWeights, 2 * part),
				columnInverse: at(columnWeights, 2 * part + 1),
				flags: flagPointer,
				part,
			});
		const passing = carries ? at(carry, k) : undefined;
		return passColumn(e, {
			mode,
			constants,
			word,
			value: at(values, k),
			carry: passing,
			errors: checkAll || k === 0 ? errors : undefined,
			oddErrors: checkAll ? errors : undefined,
		});
	});
	if (mode !== "close" && mode !== "read") values = forward(e, values);
	places.forEach((place, k) => e.storeComplex(place, at(values, k)));
	e.line(`z += ${e.complexBytes}; column += ${columnWeightDoubles(e) * BYTES_PER_DOUBLE}; flag += ${FLAG_BYTES};`, "}");
	carryPointers.forEach((place, k) => e.store(place, at(carry, k)));
	e.line(`buffer += rowStride; flags += flagStride; rowCarries += ${vectorBytes}; rowWeights += ${2 * vectorBytes};`, "}");
	if (errors !== undefined) e.store(global("errors"), errors);
	e.line("}");
}

function passColumn(
	e: Emitter,
	options: {
		readonly mode: TurnMode;
		readonly constants: CarryConstants;
		readonly word: (part: number) => Word;
		readonly value: Complex;
		/** Assigned the carry out. */
		readonly carry: Vector | undefined;
		/** Keep the largest distances from an integer, of the even and of the odd words. */
		readonly errors: Vector | undefined;
		readonly oddErrors: Vector | undefined;
	},
): Complex {
	const { mode, constants, value, carry, errors, oddErrors } = options;
	const even = options.word(0);
	const odd = options.word(1);
	if (mode === "load") return { re: e.mul(value.re, even.weight()), im: e.mul(value.im, odd.weight()) };
	if (mode === "read") {
		return { re: even.round(e.mul(value.re, constants.readScale)), im: odd.round(e.mul(value.im, constants.readScale)) };
	}
	if (carry === undefined) throw new TypeError(`${mode} needs a carry`);
	if (mode === "open") {
		const first = even.carryInto(value.re, carry);
		const second = e.add(value.im, e.sub(first.carry, constants.magic));
		return { re: e.mul(first.digit, even.weight()), im: e.mul(second, odd.weight()) };
	}
	const first = even.carry(value.re, carry, errors);
	const second = odd.carry(value.im, first.carry, oddErrors);
	e.assign(carry, second.carry);
	if (mode === "close") return { re: first.digit, im: second.digit };
	return { re: e.mul(first.digit, even.weight()), im: e.mul(second.digit, odd.weight()) };
}

function pointer(e: Emitter, expression: string): string {
	const name = e.name();
	e.line(`const ${name}: usize = ${expression};`);
	return name;
}
