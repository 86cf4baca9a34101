// Makes journals for tests: pages that are chained and signed as real ones are, of records that follow from a seed.
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type HashedPage, textOf } from "../../src/search/page.ts";
import type { WireRecord } from "../../src/search/record.ts";

export class JournalMaker {
	readonly key: string;
	readonly #privateKey: KeyObject;
	#seq = 0;
	#hash = "";

	constructor() {
		const { publicKey, privateKey } = generateKeyPairSync("ed25519");
		this.key = publicKey.export({ format: "jwk" }).x ?? "";
		this.#privateKey = privateKey;
	}

	/** The next page. */
	page(records: readonly WireRecord[]): HashedPage {
		const unsigned = { key: this.key, seq: ++this.#seq, prev: this.#hash, time: 1_800_000_000 + this.#seq, records };
		const text = textOf(unsigned);
		this.#hash = createHash("sha256").update(text).digest("base64url");
		return { page: { ...unsigned, sig: sign(null, Buffer.from(text), this.#privateKey).toString("base64url") }, hash: this.#hash };
	}

	/** So many pages of so many residues each, of ascending exponents. */
	pages(count: number, recordsEach = 3): HashedPage[] {
		return Array.from({ length: count }, () => {
			const first = 1_000 * (this.#seq + 1);
			return this.page(Array.from({ length: recordsEach }, (_, at) => residue(first + at)));
		});
	}
}

export function residue(exponent: number): WireRecord {
	const res64 = BigInt.asUintN(64, BigInt(exponent) * 0x9e3779b97f4a7c15n)
		.toString(16)
		.toUpperCase()
		.padStart(16, "0");
	return [exponent, exponent % 2 === 0 ? "R" : "L", res64, exponent - 1];
}
