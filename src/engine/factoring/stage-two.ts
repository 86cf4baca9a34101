// The second stage of P-1 as a sequence of products: with h of the first stage, (h - 1) times all h^(m^2) - h^(d^2) of a plan.
// A factor q = 2kp + 1 divides it where k is what the first stage covers times one prime m - d or m + d. Errors only cost factors.
import type { Point, SequenceState } from "../saves/sequence-state.ts";
import type { Sequence } from "../sequence/sequence.ts";
import type { Squarer } from "../squaring/squarer.ts";
import { middleOf, type StageTwoPlan } from "./stage-two-plan.ts";

export interface StageTwoSequenceOptions {
	readonly exponent: number;
	/** Of the first stage. */
	readonly base: bigint;
	readonly plan: StageTwoPlan;
	/** The product so far, of another plan or h - 1. */
	readonly start: bigint;
	/** A state of this very plan. */
	readonly resume?: SequenceState | undefined;
}

/** What the squarer's slots hold; the powers h^(d^2) follow. F: as a factor. */
const SLOT = { baseF: 0, product: 1, power: 2, powerF: 3, ratio: 4, ratioF: 5, growthF: 6 } as const;
export const OTHER_SLOTS = 7;
/** Distances are prime to 6: two rows, one from each of these by sixes. */
const ROWS = [1, 5] as const;
const ROW_STEP = 6;
/** Between two points that are kept to go back to. */
const KEPT_EVERY = 10_000;

/** h^(x^2) for x, x + s, x + 2s ... takes two products each: the ratio of two neighbours grows by the factor h^(2s^2). */
export class StageTwo implements Sequence {
	readonly kind = "P-1 stage 2";
	readonly exponent: number;
	readonly #plan: StageTwoPlan;
	readonly #base: bigint;
	#squarer: Squarer;
	#iteration: number;
	#verified: Point;
	#middle = 0;
	/** Until it has ended, the squarer holds what it likes. */
	#preparation: Iterator<void> | undefined;

	constructor({ exponent, base, plan, start, resume }: StageTwoSequenceOptions, { squarer }: { readonly squarer: Squarer }) {
		this.exponent = exponent;
		this.#plan = plan;
		this.#base = base;
		this.#squarer = squarer;
		this.#verified = resume?.current ?? { iteration: 0, shift: 0, residue: start };
		this.#iteration = this.#verified.iteration;
		this.#preparation = this.#prepare();
	}

	get iteration(): number {
		return this.#iteration;
	}

	/** Products. */
	get iterations(): number {
		return this.#plan.products.length;
	}

	get finished(): boolean {
		return this.#iteration === this.iterations && this.#preparation === undefined && !this.checkDue;
	}

	get checkDue(): boolean {
		return this.#iteration === this.#stop && this.#iteration > this.#verified.iteration;
	}

	advance(count: number): number {
		for (let i = 0; i < count && this.#preparation !== undefined; i++)
			if (this.#preparation.next().done === true) {
				this.#preparation = undefined;
				return 0;
			}
		if (this.#preparation !== undefined) return 0;
		const { starts, products } = this.#plan;
		const begin = this.#iteration;
		const end = Math.min(begin + count, this.#stop);
		while (this.#iteration < end) {
			while ((starts[this.#middle + 1] ?? end) <= this.#iteration) this.#nextMiddle();
			const stop = Math.min(end, starts[this.#middle + 1] ?? end);
			for (; this.#iteration < stop; this.#iteration++)
				this.#squarer.multiplyByKept(SLOT.powerF, OTHER_SLOTS + (products[this.#iteration] ?? 0));
		}
		return end - begin;
	}

	/** Zero is what a transform of no numbers at all reads as; exact arithmetic may come to it where all factors are found. */
	check(): Promise<boolean> {
		const point = this.#point();
		this.#squarer.load(point.residue);
		const passed = point.residue !== 0n || this.#squarer.transformLength === 0;
		if (passed) this.#verified = point;
		return Promise.resolve(passed);
	}

	rollBack(squarer: Squarer): void {
		this.#squarer = squarer;
		this.#iteration = this.#verified.iteration;
		this.#preparation = this.#prepare();
	}

	state(): SequenceState {
		const { from, step, reach } = this.#plan;
		return { kind: this.kind, exponent: this.exponent, current: this.#point(), verified: this.#verified, pairing: { from, step, reach } };
	}

	result(): { residue: bigint; shift: number } {
		return { residue: this.#squarer.read(), shift: 0 };
	}

	get #stop(): number {
		return Math.min(this.#verified.iteration + KEPT_EVERY, this.iterations);
	}

	#point(): Point {
		return this.#preparation === undefined ? { iteration: this.#iteration, shift: 0, residue: this.#squarer.read() } : this.#verified;
	}

	/** All that the products from the verified point on need, a little at a time. */
	*#prepare(): Iterator<void> {
		const { distances, firstMiddle, step, reach } = this.#plan;
		const squarer = this.#squarer;
		squarer.load(this.#base);
		squarer.keep(SLOT.baseF);
		const slots = new Map(distances.map((distance, i) => [distance, OTHER_SLOTS + i]));
		for (const first of ROWS) {
			this.#startRow(BigInt(first), BigInt(ROW_STEP));
			for (let distance: number = first; distance <= reach; distance += ROW_STEP) {
				const slot = slots.get(distance);
				if (slot !== undefined) squarer.keep(slot);
				this.#advanceRow();
				yield;
			}
		}
		this.#middle = middleOf(this.#plan, this.#iteration);
		this.#startRow(BigInt(step) * BigInt(firstMiddle + this.#middle), BigInt(step));
		squarer.load(this.#verified.residue);
	}

	#nextMiddle(): void {
		this.#squarer.put(SLOT.product);
		this.#advanceRow();
		this.#squarer.keep(SLOT.powerF);
		this.#squarer.take(SLOT.product);
		this.#middle++;
	}

	/** The power is h^(x^2), the ratio that of the next one to it. */
	#startRow(x: bigint, step: bigint): void {
		this.#raise(2n * step * step);
		this.#squarer.keep(SLOT.growthF);
		this.#raise(2n * x * step + step * step);
		this.#squarer.put(SLOT.ratio);
		this.#squarer.keep(SLOT.ratioF);
		this.#raise(x * x);
		this.#squarer.put(SLOT.power);
		this.#squarer.keep(SLOT.powerF);
	}

	/** From x to x + step; the squarer then holds the power. */
	#advanceRow(): void {
		const squarer = this.#squarer;
		squarer.take(SLOT.power);
		squarer.multiplyByKept(SLOT.ratioF);
		squarer.put(SLOT.power);
		squarer.take(SLOT.ratio);
		squarer.multiplyByKept(SLOT.growthF);
		squarer.put(SLOT.ratio);
		squarer.keep(SLOT.ratioF);
		squarer.take(SLOT.power);
	}

	/** The squarer holds h^power. */
	#raise(power: bigint): void {
		this.#squarer.load(1n);
		if (power === 0n) return;
		for (const bit of power.toString(2)) {
			this.#squarer.square(1);
			if (bit === "1") this.#squarer.multiplyByKept(SLOT.baseF);
		}
	}
}
