// The discrete Fourier transform of T points in registers, T = 4, 8, any odd number, or twice an odd number.
// bin q of a[0..T) is the sum of a[k] * exp(2 pi i k q / T); the bins come in the order of binOrder(T).
import { add, addTimesI, forward4, forward8, inverse4, inverse8, sub, subTimesI } from "./complex.ts";
import { at, type Complex, type Emitter } from "./emitter.ts";
import { exactRoot } from "./roots.ts";

/** Bin 0 first, then T/2 where T is even, then each bin beside its mirror image T - q (powers of two: bit-reversed). */
export function binOrder(points: number): number[] {
	if (points === 4) return [0, 2, 1, 3];
	if (points === 8) return [0, 4, 2, 6, 1, 5, 3, 7];
	const order = points % 2 === 0 ? [0, points / 2] : [0];
	for (let bin = 1; bin < points / 2; bin++) order.push(bin, points - bin);
	return order;
}

export function forward(e: Emitter, a: readonly Complex[]): Complex[] {
	if (a.length === 4) return forward4(e, a, undefined);
	if (a.length === 8) return forward8(e, a);
	const bins = a.length % 2 === 1 ? forwardOdd(e, a) : forwardTwiceOdd(e, a);
	return binOrder(a.length).map((bin) => at(bins, bin));
}

/** T times what forward() was given. */
export function inverse(e: Emitter, bins: readonly Complex[]): Complex[] {
	const points = bins.length;
	if (points === 4) return inverse4(e, bins, undefined);
	if (points === 8) return inverse8(e, bins);
	const sorted: Complex[] = [];
	binOrder(points).forEach((bin, place) => {
		sorted[bin] = at(bins, place);
	});
	return points % 2 === 1 ? inverseOdd(e, sorted) : inverseTwiceOdd(e, sorted);
}

/** Good's factors 2 and m, m odd: even bins from a[k] + a[k + m], odd ones from (-1)^k (a[k] - a[k + m]). */
function forwardTwiceOdd(e: Emitter, a: readonly Complex[]): Complex[] {
	const half = a.length / 2;
	const sums: Complex[] = [];
	const differences: Complex[] = [];
	for (let k = 0; k < half; k++) {
		sums.push(add(e, at(a, k), at(a, k + half)));
		differences.push(k % 2 === 1 ? sub(e, at(a, k + half), at(a, k)) : sub(e, at(a, k), at(a, k + half)));
	}
	const even = forwardOdd(e, sums);
	const odd = forwardOdd(e, differences);
	const bins: Complex[] = [];
	for (let q = 0; q < half; q++) {
		bins[2 * q] = at(even, q);
		bins[(half + 2 * q) % a.length] = at(odd, q);
	}
	return bins;
}

function inverseTwiceOdd(e: Emitter, bins: readonly Complex[]): Complex[] {
	const half = bins.length / 2;
	const index = Array.from({ length: half }, (_, q) => q);
	const sums = inverseOdd(
		e,
		index.map((q) => at(bins, 2 * q)),
	);
	const differences = inverseOdd(
		e,
		index.map((q) => at(bins, (half + 2 * q) % bins.length)),
	);
	const a: Complex[] = [];
	for (let k = 0; k < half; k++) {
		const [s, d] = [at(sums, k), at(differences, k)];
		a[k] = k % 2 === 1 ? sub(e, s, d) : add(e, s, d);
		a[k + half] = k % 2 === 1 ? add(e, s, d) : sub(e, s, d);
	}
	return a;
}

function inverseOdd(e: Emitter, bins: readonly Complex[]): Complex[] {
	const mirrored = forwardOdd(e, bins);
	return mirrored.map((_, k) => at(mirrored, (bins.length - k) % bins.length));
}

/** By definition, with a[k] and a[m - k] taken together: their sum meets the cosines, their difference the sines. */
function forwardOdd(e: Emitter, a: readonly Complex[]): Complex[] {
	const points = a.length;
	const half = (points - 1) / 2;
	const pairs = Array.from({ length: half }, (_, i) => i + 1);
	const sums = pairs.map((k) => add(e, at(a, k), at(a, points - k)));
	const differences = pairs.map((k) => sub(e, at(a, k), at(a, points - k)));
	const cosines = pairs.map((k) => e.constant(exactRoot(k, points)[0]));
	const sines = pairs.map((k) => e.constant(exactRoot(k, points)[1]));
	const bins: Complex[] = [sums.reduce((total, s) => add(e, total, s), at(a, 0))];
	for (const q of pairs) {
		let even = at(a, 0);
		let odd: Complex | undefined;
		for (const k of pairs) {
			const turn = (k * q) % points;
			const angle = Math.min(turn, points - turn) - 1;
			const [cosine, sine] = [at(cosines, angle), at(sines, angle)];
			const [s, d] = [at(sums, k - 1), at(differences, k - 1)];
			even = { re: e.addProduct(even.re, cosine, s.re), im: e.addProduct(even.im, cosine, s.im) };
			if (odd === undefined) odd = { re: e.mul(sine, d.re), im: e.mul(sine, d.im) };
			else if (turn > half) odd = { re: e.subProduct(odd.re, sine, d.re), im: e.subProduct(odd.im, sine, d.im) };
			else odd = { re: e.addProduct(odd.re, sine, d.re), im: e.addProduct(odd.im, sine, d.im) };
		}
		if (odd === undefined) throw new RangeError("a transform of one point");
		bins[q] = addTimesI(e, even, odd);
		bins[points - q] = subTimesI(e, even, odd);
	}
	return bins;
}
