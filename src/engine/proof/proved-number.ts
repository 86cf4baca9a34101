// The number that a proof is about, (k * 2^n + c) / known factors, read from its text within bounds. No big arithmetic but on the factors.
import { LARGEST_TRANSFORM_EXPONENT } from "../limits.ts";
import { ProofFault } from "./proof-fault.ts";

/** Other numbers than 2^n - 1 are squared by BigInt. */
const LARGEST_PLAIN_BITS = 100_000;
const LARGEST_COEFFICIENT = 2 ** 31;
/** So that known factors are a small part of the work. */
const LONGEST_TEXT = 2_047;
const FACTORS = String.raw`((?:\/\d+)*)`;
const MERSENNE = new RegExp(String.raw`^(?:M(\d{1,10})|\(M(\d{1,10})\))${FACTORS}$`);
const FERMAT = new RegExp(String.raw`^(?:F(\d{1,2})|\(F(\d{1,2})\))${FACTORS}$`);
const GENERAL = new RegExp(String.raw`^\(?(?:(\d{1,10})\*)?2\^(\d{1,10})([+-]\d{1,10})\)?${FACTORS}$`);

export class ProvedNumber {
	readonly text: string;
	readonly k: number;
	readonly n: number;
	readonly c: number;
	/** The product of the known factors. */
	readonly factors: bigint;

	/** Throws ProofFault for what is no such number, or too large. */
	constructor(text: string) {
		this.text = text;
		const [k, n, c, factors] = text.length > LONGEST_TEXT ? [] : parts(text);
		if (k === undefined || n === undefined || c === undefined) throw new ProofFault(`its number ${text.slice(0, 40)} is of no known form`);
		if (n < 2 || n > LARGEST_TRANSFORM_EXPONENT)
			throw new ProofFault(`its exponent ${n} is not within 2 and ${LARGEST_TRANSFORM_EXPONENT}`);
		[this.k, this.n, this.c] = [k, n, c];
		if (k < 1 || k > LARGEST_COEFFICIENT || c === 0 || Math.abs(c) > LARGEST_COEFFICIENT || this.n <= Math.log2(Math.abs(c)))
			throw new ProofFault(`its number ${text.slice(0, 40)} has coefficients out of bounds`);
		if (!this.isMersenne && n > LARGEST_PLAIN_BITS)
			throw new ProofFault(`numbers other than 2^p - 1 are checked up to ${LARGEST_PLAIN_BITS} bits, and ${text.slice(0, 40)} has more`);
		this.factors = (factors ?? "").split("/").reduce((product, factor) => (factor === "" ? product : product * BigInt(factor)), 1n);
		if (this.factors < 1n || this.modulo(this.factors) !== 0n || this.factors.toString(2).length >= n)
			throw new ProofFault("its known factors do not divide its number");
	}

	get isMersenne(): boolean {
		return this.k === 1 && this.c === -1;
	}

	/** Of the test: k^th power of the base, squared n times. */
	get squarings(): number {
		return this.n;
	}

	get residueBytes(): number {
		return Math.ceil((this.n + Math.ceil(Math.log2(this.k))) / 8);
	}

	/** k * 2^n + c. */
	get modulus(): bigint {
		return (BigInt(this.k) << BigInt(this.n)) + BigInt(this.c);
	}

	/** k * 2^n + c modulo a small number. */
	modulo(divisor: bigint): bigint {
		const rest = (BigInt(this.k) * powerModulo(2n, BigInt(this.n), divisor) + BigInt(this.c)) % divisor;
		return rest < 0n ? rest + divisor : rest;
	}
}

export function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
	let power = 1n % modulus;
	for (const bit of exponent.toString(2)) power = (power * power * (bit === "1" ? base : 1n)) % modulus;
	return power;
}

/** k, n, c and the text of the factors. */
function parts(text: string): [number, number, number, string] | [] {
	const mersenne = MERSENNE.exec(text);
	if (mersenne !== null) return [1, Number(mersenne[1] ?? mersenne[2]), -1, mersenne[3] ?? ""];
	const fermat = FERMAT.exec(text);
	if (fermat !== null) return [1, 2 ** Number(fermat[1] ?? fermat[2]), 1, fermat[3] ?? ""];
	const general = GENERAL.exec(text);
	if (general !== null) return [Number(general[1] ?? 1), Number(general[2]), Number(general[3]), general[4] ?? ""];
	return [];
}
