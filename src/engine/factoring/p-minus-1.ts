// The first stage of Pollard's P-1 as a sequence: 3^(2pE) mod 2^p - 1, where E holds all prime powers up to B1.
// A factor q = 2kp + 1 divides this less one if k divides E. Source: J. M. Pollard, Theorems on factorization and primality testing (1974).
import type { Point, SequenceState } from "../saves/sequence-state.ts";
import type { Sequence } from "../sequence/sequence.ts";
import type { Squarer } from "../squaring/squarer.ts";
import type { PowerSchedule } from "./power-schedule.ts";

export interface PMinusOneOptions {
	readonly exponent: number;
	/** Of powerSchedule(). */
	readonly schedule: PowerSchedule;
	readonly resume?: SequenceState | undefined;
}

/** Between two points that are kept to go back to: reading one and loading it takes as long as some 40 squarings. */
const KEPT_EVERY = 10_000;

/**
 * No shift and no check but of the round-off: an error can only cost a factor, never give a wrong one. (The Jacobi symbol would see nothing:
 * after a squaring it is 1, whatever was squared.)
 */
export class PMinusOne implements Sequence {
	readonly kind = "P-1";
	readonly exponent: number;
	readonly #schedule: PowerSchedule;
	#squarer: Squarer;
	#iteration: number;
	#verified: Point;
	/** The first multiplication that is still to come. */
	#next: number;

	constructor({ exponent, schedule, resume }: PMinusOneOptions, { squarer }: { readonly squarer: Squarer }) {
		this.exponent = exponent;
		this.#schedule = schedule;
		this.#squarer = squarer;
		const start = { iteration: 0, shift: 0, residue: 3n ** BigInt(schedule.head) };
		const current = resume?.current ?? start;
		this.#verified = resume?.verified ?? start;
		squarer.load(current.residue);
		this.#iteration = current.iteration;
		this.#next = this.#nextAfter(current.iteration);
	}

	get iteration(): number {
		return this.#iteration;
	}

	get iterations(): number {
		return this.#schedule.squarings;
	}

	get finished(): boolean {
		return this.#iteration === this.iterations && !this.checkDue;
	}

	get checkDue(): boolean {
		return this.#iteration === this.#stop && this.#iteration > this.#verified.iteration;
	}

	advance(count: number): number {
		const { at, by } = this.#schedule;
		const end = Math.min(this.#iteration + count, this.#stop);
		const done = end - this.#iteration;
		while (this.#iteration < end) {
			const stop = Math.min(at[this.#next] ?? end, end);
			this.#squarer.square(stop - this.#iteration);
			this.#iteration = stop;
			if (at[this.#next] !== stop) continue;
			this.#squarer.multiply(this.#squarer.digitsOf(3n ** BigInt(by[this.#next] ?? 0)));
			this.#next++;
		}
		return done;
	}

	/** A power of 3 is never zero, which is what a transform of no numbers at all reads as. The chain goes on from what was read. */
	check(): Promise<boolean> {
		const point = this.#point();
		this.#squarer.load(point.residue);
		if (point.residue !== 0n) this.#verified = point;
		return Promise.resolve(point.residue !== 0n);
	}

	rollBack(squarer: Squarer): void {
		this.#squarer = squarer;
		this.#iteration = this.#verified.iteration;
		this.#next = this.#nextAfter(this.#iteration);
		squarer.load(this.#verified.residue);
	}

	state(): SequenceState {
		return { kind: "P-1", exponent: this.exponent, current: this.#point(), verified: this.#verified };
	}

	result(): { residue: bigint; shift: number } {
		return { residue: this.#squarer.read(), shift: 0 };
	}

	get #stop(): number {
		return Math.min(this.#verified.iteration + KEPT_EVERY, this.iterations);
	}

	/** Every point holds the multiplications at its iteration. */
	#nextAfter(iteration: number): number {
		const next = this.#schedule.at.findIndex((at) => at > iteration);
		return next < 0 ? this.#schedule.at.length : next;
	}

	#point(): Point {
		return { iteration: this.#iteration, shift: 0, residue: this.#squarer.read() };
	}
}
