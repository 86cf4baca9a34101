// The second stage of P-1 as a list of products: all primes from one bound to another as k * step + d or k * step - d, two at once where it can be.
// Pure. Sources: P. L. Montgomery, Speeding the Pollard and elliptic curve methods of factorization (1987); the wider reach of d, by which
// a prime has several partners to choose from, is that of recent programs of the field.

/** How primes are paired. */
export interface Pairing {
	/** Between two middles; even, and without a prime factor above 11. */
	readonly step: number;
	/** Largest distance of a prime from its middle, a multiple of step / 2. */
	readonly reach: number;
}

export interface StageTwoOptions extends Pairing {
	/** All primes above from, up to b2. */
	readonly from: number;
	readonly b2: number;
}

export interface StageTwoPlan extends StageTwoOptions {
	/** Distances that occur: prime to the step, rising. */
	readonly distances: readonly number[];
	/** The first middle is firstMiddle * step. */
	readonly firstMiddle: number;
	/** The products of the i-th middle are those from starts[i] to starts[i + 1]. */
	readonly starts: Uint32Array;
	/** Which distance each product has. */
	readonly products: Uint16Array;
}

/** Its primes divide no prime that is looked for. */
export const LARGEST_STEP_PRIME = 11;
const STEPS = [6, 12, 18, 30, 60, 90, 120, 150, 210, 330, 420, 630, 840, 1050, 1260, 1470, 2310, 4620, 6930, 9240] as const;
/** Halves of the step. */
const REACHES = [1, 2, 3, 4, 6, 8, 12] as const;
/** Each in squarings, as measured: a product; from one middle to the next; from one distance to the next; what is computed before. */
const SQUARINGS = { product: 1.2, middle: 3.2, distance: 3, start: 300 } as const;
/** How many of the primes find a partner, by how many candidates each has; within 2 % of what plan() makes. */
const PAIRING = 1.7;

export interface ChosenPairing extends Pairing {
	/** Residues that are held. */
	readonly distances: number;
	/** What the stage costs. */
	readonly squarings: number;
}

/** The cheapest of the pairings that hold so many residues at most; undefined where none does. */
export function choosePairing(from: number, b2: number, mostDistances: number): ChosenPairing | undefined {
	const primes = primesBelow(b2) - primesBelow(from);
	let best: ChosenPairing | undefined;
	for (const step of STEPS) {
		const prime = primeTo(step);
		for (const halves of REACHES) {
			const distances = (prime * halves) / 2;
			if (distances > mostDistances) break;
			const candidates = (halves * step) / prime / Math.log(b2);
			const products = primes * (0.5 + 0.5 / (1 + PAIRING * candidates));
			const reach = (halves * step) / 2;
			const { product, middle, distance, start } = SQUARINGS;
			const squarings = product * products + (middle * (b2 - from)) / step + (distance * reach) / 3 + start;
			if (best === undefined || squarings < best.squarings) best = { step, reach, distances, squarings };
		}
	}
	return best;
}

/** Middle by middle: what has a partner is paired, what will have none any more stands alone. */
export function planStageTwo(options: StageTwoOptions): StageTwoPlan {
	const { from, b2, step, reach } = options;
	const wanted = new OddPrimes(from, b2);
	const distances = Array.from({ length: reach }, (_, i) => i + 1).filter((distance) => commonDivisor(distance, step) === 1);
	const firstMiddle = Math.floor(from / step);
	const starts = [0];
	// Each product takes one prime at least.
	const products = new Uint16Array(wanted.count);
	let count = 0;
	for (let middle = firstMiddle * step; middle - reach <= b2; middle += step) {
		for (const [i, distance] of distances.entries()) {
			const [below, above] = [wanted.has(middle - distance), wanted.has(middle + distance)];
			const isLastForBelow = distance + step > reach;
			const isLastForAbove = step - distance > reach;
			if (!(below && (above || isLastForBelow)) && !(above && isLastForAbove)) continue;
			products[count++] = i;
			wanted.delete(middle - distance);
			wanted.delete(middle + distance);
		}
		starts.push(count);
	}
	return { ...options, distances, firstMiddle, starts: Uint32Array.from(starts), products: products.slice(0, count) };
}

/** The place among the middles at which so many products are done. */
export function middleOf({ starts }: StageTwoPlan, done: number): number {
	let [low, high] = [0, starts.length - 1];
	while (high - low > 1) {
		const mid = (low + high) >> 1;
		if ((starts[mid] ?? 0) <= done) low = mid;
		else high = mid;
	}
	return low;
}

/** With so many products done, all primes up to this one are: another plan can go on from there. */
export function doneUpTo(plan: StageTwoPlan, done: number): number {
	if (done >= plan.products.length) return plan.b2;
	return Math.max(plan.from, (plan.firstMiddle + middleOf(plan, done)) * plan.step - plan.reach);
}

/** A set of odd primes, by a bit for each odd number. */
class OddPrimes {
	readonly #bits: Uint8Array;
	readonly #to: number;
	count = 0;

	constructor(from: number, to: number) {
		this.#to = to;
		this.#bits = new Uint8Array((to >> 4) + 1).fill(255);
		for (let prime = 3; prime * prime <= to; prime += 2) {
			if (!this.has(prime)) continue;
			for (let multiple = prime * prime; multiple <= to; multiple += 2 * prime) this.delete(multiple);
		}
		for (let odd = 1; odd <= Math.min(from, to); odd += 2) this.delete(odd);
		for (let odd = from - (from % 2) + 1; odd <= to; odd += 2) if (this.has(odd)) this.count++;
	}

	has(number: number): boolean {
		return number > 0 && number <= this.#to && number % 2 === 1 && (((this.#bits[number >> 4] ?? 0) >> ((number >> 1) & 7)) & 1) === 1;
	}

	delete(number: number): void {
		if (number > 0 && number <= this.#to && number % 2 === 1) this.#bits[number >> 4]! &= ~(1 << ((number >> 1) & 7));
	}
}

/** About: within a hundredth from 1,000 on. */
function primesBelow(bound: number): number {
	return bound < 4 ? 0 : bound / (Math.log(bound) - 1.08);
}

/** Numbers below n and prime to it. */
function primeTo(n: number): number {
	let count = n;
	for (const prime of [2, 3, 5, 7, LARGEST_STEP_PRIME]) if (n % prime === 0) count -= count / prime;
	return count;
}

function commonDivisor(a: number, b: number): number {
	return b === 0 ? a : commonDivisor(b, a % b);
}
