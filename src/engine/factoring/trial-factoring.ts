// Looks for factors q = 2kp + 1 of 2^p - 1, the smallest first but for the order within a segment, and measures what that costs.
// Every factor has this form and is 1 or 7 modulo 8. Promises that a factor it gives divides; leaves none out below its bound.
import { EngineError } from "../engine.ts";
import type { Breathe } from "../host/breathe.ts";
import { LARGEST_FACTOR_BITS } from "../limits.ts";
import { type FactorKernel, type FactorTest, SEGMENT } from "./factor-kernel.ts";

/** k is taken by classes modulo one of these: the larger, the more is sieved beforehand, if the classes are long enough to pay. */
const MODULI = [4620, 420, 60] as const;
const SHORTEST_CLASS = SEGMENT / 4;
/** Between two turns of the event loop. */
const STEP_MS = 30;

export interface TrialOptions {
	readonly exponent: number;
	/** All k below were tried before; at least 1. */
	readonly fromK: number;
	/** Try all k below; 2 * k * exponent + 1 < 2^80. */
	readonly toK: number;
}

export interface TrialDependencies {
	readonly kernel: FactorKernel;
	/** All k below were tried: called after each segment. */
	readonly onTried: (k: number) => void;
	readonly breathe: Breathe;
	/** Monotonic milliseconds. */
	readonly now: () => number;
}

/** A proper factor, or undefined where no k of the range gives one. */
export async function findFactor(options: TrialOptions, dependencies: TrialDependencies): Promise<bigint | undefined> {
	const { exponent, toK } = options;
	const { kernel, onTried, breathe, now } = dependencies;
	const modulus = MODULI.find((candidate) => (toK - options.fromK) / candidate >= SHORTEST_CLASS) ?? 60;
	const classes = liveClasses(exponent, modulus);
	let paused = now();
	let prepared: FactorTest | undefined;
	for (let first = Math.floor(options.fromK / modulus); first * modulus < toK; first += SEGMENT) {
		const length = Math.min(SEGMENT, Math.ceil(toK / modulus) - first);
		const test = kernel.testFor(Math.log2((first + length) * modulus) + Math.log2(2 * exponent) + 1e-9);
		if (test === undefined) throw new EngineError(`factors of M${exponent} above ${LARGEST_FACTOR_BITS} bits cannot be looked for`);
		if (test !== prepared) kernel.setExponent(exponent, modulus, test);
		prepared = test;
		for (const residue of classes) {
			// k = 0 is the factor 1.
			const start = residue === 0 && first === 0 ? 1 : 0;
			const k = kernel.find(residue, BigInt(first + start), length - start, test);
			if (k !== undefined) return verified(k, exponent);
			if (now() - paused < STEP_MS) continue;
			await breathe();
			paused = now();
		}
		onTried(Math.min(toK, (first + length) * modulus));
	}
	return undefined;
}

/** Classes of k whose q can be a factor: 1 or 7 modulo 8, and with no prime factor of the modulus. */
function liveClasses(exponent: number, modulus: number): number[] {
	const small = [3, 5, 7, 11].filter((prime) => modulus % prime === 0);
	// Products stay below 2^53: exponent < 2^31, k < 2^13.
	const q = (k: number): number => 2 * k * exponent + 1;
	const isLive = (k: number): boolean => [1, 7].includes(q(k) % 8) && small.every((prime) => q(k) % prime !== 0);
	return Array.from({ length: modulus }, (_, k) => k).filter(isLive);
}

/** The kernel's word is checked: 2^p = 1 mod q. */
function verified(k: bigint, exponent: number): bigint {
	const q = 2n * k * BigInt(exponent) + 1n;
	let power = 1n;
	for (const bit of exponent.toString(2)) power = (power * power * (bit === "1" ? 2n : 1n)) % q;
	if (power !== 1n) throw new Error(`the factoring kernel says that ${q} divides M${exponent}, which it does not`);
	return q;
}
