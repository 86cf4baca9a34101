// The discrete Fourier transform of T points in registers: T = 4, 8, odd, or a product of 2 or 3 and a coprime odd number.
// bin q of a[0..T) is the sum of a[k] * exp(2 pi i k q / T); the bins come in the order of binOrder(T) (points.ts).
import { binOrder } from "../points.ts";
import { add, addTimesI, forward4, forward8, inverse4, inverse8, sub, subTimesI } from "./complex.ts";
import { at, type Complex, type Emitter } from "./emitter.ts";
import { exactRoot } from "./exact-root.ts";

export function forward(e: Emitter, a: readonly Complex[]): Complex[] {
	if (a.length === 4) return forward4(e, a, undefined);
	if (a.length === 8) return forward8(e, a);
	const bins = inOrder(e, a);
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
	const mirrored = inOrder(e, sorted);
	return mirrored.map((_, k) => at(mirrored, (points - k) % points));
}

/** Bins 0, 1, 2 ... */
function inOrder(e: Emitter, a: readonly Complex[]): Complex[] {
	if (a.length === 2) return [add(e, at(a, 0), at(a, 1)), sub(e, at(a, 0), at(a, 1))];
	const factor = [2, 3].find((candidate) => a.length % candidate === 0 && a.length > candidate && (a.length / candidate) % candidate !== 0);
	return factor === undefined ? byDefinition(e, a) : byCoprimeFactors(e, a, factor);
}

/** Good (1958): with T = f g, a[(g i + f j) mod T] is transformed along j and then along i; the bins follow the Chinese remainders. */
function byCoprimeFactors(e: Emitter, a: readonly Complex[], f: number): Complex[] {
	const points = a.length;
	const g = points / f;
	const range = (count: number) => Array.from({ length: count }, (_, i) => i);
	const rows = range(f).map((i) =>
		inOrder(
			e,
			range(g).map((j) => at(a, (g * i + f * j) % points)),
		),
	);
	const columns = range(g).map((j) =>
		inOrder(
			e,
			rows.map((row) => at(row, j)),
		),
	);
	return range(points).map((bin) => at(at(columns, bin % g), bin % f));
}

/** An odd number of points by definition, with a[k] and a[m - k] taken together: their sum meets the cosines, their difference the sines. */
function byDefinition(e: Emitter, a: readonly Complex[]): Complex[] {
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
			if (turn === 0) {
				even = add(e, even, at(sums, k - 1));
				continue;
			}
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
