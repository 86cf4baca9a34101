// Where a test gets its squarers from: the fastest one first, after an error a safer one, for a confirmation a different one.
import type { Breathe } from "../host/breathe.ts";
import { BigIntSquarer } from "./bigint-squarer.ts";
import type { Squarer } from "./squarer.ts";

export interface SquarerSource {
	/** For so many squarings; may time several first. Rejects with EngineError where the exponent is too large. slots: none if not said. */
	fastest(exponent: number, iterations: number, breathe: Breathe, slots?: number): Promise<Squarer>;
	/** Slots that fit into the memory allowed. */
	slotsFor(exponent: number): number;
	/** After an error: another kernel or length, or the same where that may have been chance. With as many slots. */
	safer(failed: Squarer, error: RunError): Squarer;
	/** Of another length than that one, where there is another. */
	different(exponent: number, transformLength: number, slots?: number): Squarer;
}

/** What went wrong, and how often in a row with no verified progress between. */
export interface RunError {
	readonly cause: "round-off" | "check";
	readonly repeated: number;
}

/** Exponents small enough for BigInt need next to no memory. */
export const EXACT_SLOTS = 500;

/** The exact reference: nothing is faster or safer than itself. */
export class BigIntSource implements SquarerSource {
	fastest(exponent: number, _iterations: number, _breathe: Breathe, slots = 0): Promise<Squarer> {
		return Promise.resolve(new BigIntSquarer(exponent, slots));
	}

	slotsFor(): number {
		return EXACT_SLOTS;
	}

	safer(failed: Squarer): Squarer {
		return failed;
	}

	different(exponent: number, _length: number, slots = 0): Squarer {
		return new BigIntSquarer(exponent, slots);
	}
}
