// The residues of a simulated world: what every sound machine computes, and what none does.
import type { Chance } from "./chance.ts";
import { isKnown } from "../../src/search/known.ts";

/** Of a Lucas-Lehmer test. */
export function residueOf(exponent: number): string {
	return isKnown(exponent) ? "0000000000000000" : digits(exponent, 0, "1");
}

/** Of a PRP test. */
export function prpResidueOf(exponent: number): string {
	return isKnown(exponent) ? "0000000000000001" : digits(exponent, 7, "3");
}

export function falseResidue(exponent: number, chance: Chance): string {
	return digits(exponent, chance.whole(100, 1e9), "2");
}

function digits(exponent: number, more: number, first: string): string {
	return (BigInt(exponent) * 0x9e3779b97f4a7c15n + BigInt(more)).toString(16).toUpperCase().slice(-16).padStart(16, first);
}
