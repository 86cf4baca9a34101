// The product of two transforms at one point and its mirror image: what makes a transform of complex numbers one of real words.
import { mul } from "./complex.ts";
import type { Complex, Emitter, Vector } from "./emitter.ts";

/** (1 + zeta) / 4, perhaps with its imaginary part's sign left to the user of it. */
export interface PointWeight {
	readonly re: Vector;
	readonly im: Vector;
	readonly negativeIm: boolean;
}

/** zeta = (w, -w, iw, -iw)[leaf]; given 1/4 and w/4. */
export function leafWeight(e: Emitter, leaf: number, quarter: Vector, w: Complex): PointWeight {
	if (leaf === 0) return { re: e.add(quarter, w.re), im: w.im, negativeIm: false };
	if (leaf === 1) return { re: e.sub(quarter, w.re), im: w.im, negativeIm: true };
	if (leaf === 2) return { re: e.sub(quarter, w.im), im: w.re, negativeIm: false };
	return { re: e.add(quarter, w.im), im: w.re, negativeIm: true };
}

/**
 * The transform of real words x taken in pairs, z = x[even] + i x[odd]: with M the value at conj(zeta),
 * E = (Z + conj M) / 2 and O = (Z - conj M) / 2i are the transforms of the even and the odd words, and the product has
 * E1 E2 + zeta O1 O2 + i (E1 O2 + E2 O1) = Z1 Z2 - T, T = (1 + zeta)/4 (Z1 - conj M1)(Z2 - conj M2); its mirror is M1 M2 - conj T.
 */
export function pointProduct(
	e: Emitter,
	input: {
		readonly point: Complex;
		readonly mirror: Complex;
		/** The second factor; without it the square is taken. */
		readonly point2?: Complex;
		readonly mirror2?: Complex;
		readonly weight: PointWeight;
	},
): { readonly point: Complex; readonly mirror: Complex } {
	const { point, mirror, point2, mirror2, weight } = input;
	const d1 = differenceOfConjugate(e, point, mirror);
	const d = point2 === undefined || mirror2 === undefined ? square(e, d1) : mul(e, d1, differenceOfConjugate(e, point2, mirror2));
	const [re, im] = [e.mul(weight.re, d.re), e.mul(weight.re, d.im)];
	const t = weight.negativeIm
		? { re: e.addProduct(re, weight.im, d.im), im: e.subProduct(im, weight.im, d.re) }
		: { re: e.subProduct(re, weight.im, d.im), im: e.addProduct(im, weight.im, d.re) };
	return {
		point: productPlus(e, point, point2, t, -1),
		mirror: productPlus(e, mirror, mirror2, t, 1),
	};
}

function differenceOfConjugate(e: Emitter, z: Complex, mirror: Complex): Complex {
	return { re: e.sub(z.re, mirror.re), im: e.add(z.im, mirror.im) };
}

function square(e: Emitter, z: Complex): Complex {
	const cross = e.mul(z.re, z.im);
	return { re: e.subProduct(e.mul(z.re, z.re), z.im, z.im), im: e.add(cross, cross) };
}

/** z1 z2 - t.re + i sign t.im; z2 = z1 where it is not given. */
function productPlus(e: Emitter, z1: Complex, z2: Complex | undefined, t: Complex, sign: 1 | -1): Complex {
	if (z2 === undefined) {
		const twice = e.add(z1.re, z1.re);
		return {
			re: e.subProduct(e.sub(e.mul(z1.re, z1.re), t.re), z1.im, z1.im),
			im: sign === 1 ? e.addProduct(t.im, twice, z1.im) : e.sub(e.mul(twice, z1.im), t.im),
		};
	}
	const product = mul(e, z1, z2);
	return { re: e.sub(product.re, t.re), im: sign === 1 ? e.add(product.im, t.im) : e.sub(product.im, t.im) };
}
