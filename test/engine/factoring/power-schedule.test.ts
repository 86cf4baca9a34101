import { describe, expect, it } from "vitest";
import { powerSchedule } from "../../../src/engine/factoring/power-schedule.ts";
import { leastCommonMultiple } from "../reference.ts";

describe("the power of stage 1", () => {
	it("is 3^(2pE), whatever the window", () => {
		for (const [exponent, b1] of [
			[3, 2],
			[5, 7],
			[23, 40],
			[29, 40],
			[31, 1],
			[2203, 500],
			[86_243, 300],
		] as const) {
			const { head, squarings, at, by } = powerSchedule(exponent, b1);
			let power = BigInt(head);
			let done = 0;
			for (const [i, stop] of at.entries()) {
				expect(3 ** Math.min(by[i] ?? 0, 500)).toBeLessThan(2 ** Math.min(exponent, 1000) - 1);
				power = (power << BigInt(stop - done)) + BigInt(by[i] ?? 0);
				done = stop;
			}
			expect(power << BigInt(squarings - done)).toBe(2n * BigInt(exponent) * leastCommonMultiple(b1));
		}
	});
});
