// Known factors 2kp + 1 of Mersenne numbers near 2^1,200,000, with the bounds by which P-1 finds each: computed by another program
// (vectors/p-minus-1-factors.c), whose list holds all of a range of exponents and k.
import { readFileSync } from "node:fs";

export interface KnownFactor {
	readonly exponent: number;
	readonly k: number;
	/** The least bounds that promise it. */
	readonly b1: number;
	readonly b2: number;
}

interface Vectors {
	readonly fromExponent: number;
	readonly toExponent: number;
	readonly largestK: number;
	readonly factors: readonly (readonly [number, number, number, number])[];
}

export function knownFactors(): Omit<Vectors, "factors"> & { readonly factors: readonly KnownFactor[] } {
	const vectors: Vectors = JSON.parse(readFileSync(new URL("../vectors/p-minus-1-factors.json", import.meta.url), "utf8"));
	return { ...vectors, factors: vectors.factors.map(([exponent, k, b1, b2]) => ({ exponent, k, b1, b2 })) };
}

/** Those that the second stage finds within these bounds. */
export function promisedFactors(most: { readonly fromK: number; readonly b1: number; readonly b2: number }): KnownFactor[] {
	const isPromised = ({ k, b1, b2 }: KnownFactor): boolean => k >= most.fromK && b1 <= most.b1 && b2 <= most.b2 && b2 > b1;
	// The second stage begins above 10.
	return knownFactors()
		.factors.filter(isPromised)
		.map((row) => ({ ...row, b1: Math.max(11, row.b1) }))
		.filter(({ b1, b2 }) => b2 > b1);
}

export function factorOf({ exponent, k }: KnownFactor): bigint {
	return 2n * BigInt(k) * BigInt(exponent) + 1n;
}
