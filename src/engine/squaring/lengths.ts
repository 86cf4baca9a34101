// The shortest transform for an exponent: how many bits a word of each length may have, as measured.
import { type KernelName, VARIANTS } from "../kernel/variants.ts";
import { lengths } from "../transform/shape.ts";

/**
 * Largest bits a word at lengths of 2^7, 2^8, ... 2^24 words, straight lines between them. Measured at 59 lengths with all
 * words checked: the bits at which a whole test's largest round-off is expected at 0.37 (the largest of some thousand
 * iterations, carried on by the tail of the normal distribution), less 0.09 (0.12 below 2K). No T was off the line by more than 0.03, no length by more than 0.1.
 */
const BITS_PER_WORD = [
	22.92, 22.58, 22.24, 21.92, 21.64, 21.33, 21.03, 20.74, 20.45, 20.17, 19.89, 19.61, 19.33, 19.05, 18.76, 18.48, 18.19, 17.9,
];
const FIRST_LOG = 7;

/** Bits a word less where the kernel has no fused multiply-add. */
const BITS_WITHOUT_FUSED = 0.06;

export function largestExponent(length: number, kernel: KernelName = "wasm-fma-256"): number {
	const place = Math.max(0, Math.log2(length) - FIRST_LOG);
	const below = Math.min(Math.floor(place), BITS_PER_WORD.length - 2);
	const [low = 0, high = 0] = BITS_PER_WORD.slice(below);
	const fused = VARIANTS.some((variant) => variant.name === kernel && variant.fusedMultiplyAdd);
	const bits = low + (high - low) * (place - below) - (fused ? 0 : BITS_WITHOUT_FUSED);
	return Math.floor(bits * length);
}

/** The shortest transform, in words, for an exponent. */
export function lengthFor(exponent: number, kernel?: KernelName): number {
	const length = lengths().find((candidate) => largestExponent(candidate, kernel) >= exponent);
	if (length === undefined) throw new RangeError(`2^${exponent} - 1 is too large for any transform here`);
	return length;
}

/** The next longer length; itself for the longest of all. */
export function nextLength(length: number): number {
	return lengths().find((candidate) => candidate > length) ?? length;
}
