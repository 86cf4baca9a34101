// The AssemblyScript source of the trial-factoring kernel: the sieve as it stands in ../assembly/factor-sieve.ts, and three tests of 2^p = 1 modulo
// q = 2kp + 1, each written out for several q side by side, so that the processor finds independent work.
import { readFileSync } from "node:fs";

/** Candidates side by side; more than this spills registers. */
const DOUBLE_VECTORS = 4;
const SINGLE_WORD = 3;
const TRIPLE_WORD = 2;

export function generateFactorKernel(): string {
	const sieve = readFileSync(new URL("../assembly/factor-sieve.ts", import.meta.url), "utf8");
	return [sieve, doubleTest(DOUBLE_VECTORS), singleWordTest(SINGLE_WORD), tripleWordTest(TRIPLE_WORD)].join("\n");
}

/** The lines of one candidate, with # for its number, for each candidate in turn, line by line. */
function sideBySide(count: number, lines: string): string {
	return lines
		.trim()
		.split("\n")
		.flatMap((line) => Array.from({ length: count }, (_, i) => line.replaceAll("#", String(i))))
		.join("\n");
}

/**
 * q below 2^48 in doubles with fused multiply-add: x^2 = h + l exactly, and h - round(h / q) * q is exact too.
 * |x| stays below 1.3 q: half a q from the rounding, a little from the quotient's error, and twice that where the bit doubles it.
 */
function doubleTest(vectors: number): string {
	return `
export function testDouble(p: u32, residue: u32, modulus: u32, first: u64, count: i32): i32 {
	const twoP = <f64>p * 2.0;
	const one = f64x2.splat(1.0);
	let top = 31 - clz(p);
	// The longest prefix t of p's bits with 2^t <= 2p < q.
	let shift: i32 = top + 1;
	while (shift > 0 && (p >> (shift - 1)) <= <u32>top) shift--;
	const start = f64x2.splat(<f64>((<u64>1) << (p >> shift)));
	for (let i = 0; i < count; i += ${vectors * 2}) {
		${sideBySide(
			vectors,
			`
const q# = f64x2(twoP * kDouble(residue, modulus, first, i + 2 * #) + 1.0, twoP * kDouble(residue, modulus, first, i + 2 * # + 1) + 1.0);
const r# = f64x2.div(one, q#);
let x# = start;`,
		)}
		for (let bit = shift - 1; bit >= 0; bit--) {
			${sideBySide(
				vectors,
				`
const h# = f64x2.mul(x#, x#);
const l# = f64x2.relaxed_madd(x#, x#, f64x2.neg(h#));
const n# = f64x2.nearest(f64x2.mul(h#, r#));
x# = f64x2.add(f64x2.relaxed_nmadd(n#, q#, h#), l#);`,
			)}
			if ((p >> bit) & 1) {
				${sideBySide(vectors, "x# = f64x2.add(x#, x#);")}
			}
		}
		${sideBySide(
			vectors,
			`
const d# = f64x2.sub(x#, one);
const e# = v128.or(v128.or(f64x2.eq(d#, f64x2.splat(0.0)), f64x2.eq(d#, q#)), f64x2.eq(d#, f64x2.neg(q#)));
if (v128.any_true(e#)) return i + 2 * # + (i64x2.extract_lane(e#, 0) != 0 ? 0 : 1);`,
		)}
	}
	return -1;
}`;
}

/**
 * q below 2^63 by Montgomery's multiplication with R = 2^64. The chain computes 2^-p: its start, 2^-t for a prefix t of p's bits, is
 * 2^(64 - t) in Montgomery's form, which costs nothing; a set bit halves.
 */
function singleWordTest(lanes: number): string {
	return `
export function testSingle(p: u32, residue: u32, modulus: u32, first: u64, count: i32): i32 {
	let shift: i32 = 0;
	while ((p >> shift) > 63) shift++;
	const start = (<u64>1) << (64 - (p >> shift));
	for (let i = 0; i < count; i += ${lanes}) {
		${sideBySide(
			lanes,
			`
const q# = 2 * <u64>p * kWhole(residue, modulus, first, i + #) + 1;
const v# = inverse(q#);
const ql# = q# & 0xffffffff;
const qh# = q# >> 32;
let x# = start % q#;`,
		)}
		for (let bit = shift - 1; bit >= 0; bit--) {
			${sideBySide(lanes, singleSquare)}
			if ((p >> bit) & 1) {
				${sideBySide(lanes, "x# = (x# + (q# & (0 - (x# & 1)))) >> 1;")}
			}
		}
		${sideBySide(lanes, "if (mulModOne(x#, q#, v#) == 1) return i + #;")}
	}
	return -1;
}

/** x / R mod q. */
function mulModOne(x: u64, q: u64, v: u64): u64 {
	const m = x * v;
	const ml = m & 0xffffffff, mh = m >> 32, ql = q & 0xffffffff, qh = q >> 32;
	const t = mh * ql + ((ml * ql) >> 32);
	const high = mh * qh + (t >> 32) + ((ml * qh + (t & 0xffffffff)) >> 32);
	return high == 0 ? 0 : q - high;
}

/** 1 / q mod 2^64: each step of Newton's doubles the right bits, from 5. */
function inverse(q: u64): u64 {
	let v = (q * 3) ^ 2;
	v *= 2 - q * v;
	v *= 2 - q * v;
	v *= 2 - q * v;
	v *= 2 - q * v;
	return v;
}`;
}

const singleSquare = `
const a# = x# & 0xffffffff;
const b# = x# >> 32;
const ab# = a# * b#;
const aa# = a# * a#;
const lo# = aa# + (ab# << 33);
const hi# = b# * b# + (ab# >> 31) + <u64>(lo# < aa#);
const m# = lo# * v#;
const ml# = m# & 0xffffffff;
const mh# = m# >> 32;
const t# = mh# * ql# + ((ml# * ql#) >> 32);
const u# = mh# * qh# + (t# >> 32) + ((ml# * qh# + (t# & 0xffffffff)) >> 32);
x# = hi# - u# + (q# & (0 - <u64>(hi# < u#)));`;

/**
 * q below 2^80 in three words of 28 bits, R = 2^84: no sum of products overflows 64 bits, and x stays below 1.5 q without a subtraction.
 * 2^-p as above.
 */
function tripleWordTest(lanes: number): string {
	return `
export function testTriple(p: u32, residue: u32, modulus: u32, first: u64, count: i32): i32 {
	let shift: i32 = 0;
	while ((p >> shift) > 63) shift++;
	const power = 84 - (p >> shift);
	const s0: u64 = power < 28 ? (<u64>1) << power : 0;
	const s1: u64 = power >= 28 && power < 56 ? (<u64>1) << (power - 28) : 0;
	const s2: u64 = power >= 56 ? (<u64>1) << (power - 56) : 0;
	for (let i = 0; i < count; i += ${lanes}) {
		${sideBySide(
			lanes,
			`
const k# = kWhole(residue, modulus, first, i + #);
const w# = 2 * <u64>p * (k# & 0xfffffff) + 1;
const y# = 2 * <u64>p * (k# >> 28) + (w# >> 28);
const q# = w# & 0xfffffff;
const g# = y# & 0xfffffff;
const f# = y# >> 28;
const v# = (0 - inverse(q#)) & 0xfffffff;
let x# = s0;
let z# = s1;
let c# = s2;`,
		)}
		for (let bit = shift - 1; bit >= 0; bit--) {
			${sideBySide(lanes, tripleSquare)}
			if ((p >> bit) & 1) {
				${sideBySide(
					lanes,
					`
const odd# = 0 - (x# & 1);
const h# = x# + (q# & odd#);
const i# = z# + (g# & odd#) + (h# >> 28);
const j# = c# + (f# & odd#) + (i# >> 28);
x# = ((h# & 0xfffffff) >> 1) | ((i# & 1) << 27);
z# = ((i# & 0xfffffff) >> 1) | ((j# & 1) << 27);
c# = j# >> 1;`,
				)}
			}
		}
		${sideBySide(
			lanes,
			`
let n# = (x# * v#) & 0xfffffff;
let a# = z# + n# * g# + ((x# + n# * q#) >> 28);
let b# = c# + n# * f#;
n# = (a# * v#) & 0xfffffff;
b# += n# * g# + ((a# + n# * q#) >> 28);
let d# = n# * f#;
n# = (b# * v#) & 0xfffffff;
d# += n# * g# + ((b# + n# * q#) >> 28);
if (d# == 1 && n# * f# == 0) return i + #;`,
		)}
	}
	return -1;
}`;
}

const tripleSquare = `
const c0# = x# * x#;
let m# = (c0# * v#) & 0xfffffff;
const c1# = 2 * x# * z# + m# * g# + ((c0# + m# * q#) >> 28);
let c2# = 2 * x# * c# + z# * z# + m# * f#;
m# = (c1# * v#) & 0xfffffff;
c2# += m# * g# + ((c1# + m# * q#) >> 28);
let c3# = 2 * z# * c# + m# * f#;
m# = (c2# * v#) & 0xfffffff;
c3# += m# * g# + ((c2# + m# * q#) >> 28);
const c4# = c# * c# + m# * f# + (c3# >> 28);
x# = c3# & 0xfffffff;
z# = c4# & 0xfffffff;
c# = c4# >> 28;`;
