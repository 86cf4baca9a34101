// What the last residue of a test says: whether the number is a probable prime, its residue as GIMPS writes it, and whether a root of
// unity hides a prime. The residue is believed here; whether it is right is the proof's business.
import type { Breathe } from "../host/breathe.ts";
import { res64 } from "../sequence/sequence.ts";
import type { Squarer } from "../squaring/squarer.ts";
import { loadProduct } from "./powers.ts";
import { ProofFault } from "./proof-fault.ts";
import type { ProvedNumber } from "./proved-number.ts";
import { rootsExponent } from "./roots.ts";

export interface Claim {
	readonly prime: boolean;
	/** The residue is that of a prime times a root of unity. */
	readonly hidesPrime: boolean;
	readonly res64: string;
	readonly residueType: 1 | 3 | 5;
}

/**
 * final is base^(k 2^n) = base^(N' f - c), N' the number without its known factors f. Were N' prime, base^N' were the base, and
 * final base^(f - c).
 */
export async function claimOf(
	{ number, base, final }: { readonly number: ProvedNumber; readonly base: number; readonly final: bigint },
	squarer: Squarer,
	breathe: Breathe,
): Promise<Claim> {
	const { c, factors } = number;
	const powerOf = async (value: bigint, exponent: bigint): Promise<bigint> => {
		if (exponent === 0n) return 1n;
		await loadProduct(squarer, [{ base: squarer.digitsOf(value), exponent }], breathe);
		return squarer.read();
	};
	const difference = factors - BigInt(c);
	const known = await powerOf(BigInt(base), difference < 0n ? -difference : difference);
	// Where f < c, both sides are multiplied by base^(c - f).
	squarer.load(final);
	if (difference < 0n) squarer.multiply(squarer.digitsOf(known));
	const left = squarer.read();
	const right = difference < 0n ? 1n : known;
	const prime = areCongruent(left, right, number);
	const roots = prime ? 1n : rootsExponent(number);
	const hidesPrime = !prime && areCongruent(await powerOf(left, roots), await powerOf(right, roots), number);
	return { prime, hidesPrime, ...residueOf(number, base, final) };
}

/** x = y modulo (k * 2^n + c) / f: f (x - y) = 0 modulo k * 2^n + c. */
export function areCongruent(x: bigint, y: bigint, { factors, modulus }: Pick<ProvedNumber, "factors" | "modulus">): boolean {
	return x === y || (factors > 1n && ((x - y) * factors) % modulus === 0n);
}

/** Type 1, or 5 with known factors: final / base^(1 - c). Where that is no short division, type 3: final itself. */
function residueOf({ c, factors, modulus }: ProvedNumber, base: number, final: bigint): Pick<Claim, "res64" | "residueType"> {
	const residueType = factors === 1n ? 1 : 5;
	if (c === 1) return { res64: res64(final), residueType };
	if (c !== -1) return { res64: res64(final), residueType: 3 };
	const divisor = BigInt(base) ** 2n;
	// final + t * modulus is divisible.
	const t = ((divisor - (final % divisor)) * inverse(modulus % divisor, divisor)) % divisor;
	return { res64: res64(((final + t * modulus) / divisor) % modulus), residueType };
}

function inverse(value: bigint, modulus: bigint): bigint {
	let [a, b] = [value, modulus];
	let [x, y] = [1n, 0n];
	while (b !== 0n) {
		const quotient = a / b;
		[a, b] = [b, a - quotient * b];
		[x, y] = [y, x - quotient * y];
	}
	if (a !== 1n) throw new ProofFault("its base has a factor of its number");
	return ((x % modulus) + modulus) % modulus;
}
