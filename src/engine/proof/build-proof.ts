// The middles of a proof from the residues that the test kept. Source: K. Pietrzak, Simple verifiable delay functions (2018),
// in the form of GIMPS's version 2: M(j) is made of the 2^j residues at odd multiples of 1 / 2^(j+1) of the test.
import type { Breathe } from "../host/breathe.ts";
import type { Digits, Squarer } from "../squaring/squarer.ts";
import { Challenge } from "./challenge.ts";
import { loadProduct, OTHER_SLOTS } from "./powers.ts";

/** Halvings done in one product of powers: the more, the fewer squarings, and the more slots. */
const MOST_LEVELS_AT_ONCE = 3;

export interface BuildOptions {
	readonly power: number;
	/** The residue at one of the points 1 to 2^power, little-endian. */
	readonly residue: (point: number) => Promise<Uint8Array>;
}

/** Calls back with B and then each middle, as the bytes of the file. The squarer is only used. */
export async function buildProof(
	{ power, residue }: BuildOptions,
	squarer: Squarer,
	breathe: Breathe,
	onResidue: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
	const final = await residue(2 ** power);
	await onResidue(final);
	const challenge = new Challenge(final);
	const hashes: bigint[] = [];
	for (let level = 0; level < power; level++) {
		const step = 2 ** (power - level);
		const leaf = async (index: number) => squarer.digitsOfBytes(await residue(step / 2 + index * step));
		squarer.restore(await combined({ hashes, leaf, squarer, breathe }, 0, level));
		const middle = squarer.readBytes();
		await onResidue(middle);
		hashes.push(challenge.next(middle));
	}
}

interface Combination {
	readonly hashes: readonly bigint[];
	readonly leaf: (index: number) => Promise<Digits>;
	readonly squarer: Squarer;
	readonly breathe: Breathe;
}

/** 2^levels residues from the first on, halved again and again: each time the lower half, raised to the hash, times the upper half. */
async function combined(combination: Combination, first: number, levels: number): Promise<Digits> {
	const { hashes, leaf, squarer, breathe } = combination;
	if (levels === 0) return leaf(first);
	const atOnce = Math.min(MOST_LEVELS_AT_ONCE, Math.floor(Math.log2(squarer.slots - OTHER_SLOTS)));
	const here = levels % atOnce === 0 ? atOnce : levels % atOnce;
	const below = levels - here;
	const outer = hashes.slice(hashes.length - levels, hashes.length - below);
	const powers = [];
	for (let part = 0; part < 2 ** here; part++) {
		const base = await combined(combination, first + part * 2 ** below, below);
		// Each bit of the part's number that is zero says: lower half.
		const exponent = outer.reduce((product, hash, depth) => ((part >> (here - 1 - depth)) % 2 === 0 ? product * hash : product), 1n);
		powers.push({ base, exponent });
	}
	await loadProduct(squarer, powers, breathe);
	return squarer.save();
}
