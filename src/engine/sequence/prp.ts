// The probable-prime sequence 3^(2^i) mod 2^p - 1 with Gerbicz's check over every squaring, the last ones included.
// Source: R. Gerbicz's note in the GIMPS forum (2017), as docs/ENGINE.md tells it; the algebra stands at the class.
import type { Breathe } from "../host/breathe.ts";
import { rotateBytes } from "../integers/rotate-bytes.ts";
import type { GerbiczState, Point, SequenceState } from "../saves/sequence-state.ts";
import type { Digits, Squarer } from "../squaring/squarer.ts";
import { rotate, type Sequence, withoutShift } from "./sequence.ts";

/** Squarings between two factors of the product: above it the product costs less than 0.2 %. */
const LARGEST_BLOCK = 1000;
/** Squarings of a check between two turns of the event loop, in bits squared: half a second, as each turn needs the chain's state in place. */
const CHECK_STEP_BITS = 2e9;

export interface ProbablePrimeOptions {
	readonly exponent: number;
	/** Squarings asked for: p for a test. */
	readonly iterations: number;
	/** Of the start value; ignored when resumed. */
	readonly shift: number;
	readonly resume?: SequenceState | undefined;
	/** What is squared; default 3. */
	readonly start?: bigint;
	/** Squarings of a check between two turns of the event loop; default: half a second's worth. */
	readonly checkStep?: number;
}

/** Keeps residues of the chain for a proof. */
export interface ResidueKeeper {
	/** The first iteration behind this one whose residue is wanted, or infinity. */
	next(iteration: number): number;
	/** That residue, without its shift, little-endian; no check has covered it yet. After an error the same iteration comes again. */
	take(iteration: number, residue: Uint8Array): void;
	/** All residues up to this iteration are covered by a check that passed. */
	verified(iteration: number): Promise<void>;
}

export interface ProbablePrimeDependencies {
	readonly squarer: Squarer;
	readonly keeper?: ResidueKeeper | undefined;
}

/**
 * From a verified point x(v) on: d(0) = x(v), d(k) = d(k-1) * x(v + k * block). As x(v + (k + 1) * block) is
 * x(v + k * block)^(2^block), d(k) = x(v) * d(k-1)^(2^block), which any error in any of the squarings breaks.
 * A shift needs no care: (3 * 2^shift)^(2^i) obeys the same rules.
 */
export class ProbablePrime implements Sequence {
	readonly kind = "PRP";
	readonly exponent: number;
	readonly iterations: number;
	readonly #checkStep: number;
	readonly #keeper: ResidueKeeper | undefined;
	#squarer: Squarer;
	#iteration: number;
	#shift: number;
	#verified: Point;
	#block: number;
	#product: Digits;
	#final: Point | undefined;

	constructor(options: ProbablePrimeOptions, { squarer, keeper }: ProbablePrimeDependencies) {
		this.exponent = options.exponent;
		this.iterations = options.iterations;
		this.#checkStep = options.checkStep ?? Math.max(1, Math.floor(CHECK_STEP_BITS / options.exponent));
		this.#keeper = keeper;
		this.#squarer = squarer;
		const start = { iteration: 0, shift: options.shift, residue: startValue(options) };
		const { current = start, verified = start, gerbicz } = options.resume ?? {};
		this.#verified = verified;
		this.#block = gerbicz?.block ?? blockFor(options.iterations);
		squarer.load(gerbicz?.product ?? verified.residue);
		this.#product = squarer.save();
		this.#final = gerbicz?.final;
		squarer.load(current.residue);
		this.#iteration = current.iteration;
		this.#shift = current.shift;
	}

	get iteration(): number {
		return this.#iteration;
	}

	get finished(): boolean {
		return this.#final !== undefined && this.#verified.iteration >= this.iterations;
	}

	/** After block * block squarings, or at the first end of a block at or behind the last squaring. */
	get checkDue(): boolean {
		const done = this.#iteration - this.#verified.iteration;
		return done > 0 && done % this.#block === 0 && (done === this.#block * this.#block || this.#iteration >= this.iterations);
	}

	advance(count: number): number {
		let left = count;
		while (left > 0 && !this.checkDue) {
			const toBoundary = this.#block - ((this.#iteration - this.#verified.iteration) % this.#block);
			const wanted = Math.min(this.iterations, this.#keeper?.next(this.#iteration) ?? Number.POSITIVE_INFINITY);
			const toWanted = wanted > this.#iteration ? wanted - this.#iteration : Number.POSITIVE_INFINITY;
			const squarings = Math.min(left, toBoundary, toWanted);
			this.#squarer.square(squarings);
			this.#iteration += squarings;
			this.#shift = shiftAfter(this.#shift, squarings, this.exponent);
			left -= squarings;
			if (this.#iteration === wanted) this.#keepPoint();
			// The last factor before a check is left to it.
			if (squarings === toBoundary && !this.checkDue) this.#multiplyIn();
		}
		return count - left;
	}

	/** Goes by the residue as it was read, so that what will be kept as verified is what was checked. */
	async check(breathe: Breathe): Promise<boolean> {
		const squarer = this.#squarer;
		const point = this.#point();
		squarer.load(point.residue);
		const current = squarer.save();
		try {
			squarer.restore(this.#product);
			squarer.multiply(current);
			const product = squarer.read();
			squarer.load(this.#verified.residue);
			const verified = squarer.save();
			squarer.restore(this.#product);
			const step = this.#checkStep;
			for (let done = 0; done < this.#block; done += step) {
				squarer.square(Math.min(step, this.#block - done));
				if (done + step < this.#block) await this.#breatheFrom(current, breathe);
			}
			squarer.multiply(verified);
			// A chain that was struck to zero stays zero and obeys every rule; powers of 3 never are.
			if (squarer.read() !== product || product === 0n) return false;
		} finally {
			squarer.restore(current);
		}
		this.#verified = point;
		this.#product = current;
		await this.#keeper?.verified(point.iteration);
		return true;
	}

	/** After a failure the next check comes sooner. */
	rollBack(squarer: Squarer): void {
		this.#squarer = squarer;
		this.#block = Math.max(2, Math.floor(this.#block / 2));
		this.#iteration = this.#verified.iteration;
		this.#shift = this.#verified.shift;
		if (this.#verified.iteration < this.iterations) this.#final = undefined;
		squarer.load(this.#verified.residue);
		this.#product = squarer.save();
	}

	state(): SequenceState {
		const current = this.#point();
		const here = this.#squarer.save();
		this.#squarer.restore(this.#product);
		const product = this.#squarer.read();
		this.#squarer.restore(here);
		const gerbicz: GerbiczState = { block: this.#block, product, ...(this.#final === undefined ? {} : { final: this.#final }) };
		return { kind: "PRP", exponent: this.exponent, current, verified: this.#verified, gerbicz };
	}

	result(): { residue: bigint; shift: number } {
		if (this.#final === undefined) throw new Error("a PRP sequence has no result before its end");
		return { residue: withoutShift(this.#final, this.exponent), shift: this.#final.shift };
	}

	/** From the final residue the chain goes on as it was read, so that the check covers the reading too; a wrong proof is seen at its end. */
	#keepPoint(): void {
		const back = (this.exponent - this.#shift) % this.exponent;
		this.#keeper?.take(this.#iteration, rotateBytes(this.#squarer.readBytes(), back, this.exponent));
		if (this.#iteration !== this.iterations) return;
		const point = this.#point();
		this.#final = point;
		this.#squarer.load(point.residue);
	}

	#multiplyIn(): void {
		const current = this.#squarer.save();
		this.#squarer.restore(this.#product);
		this.#squarer.multiply(current);
		this.#product = this.#squarer.save();
		this.#squarer.restore(current);
	}

	/** Outside the check's own squarings the squarer holds the chain's point: an abort saves it. */
	async #breatheFrom(current: Digits, breathe: Breathe): Promise<void> {
		const own = this.#squarer.save();
		this.#squarer.restore(current);
		await breathe();
		this.#squarer.restore(own);
	}

	#point(): Point {
		return { iteration: this.#iteration, shift: this.#shift, residue: this.#squarer.read() };
	}
}

/** Type 1 of the field, 3^(2^p - 2), from the type 3 residue 3^(2^p): divided by 9. p is odd, so 9 has an inverse. */
export function typeOne(typeThree: bigint, exponent: number): bigint {
	const modulus = (1n << BigInt(exponent)) - 1n;
	let dividend = typeThree;
	while (dividend % 9n !== 0n) dividend += modulus;
	return (dividend / 9n) % modulus;
}

/** The product costs iterations / block multiplications, the last check about 1.5 * block squarings. */
function blockFor(iterations: number): number {
	return Math.max(2, Math.min(LARGEST_BLOCK, Math.round(Math.sqrt(iterations / 1.5))));
}

/** shift * 2^squarings mod exponent. */
function shiftAfter(shift: number, squarings: number, exponent: number): number {
	let after = shift;
	for (let i = 0; i < squarings; i++) after = (after * 2) % exponent;
	return after;
}

/** start * 2^shift mod 2^p - 1. */
function startValue({ exponent, shift, start }: ProbablePrimeOptions): bigint {
	return rotate(start ?? 3n % ((1n << BigInt(exponent)) - 1n), shift, exponent);
}
