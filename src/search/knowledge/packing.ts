// Records between their form with names and digits and their form in numbers.
import type { Record } from "../record.ts";
import { FACTOR, LL, PRP, type Said } from "./table.ts";

/** Records as columns, for the start: rows 0 to length - 1. */
export interface PackedRecords {
	readonly length: number;
	readonly exponent: Uint32Array;
	/** The batch's own number of a key. */
	readonly key: Uint32Array;
	/** 0 factor, 1 LL, 2 PRP. */
	readonly kind: Uint8Array;
	/** The halves of res64; 0 for a factor. */
	readonly high: Uint32Array;
	readonly low: Uint32Array;
	/** 0 for a factor. */
	readonly shift: Uint32Array;
}

/** A record for display; the factor itself is kept elsewhere. */
export interface KnownRecord {
	readonly key: number;
	readonly kind: Record["kind"];
	/** Null for a factor. */
	readonly res64: string | null;
	readonly shift: number;
}

export function packed(key: number, record: Record): Said {
	if (record.kind === "factor") return { key, kind: FACTOR, high: 0, low: 0, shift: 0 };
	const { kind, res64, shift } = record;
	const high = Number.parseInt(res64.slice(0, 8), 16);
	return { key, kind: kind === "LL" ? LL : PRP, high, low: Number.parseInt(res64.slice(8), 16), shift };
}

/** In the order of keys, kinds and residues. */
export function unpacked(all: readonly Said[]): KnownRecord[] {
	const sorted = all.toSorted((a, b) => a.key - b.key || a.kind - b.kind || a.high - b.high || a.low - b.low);
	return sorted.map(({ key, kind, high, low, shift }) => {
		if (kind === FACTOR) return { key, kind: "factor", res64: null, shift };
		return { key, kind: kind === LL ? "LL" : "PRP", res64: digits(high) + digits(low), shift };
	});
}

function digits(half: number): string {
	return half.toString(16).toUpperCase().padStart(8, "0");
}
