import { describe, expect, it } from "vitest";
import { PROOF_PIECE_BYTES } from "../../src/search/limits.ts";
import type { Page } from "../../src/search/page.ts";
import { readPage, recordsOf } from "../../src/search/page.ts";
import { charactersOf, proofRecord, proofsOf, readProofPiece } from "../../src/search/proof.ts";
import { fromWire, toWire } from "../../src/search/record.ts";
import type { WireRecord } from "../../src/search/record.ts";

const HASH = "a-_0".repeat(11).slice(1);
const PROOF = { exponent: 10_007, power: 3, bytes: 4 * 1_251 + 60, hash: HASH };

function page(...records: WireRecord[]): Page {
	return { key: HASH, seq: 1, prev: "", time: 1, records, sig: "s".repeat(86) };
}

describe("a proof that a page names", () => {
	it("is read as it was written, and says nothing to who does not know it", () => {
		const read = readPage(JSON.parse(JSON.stringify(page([10_007, "R", "0123456789ABCDEF", 5], proofRecord(PROOF)))));
		expect(proofsOf(read!)).toEqual([PROOF]);
		expect(recordsOf(read!)).toEqual([{ kind: "PRP", exponent: 10_007, res64: "0123456789ABCDEF", shift: 5 }]);
	});

	it.each<[string, unknown[]]>([
		["has no power", [10_007, "P", 0, PROOF.bytes, HASH]],
		["has too great a power", [10_007, "P", 13, PROOF.bytes, HASH]],
		["is shorter than its residues", [10_007, "P", 3, 4 * 1_251, HASH]],
		["is longer than its residues and lines", [10_007, "P", 3, 4 * 1_251 + 129, HASH]],
		["has no hash", [10_007, "P", 3, PROOF.bytes, "short"]],
	])("is left out where it %s", (_, wire) => expect(proofsOf(page(wire as unknown as WireRecord))).toEqual([]));
});

describe("the record of a check", () => {
	it("is a residue like that of a test, but for the shift", () => {
		const record = { kind: "PRP", exponent: 10_007, res64: "0123456789ABCDEF", shift: 0, isByProof: true } as const;
		expect(toWire(record)).toEqual([10_007, "V", "0123456789ABCDEF"]);
		expect(fromWire(toWire(record))).toEqual(record);
		expect(fromWire([10_007, "V", "0123"])).toBeUndefined();
	});
});

describe("a piece of a file", () => {
	it("is asked for, given, or given empty", () => {
		for (const piece of [
			{ hash: HASH, at: 0 },
			{ hash: HASH, at: PROOF_PIECE_BYTES, bytes: "" },
			{ hash: HASH, at: 0, bytes: "x".repeat(charactersOf(PROOF_PIECE_BYTES)) },
		])
			expect(readProofPiece(piece)).toEqual(piece);
	});

	it.each([
		[null],
		[{ hash: HASH }],
		[{ hash: HASH, at: 1 }],
		[{ hash: HASH, at: -PROOF_PIECE_BYTES }],
		[{ hash: HASH, at: 1e12 * PROOF_PIECE_BYTES }],
		[{ hash: HASH, at: 0, bytes: 5 }],
		[{ hash: HASH, at: 0, bytes: "=" }],
		[{ hash: HASH, at: 0, bytes: "x".repeat(charactersOf(PROOF_PIECE_BYTES) + 1) }],
	])("is none: %j", (value) => expect(readProofPiece(value)).toBeUndefined());

	it("is as long as its letters say", () => {
		for (let bytes = 0; bytes < 10; bytes++) expect(Buffer.alloc(bytes).toString("base64url")).toHaveLength(charactersOf(bytes));
	});
});
