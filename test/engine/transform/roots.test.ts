import { expect, test } from "vitest";
import { exactRoot } from "../../../src/engine/kernel/generator/exact-root.ts";
import { root } from "../../../src/engine/transform/roots.ts";

test("roots of unity are exact to the last bit but one", () => {
	for (const denominator of [3, 7, 320, 2 ** 20 * 5]) {
		for (let i = 0; i < 200; i++) {
			const numerator = Math.floor((i * denominator) / 100) - denominator;
			const [cos, sin] = root(numerator, denominator);
			const [exactCos, exactSin] = exactRoot(((numerator % denominator) + denominator) % denominator, denominator);
			expect(Math.abs(cos - exactCos)).toBeLessThanOrEqual(2 ** -52);
			expect(Math.abs(sin - exactSin)).toBeLessThanOrEqual(2 ** -52);
		}
	}
	expect(exactRoot(1, 3)[0]).toBe(-0.5);
});
