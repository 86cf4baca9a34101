// How far a sequence of squarings has come: the content of a save file, and what a sequence goes on from.
import type { RunKind } from "../engine.ts";

/** A residue of the chain; the value without the shift is residue * 2^-shift. */
export interface Point {
	readonly iteration: number;
	/** Bits by which the residue is shifted to the left, 0 <= shift < exponent. */
	readonly shift: number;
	readonly residue: bigint;
}

/** Everything that a later process needs to go on: the content of a save file. */
export interface SequenceState {
	readonly kind: RunKind;
	readonly exponent: number;
	readonly current: Point;
	/** The last point that passed a check; the start counts as verified. */
	readonly verified: Point;
	/** PRP only. */
	readonly gerbicz?: GerbiczState;
	/** P-1's second stage only: how primes are paired, from which on. Its products are counted as iterations. */
	readonly pairing?: { readonly from: number; readonly step: number; readonly reach: number };
}

export interface GerbiczState {
	/** Squarings between two factors of the product. */
	readonly block: number;
	/** Product of the points verified + k * block that lie before the current one, the verified one included. */
	readonly product: bigint;
	/** The point asked for, where the chain has already run past it to the next check. */
	readonly final?: Point;
}

/** What the processes that worked on it so far met. */
export interface History {
	readonly seconds: number;
	readonly errors: number;
	readonly roundOff: number;
}
