import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { START_JITTER_MS } from "../../src/protocol/limits.ts";
import { Routines, TIMING } from "../../src/protocol/routines.ts";

const NAMES = ["generate", "ping", "evict", "catchUp"] as const;

describe("the routines", () => {
	it("wait for the start, and each then begins within its jitter", () => {
		fc.assert(
			fc.property(fc.double({ min: 0, max: 0.999_999, noNaN: true }), (random) => {
				const routines = new Routines(TIMING, { random: () => random });
				expect(routines.nextAt()).toBe(Number.POSITIVE_INFINITY);
				routines.start(1_000);
				expect(routines.nextAt()).toBeLessThan(1_000 + START_JITTER_MS);
				for (const name of NAMES) expect(routines.isDue(1_000 + START_JITTER_MS, name)).toBe(true);
			}),
		);
	});

	it("are due once in each period, keep their beat, and are never due again at once", () => {
		fc.assert(
			fc.property(fc.array(fc.double({ min: 0, max: 70_000, noNaN: true }), { maxLength: 50 }), (passes) => {
				const routines = new Routines(TIMING, { random: () => 0.25 });
				routines.start(1.79e12);
				let now = 1.79e12;
				for (const pass of passes) {
					now += pass;
					for (const name of NAMES) routines.isDue(now, name);
					for (const name of NAMES) expect(routines.isDue(now, name)).toBe(false);
					expect(routines.nextAt()).toBeGreaterThan(now);
					expect(routines.nextAt() - now).toBeLessThanOrEqual(TIMING.evictEveryMs);
				}
			}),
		);
		const beat = new Routines(TIMING, { random: () => 0 });
		beat.start(0);
		expect(beat.isDue(300, "evict")).toBe(true);
		expect(beat.lateness("evict")).toBe(300);
		expect(beat.isDue(999, "evict")).toBe(false);
		expect(beat.isDue(7_500, "evict")).toBe(true);
		expect(beat.lateness("evict")).toBe(6_500);
		expect(beat.isDue(7_999, "evict")).toBe(false);
		expect(beat.isDue(8_000, "evict")).toBe(true);
	});
});
