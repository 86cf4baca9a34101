// What a journal says of one exponent: a factor, or the residue that a test ended with. Its form on the wire and on disk is a
// short array. Reading never throws; a record of a kind that is not known here is kept in its page and says nothing.
import { LARGEST_EXPONENT } from "./exponents.ts";

export type Record = FactorRecord | ResidueRecord;

export interface FactorRecord {
	readonly kind: "factor";
	readonly exponent: number;
	/** Decimal digits of a proper factor of 2^exponent - 1. */
	readonly factor: string;
	/** The bound of the first stage of P-1, where that found it and not trial factoring. */
	readonly b1?: number;
}

export interface ResidueRecord {
	readonly kind: "LL" | "PRP";
	readonly exponent: number;
	/** Low 64 bits of the last residue (LL: s(p-2); PRP: type 1), 16 upper-case hex digits. */
	readonly res64: string;
	/** Bits by which the start value was shifted to the left. */
	readonly shift: number;
	/** PRP only: not tested, but seen from another's proof; the shift is 0 then. */
	readonly isByProof?: true;
}

/** [exponent, "F", factor], [exponent, "F", factor, b1], [exponent, "L", res64, shift], [exponent, "R", res64, shift] or [exponent, "V", res64]. */
export type WireRecord = readonly [exponent: number, kind: string, ...rest: readonly (string | number)[]];

/** The longest factor that a record may hold; trial factoring ends far below, P-1 may find long ones. */
const FACTOR_DIGITS = 100;

/** Whether the record says that 2^exponent - 1 is prime: LL ends with 0, PRP (type 1) with 1. */
export function saysPrime(record: Record): boolean {
	return record.kind === "LL" ? record.res64 === "0000000000000000" : record.kind === "PRP" && record.res64 === "0000000000000001";
}

export function toWire(record: Record): WireRecord {
	if (record.kind !== "factor") {
		const { kind, exponent, res64, shift, isByProof = false } = record;
		return isByProof ? [exponent, "V", res64] : [exponent, kind === "LL" ? "L" : "R", res64, shift];
	}
	const { exponent, factor, b1 } = record;
	return b1 === undefined ? [exponent, "F", factor] : [exponent, "F", factor, b1];
}

/** Undefined where it is malformed; null where it is well-formed, but of a kind that is not known here. */
export function fromWire(wire: unknown): Record | null | undefined {
	if (!Array.isArray(wire) || wire.length < 2 || wire.length > 8) return undefined;
	const [exponent, kind, first, second] = wire as readonly unknown[];
	if (!isCount(exponent) || exponent < 3 || exponent > LARGEST_EXPONENT || typeof kind !== "string") return undefined;
	if (kind === "L" || kind === "R") {
		if (wire.length !== 4 || typeof first !== "string" || !/^[0-9A-F]{16}$/.test(first)) return undefined;
		if (!isCount(second) || second >= exponent) return undefined;
		return { kind: kind === "L" ? "LL" : "PRP", exponent, res64: first, shift: second };
	}
	if (kind === "V") {
		if (wire.length !== 3 || typeof first !== "string" || !/^[0-9A-F]{16}$/.test(first)) return undefined;
		return { kind: "PRP", exponent, res64: first, shift: 0, isByProof: true };
	}
	if (kind !== "F") return null;
	if (wire.length > 4 || typeof first !== "string" || first.length > FACTOR_DIGITS || !/^[1-9]\d*$/.test(first)) return undefined;
	if (second === undefined) return { kind: "factor", exponent, factor: first };
	return isCount(second) ? { kind: "factor", exponent, factor: first, b1: second } : undefined;
}

function isCount(value: unknown): value is number {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
