import { expect, test } from "vitest";
import { residueOf, wordsOf } from "../../../src/engine/transform/words.ts";
import { randomBelow, seeded } from "../reference.ts";

test("words and residues are each other's inverses, for any exponent and length", () => {
	const random = seeded(7);
	for (const [exponent, length] of [
		[607, 96],
		[2203, 96],
		[44_497, 2560],
		[44_491, 2048],
		[2_801, 96],
		[2_879, 96],
	] as const) {
		for (const residue of [0n, 1n, (1n << BigInt(exponent)) - 2n, randomBelow(exponent, random)]) {
			expect(residueOf(wordsOf(residue, exponent, length), exponent)).toBe(residue);
		}
	}
	expect(residueOf(Int32Array.of(-1, ...new Int32Array(95)), 607)).toBe((1n << 607n) - 2n);
	expect(() => wordsOf(1n << 607n, 607, 96)).toThrow(RangeError);
});
