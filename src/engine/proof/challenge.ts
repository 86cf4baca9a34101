// The numbers that the middles of a proof are raised to: hashes of everything before, so that no prover can choose them (Fiat-Shamir).
import { createHash } from "node:crypto";

export const HASH_SIZE_BITS = 64;

export class Challenge {
	#hash: Buffer;
	readonly #bytes: number;

	/** final: the bytes of B. */
	constructor(final: Uint8Array, hashSizeBits = HASH_SIZE_BITS) {
		this.#hash = createHash("sha3-256").update(final).digest();
		this.#bytes = hashSizeBits / 8;
	}

	/** The exponent that comes with the next middle. */
	next(middle: Uint8Array): bigint {
		this.#hash = createHash("sha3-256").update(this.#hash).update(middle).digest();
		return BigInt(`0x${Buffer.from(this.#hash.subarray(0, this.#bytes).toReversed()).toString("hex")}`);
	}
}
