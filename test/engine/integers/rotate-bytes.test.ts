import { assert, integer, property } from "fast-check";
import { expect, it } from "vitest";
import { bigIntToBytes, bytesToBigInt } from "../../../src/engine/integers/bigint-bytes.ts";
import { rotateBytes } from "../../../src/engine/integers/rotate-bytes.ts";
import { rotate } from "../../../src/engine/sequence/sequence.ts";
import { randomBelow, seeded } from "../reference.ts";

it("bytes are rotated as the number that they are", () => {
	assert(
		property(integer({ min: 2, max: 400 }), integer({ min: 0, max: 1e6 }), integer(), (exponent, any, seed) => {
			const bits = any % exponent;
			const residue = randomBelow(exponent, seeded(seed));
			const bytes = bigIntToBytes(residue, Math.ceil(exponent / 8));
			expect(bytesToBigInt(rotateBytes(bytes, bits, exponent))).toBe(rotate(residue, bits, exponent));
			expect(bytes).toEqual(bigIntToBytes(residue, Math.ceil(exponent / 8)));
		}),
	);
});
