// The -2 of Lucas-Lehmer. A residue shifted by s bits to the left has it at bit s + 1; it is added to the word that holds
// this bit after the inverse column stages, where that word is T numbers still to go through the inverse DFT of T points.
import { columnWeightDoubles, INJECTION } from "../records.ts";
import { BYTES_PER_DOUBLE, type Emitter } from "./emitter.ts";

export function emitInjection(e: Emitter): void {
	const { lanes, independentLanes } = e;
	const perRow = independentLanes ? "g_columns" : `(g_columns * ${lanes})`;
	e.line(`
/** Doubles the shifts modulo p, and finds the words that hold the bits next to them; without minusTwo there are none. */
function aim(minusTwo: i32): void {
	for (let i: i32 = 0; i < ${independentLanes ? lanes : 1}; i++) {
		const record: usize = g_injections + i * ${INJECTION.bytes};
		store<i32>(record, -1, ${INJECTION.group});
		if (minusTwo == 0) continue;
		const p: i64 = load<i32>(record, ${INJECTION.exponent}); const words: i64 = g_words;
		const doubled = i64(load<i32>(record, ${INJECTION.shift})) * 2;
		const shift = doubled >= p ? doubled - p : doubled;
		store<i32>(record, i32(shift), ${INJECTION.shift});
		const bit = shift + 1 == p ? 0 : shift + 1;
		const word = bit * words / p;
		const odd = i32(word & 1); const pair = i32(word >> 1); const column = pair % g_columns;
		const lane: i32 = ${independentLanes ? "i" : `pair / g_columns % ${lanes}`};
		const row: i32 = pair / ${perRow};
		let weight = load<f64>(g_rowWeights + (row * ${2 * lanes} + lane) * ${BYTES_PER_DOUBLE})
			* load<f64>(g_columnWeights + (column * ${columnWeightDoubles(e)} + ${independentLanes ? `2 * odd * ${lanes} + lane` : "2 * odd"}) * ${BYTES_PER_DOUBLE});
		if (weight >= 2.0) weight = weight * 0.5;
		const two = f64(i64(1) << (bit - (word * p + words - 1) / words));
		store<i32>(record, column / g_groupColumns, ${INJECTION.group});
		store<i32>(record, row, ${INJECTION.row});
		store<i32>(record, column % g_groupColumns * ${2 * lanes} + odd * ${lanes} + lane, ${INJECTION.offset});
		store<f64>(record, -two * weight * f64${perRow.startsWith("(") ? perRow : `(${perRow})`} * f64(g_rows / g_points), ${INJECTION.value});
	}
}
/** Adds what group g is to be given. */
function inject(g: i32, buffer: usize, rowStride: usize, chunkStride: usize): void {
	const rows: i32 = g_rows / g_points;
	for (let i: i32 = 0; i < ${independentLanes ? lanes : 1}; i++) {
		const record: usize = g_injections + i * ${INJECTION.bytes};
		if (load<i32>(record, ${INJECTION.group}) != g) continue;
		const row = load<i32>(record, ${INJECTION.row}); const offset = load<i32>(record, ${INJECTION.offset}); const value = load<f64>(record, ${INJECTION.value});
		const imaginary: bool = offset % ${2 * lanes} >= ${lanes};
		let re: usize = buffer + row % rows * rowStride + (imaginary ? offset - ${lanes} : offset) * ${BYTES_PER_DOUBLE};
		let root: usize = g_pointRoots + row / rows * g_points * ${2 * BYTES_PER_DOUBLE};
		for (let c: i32 = 0; c < g_points; c++) {
			const im = re + ${lanes * BYTES_PER_DOUBLE};
			const cosine = load<f64>(root) * value; const sine = load<f64>(root, ${BYTES_PER_DOUBLE}) * value;
			store<f64>(re, load<f64>(re) + (imaginary ? -sine : cosine));
			store<f64>(im, load<f64>(im) + (imaginary ? cosine : sine));
			re += chunkStride; root += ${2 * BYTES_PER_DOUBLE};
		}
	}
}
`);
}
