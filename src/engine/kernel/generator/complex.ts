// Complex arithmetic on vectors, and the butterflies of radix 4 and 8.
// A node of the transform is a polynomial modulo y^n - zeta; a radix-4 butterfly reduces it modulo y^(n/4) - w * i^k,
// w = zeta^(1/4): the coefficients are multiplied by 1, w, w^2, w^3 (one triple a node) and go through a DFT of 4 points.
import { at, type Complex, type Emitter } from "./emitter.ts";

/** w, w^2, w^3, or undefined where w = 1. */
export type Twiddles = readonly [Complex, Complex, Complex] | undefined;

export function add(e: Emitter, a: Complex, b: Complex): Complex {
	return { re: e.add(a.re, b.re), im: e.add(a.im, b.im) };
}

export function sub(e: Emitter, a: Complex, b: Complex): Complex {
	return { re: e.sub(a.re, b.re), im: e.sub(a.im, b.im) };
}

/** a + i b */
export function addTimesI(e: Emitter, a: Complex, b: Complex): Complex {
	return { re: e.sub(a.re, b.im), im: e.add(a.im, b.re) };
}

/** a - i b */
export function subTimesI(e: Emitter, a: Complex, b: Complex): Complex {
	return { re: e.add(a.re, b.im), im: e.sub(a.im, b.re) };
}

/** w z */
export function mul(e: Emitter, w: Complex, z: Complex): Complex {
	return { re: e.subProduct(e.mul(w.re, z.re), w.im, z.im), im: e.addProduct(e.mul(w.re, z.im), w.im, z.re) };
}

/** conj(w) z */
export function mulConjugate(e: Emitter, w: Complex, z: Complex): Complex {
	return { re: e.addProduct(e.mul(w.re, z.re), w.im, z.im), im: e.subProduct(e.mul(w.re, z.im), w.im, z.re) };
}

/** The node's children in the order w, -w, iw, -iw. */
export function forward4(e: Emitter, a: readonly Complex[], twiddles: Twiddles): Complex[] {
	const b = [1, 2, 3].map((k) => (twiddles === undefined ? at(a, k) : mul(e, at(twiddles, k - 1), at(a, k))));
	const [b1, b2, b3] = [at(b, 0), at(b, 1), at(b, 2)];
	const s02 = add(e, at(a, 0), b2);
	const d02 = sub(e, at(a, 0), b2);
	const s13 = add(e, b1, b3);
	const d13 = sub(e, b1, b3);
	return [add(e, s02, s13), sub(e, s02, s13), addTimesI(e, d02, d13), subTimesI(e, d02, d13)];
}

/** Four times what forward4() was given. */
export function inverse4(e: Emitter, y: readonly Complex[], twiddles: Twiddles): Complex[] {
	const s01 = add(e, at(y, 0), at(y, 1));
	const d01 = sub(e, at(y, 0), at(y, 1));
	const s23 = add(e, at(y, 2), at(y, 3));
	const d23 = sub(e, at(y, 2), at(y, 3));
	const a = [add(e, s01, s23), subTimesI(e, d01, d23), sub(e, s01, s23), addTimesI(e, d01, d23)];
	return twiddles === undefined ? a : a.map((z, k) => (k === 0 ? z : mulConjugate(e, at(twiddles, k - 1), z)));
}

/**
 * forward4() for the mirror image of a node: its zeta is the conjugate, its w is i * conj(w), and so w^2 and w^3 are
 * -conj(w^2) and -i * conj(w^3); the signs and i are worked into the additions.
 */
export function forward4Mirrored(e: Emitter, a: readonly Complex[], [w1, w2, w3]: NonNullable<Twiddles>): Complex[] {
	const c1 = mulConjugate(e, w1, at(a, 1));
	const c2 = mulConjugate(e, w2, at(a, 2));
	const c3 = mulConjugate(e, w3, at(a, 3));
	const s02 = sub(e, at(a, 0), c2);
	const d02 = add(e, at(a, 0), c2);
	const s13 = { re: e.sub(c3.im, c1.im), im: e.sub(c1.re, c3.re) };
	// d13 = -p + i q
	const p = e.add(c1.im, c3.im);
	const q = e.add(c1.re, c3.re);
	return [
		add(e, s02, s13),
		sub(e, s02, s13),
		{ re: e.sub(d02.re, q), im: e.sub(d02.im, p) },
		{ re: e.add(d02.re, q), im: e.add(d02.im, p) },
	];
}

/** Four times what forward4Mirrored() was given. */
export function inverse4Mirrored(e: Emitter, y: readonly Complex[], [w1, w2, w3]: NonNullable<Twiddles>): Complex[] {
	const s01 = add(e, at(y, 0), at(y, 1));
	const d01 = sub(e, at(y, 0), at(y, 1));
	const s23 = add(e, at(y, 2), at(y, 3));
	const d23 = sub(e, at(y, 2), at(y, 3));
	const a2 = mul(e, w2, sub(e, s23, s01));
	const u1 = { re: e.add(d01.re, d23.im), im: e.sub(d01.im, d23.re) };
	const a1 = {
		re: e.addProduct(e.mul(w1.re, u1.im), w1.im, u1.re),
		im: e.subProduct(e.mul(w1.im, u1.im), w1.re, u1.re),
	};
	const u3 = { re: e.sub(d01.re, d23.im), im: e.add(d01.im, d23.re) };
	const minusRe = e.sub(d23.im, d01.re);
	const a3 = {
		re: e.subProduct(e.mul(w3.im, minusRe), w3.re, u3.im),
		im: e.subProduct(e.mul(w3.re, u3.re), w3.im, u3.im),
	};
	return [add(e, s01, s23), a1, a2, a3];
}

/** DFT of 8 points, bins in the order 0 4 2 6 1 5 3 7. */
export function forward8(e: Emitter, a: readonly Complex[]): Complex[] {
	const sums = [0, 1, 2, 3].map((i) => add(e, at(a, i), at(a, i + 4)));
	const [d0, d1, d2, d3] = [0, 1, 2, 3].map((i) => sub(e, at(a, i), at(a, i + 4))) as [Complex, Complex, Complex, Complex];
	const even = forward4(e, sums, undefined);
	const root = e.constant(Math.SQRT1_2);
	const b1 = { re: e.mul(root, e.sub(d1.re, d1.im)), im: e.mul(root, e.add(d1.re, d1.im)) };
	// b3 = -n.re + i n.im
	const n = { re: e.mul(root, e.add(d3.re, d3.im)), im: e.mul(root, e.sub(d3.re, d3.im)) };
	const s02 = addTimesI(e, d0, d2);
	const d02 = subTimesI(e, d0, d2);
	const s13 = { re: e.sub(b1.re, n.re), im: e.add(b1.im, n.im) };
	const d13 = { re: e.add(b1.re, n.re), im: e.sub(b1.im, n.im) };
	return [...even, add(e, s02, s13), sub(e, s02, s13), addTimesI(e, d02, d13), subTimesI(e, d02, d13)];
}

/** Eight times what forward8() was given. */
export function inverse8(e: Emitter, y: readonly Complex[]): Complex[] {
	const [s0, s1, s2, s3] = inverse4(e, y.slice(0, 4), undefined) as [Complex, Complex, Complex, Complex];
	const root = e.constant(Math.SQRT1_2);
	const [a0, m1, m2, m3] = inverse4(e, y.slice(4), undefined) as [Complex, Complex, Complex, Complex];
	const a1 = { re: e.mul(root, e.add(m1.re, m1.im)), im: e.mul(root, e.sub(m1.im, m1.re)) };
	// conj(exp(3/4 pi i)) m3 = -n
	const n = { re: e.mul(root, e.sub(m3.re, m3.im)), im: e.mul(root, e.add(m3.re, m3.im)) };
	return [
		add(e, s0, a0),
		add(e, s1, a1),
		subTimesI(e, s2, m2),
		sub(e, s3, n),
		sub(e, s0, a0),
		sub(e, s1, a1),
		addTimesI(e, s2, m2),
		add(e, s3, n),
	];
}
