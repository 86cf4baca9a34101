// The Lucas-Lehmer sequence s(0) = 4, s(i+1) = s(i)^2 - 2 mod 2^p - 1, on a shifted residue; 2^p - 1 is prime iff s(p-2) = 0.
// Promises that what it calls verified passed the Jacobi check; that check sees about half of all errors.
import type { Breathe } from "../host/breathe.ts";
import type { Point, SequenceState } from "../saves/sequence-state.ts";
import type { Squarer } from "../squaring/squarer.ts";
import { rotate, type Sequence, withoutShift } from "./sequence.ts";

export interface LucasLehmerOptions {
	readonly exponent: number;
	/** Squarings asked for: p - 2 for a test. */
	readonly iterations: number;
	/** Of the start value; ignored when resumed. */
	readonly shift: number;
	readonly resume?: SequenceState | undefined;
}

export interface LucasLehmerDependencies {
	readonly squarer: Squarer;
	readonly jacobi: JacobiChecker;
}

export interface JacobiChecker {
	/** Whether a check pays at this iteration. */
	isDue(iteration: number, iterations: number): boolean;
	/** (value | 2^exponent - 1), wherever it is computed. */
	symbol(value: bigint, exponent: number, breathe: Breathe): Promise<number>;
}

export class LucasLehmer implements Sequence {
	readonly kind = "LL";
	readonly exponent: number;
	readonly iterations: number;
	readonly #dependencies: LucasLehmerDependencies;
	#squarer: Squarer;
	#iteration: number;
	#shift: number;
	#verified: Point;

	constructor(options: LucasLehmerOptions, dependencies: LucasLehmerDependencies) {
		this.exponent = options.exponent;
		this.iterations = options.iterations;
		this.#dependencies = dependencies;
		this.#squarer = dependencies.squarer;
		const start = { iteration: 0, shift: options.shift, residue: startValue(options.exponent, options.shift) };
		const current = options.resume?.current ?? start;
		this.#verified = options.resume?.verified ?? start;
		this.#squarer.load(current.residue);
		this.#iteration = current.iteration;
		this.#shift = current.shift;
	}

	get iteration(): number {
		return this.#iteration;
	}

	get finished(): boolean {
		return this.#iteration === this.iterations && !this.checkDue;
	}

	get checkDue(): boolean {
		return this.#iteration > this.#verified.iteration && this.#dependencies.jacobi.isDue(this.#iteration, this.iterations);
	}

	advance(count: number): number {
		const squarings = Math.min(count, this.iterations - this.#iteration);
		this.#shift = this.#squarer.squareMinusTwo(squarings, this.#shift);
		this.#iteration += squarings;
		return squarings;
	}

	/**
	 * (s - 2 | 2^p - 1) = -1 from s(1) on: s(i+1) - 2 = (s(i) - 2)(s(i) + 2), and s(i) + 2 = s(i-1)^2. It is 0 where s - 2 shares a factor
	 * with 2^p - 1, which happens at the small exponents; s = 2 is a fixed point that only an error reaches.
	 * What is kept as verified is what was read and checked, and the chain goes on from that.
	 */
	async check(breathe: Breathe): Promise<boolean> {
		const point = this.#point();
		this.#squarer.load(point.residue);
		const modulus = (1n << BigInt(this.exponent)) - 1n;
		const value = (withoutShift(point, this.exponent) + modulus - 2n) % modulus;
		const symbol = await this.#dependencies.jacobi.symbol(value, this.exponent, breathe);
		// Zero before the end is what a transform of no numbers at all reads as.
		if (symbol === 1 || value === 0n || (point.residue === 0n && point.iteration < this.exponent - 2)) return false;
		this.#verified = point;
		return true;
	}

	rollBack(squarer: Squarer): void {
		this.#squarer = squarer;
		this.#iteration = this.#verified.iteration;
		this.#shift = this.#verified.shift;
		squarer.load(this.#verified.residue);
	}

	state(): SequenceState {
		return { kind: "LL", exponent: this.exponent, current: this.#point(), verified: this.#verified };
	}

	result(): { residue: bigint; shift: number } {
		return { residue: withoutShift(this.#point(), this.exponent), shift: this.#shift };
	}

	#point(): Point {
		return { iteration: this.#iteration, shift: this.#shift, residue: this.#squarer.read() };
	}
}

/** 4 * 2^shift mod 2^p - 1. */
function startValue(exponent: number, shift: number): bigint {
	return rotate(4n % ((1n << BigInt(exponent)) - 1n), shift, exponent);
}
