// One chain of squarings that checks itself: what the run of a test drives, and what Lucas-Lehmer and PRP implement.
// A sequence always knows its last verified state and can go back to it, on another squarer if need be.
import type { RunKind } from "../engine.ts";
import type { Breathe } from "../host/breathe.ts";
import type { Point, SequenceState } from "../saves/sequence-state.ts";
import type { Squarer } from "../squaring/squarer.ts";

export interface Sequence {
	readonly kind: RunKind;
	readonly exponent: number;
	/** Squarings done, and squarings asked for. A sequence may run a little past them to check the last ones. */
	readonly iteration: number;
	readonly iterations: number;
	/** The last point is reached and checked as far as this sequence can. */
	readonly finished: boolean;
	/** A check must be made before the next advance(). */
	readonly checkDue: boolean;
	/** Squares at most count times, less where a check comes first. Gives the number of squarings done. */
	advance(count: number): number;
	/** Makes the check that is due: true if it passed, and the present state is then verified. An abort leaves it due. */
	check(breathe: Breathe): Promise<boolean>;
	/** Goes back to the last verified state, and on from there on this squarer. */
	rollBack(squarer: Squarer): void;
	state(): SequenceState;
	/** The last point, without its shift; only where finished. */
	result(): { readonly residue: bigint; readonly shift: number };
}

/** residue * 2^bits mod 2^exponent - 1: a rotation. 0 <= bits < exponent. */
export function rotate(residue: bigint, bits: number, exponent: number): bigint {
	if (bits === 0) return residue;
	const modulus = (1n << BigInt(exponent)) - 1n;
	const rotated = ((residue << BigInt(bits)) & modulus) | (residue >> BigInt(exponent - bits));
	return rotated === modulus ? 0n : rotated;
}

/** The residue without its shift. */
export function withoutShift(point: Point, exponent: number): bigint {
	return rotate(point.residue, (exponent - point.shift) % exponent, exponent);
}

/** Low 64 bits as GIMPS writes them: 16 upper-case hex digits. */
export function res64(residue: bigint): string {
	return lowBits(residue, 64);
}

/** Low 2048 bits, 512 upper-case hex digits. */
export function res2048(residue: bigint): string {
	return lowBits(residue, 2048);
}

function lowBits(residue: bigint, bits: number): string {
	return BigInt.asUintN(bits, residue)
		.toString(16)
		.toUpperCase()
		.padStart(bits / 4, "0");
}
