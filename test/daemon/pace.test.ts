import { expect, it } from "vitest";
import { Pace } from "../../src/daemon/pace.ts";

const MINUTE_MS = 60_000;

it("a node's own rate is that of the last minute", () => {
	const pace = new Pace();
	expect(pace.own(0, { tests: 0, squarings: 0 })).toEqual({ tests: 0, squarings: 0 });
	for (let at = 0; at <= 10 * MINUTE_MS; at += 5_000) pace.sample(at, { tests: at < 5 * MINUTE_MS ? 0 : at / 500, squarings: at });
	expect(pace.own(10 * MINUTE_MS, { tests: 1_200, squarings: 600_000 })).toEqual({ tests: 2, squarings: 1_000 });
});

it("the network's rate takes in pages of late whose keys count, and no old ones", () => {
	const pace = new Pace();
	const now = 1_000 * MINUTE_MS;
	const page = { tests: 60, squarings: 6_000 };
	pace.page(now, { key: "known", at: now - 2_000, ...page });
	pace.page(now, { key: "stranger", at: now - 1_000, ...page });
	pace.page(now, { key: "known", at: now - 100 * MINUTE_MS, ...page });
	const counts = (key: string): boolean => key === "known";
	expect(pace.others(now, counts)).toEqual({ tests: 1, squarings: 100 });
	expect(pace.others(now + 10 * MINUTE_MS, counts)).toEqual({ tests: 0, squarings: 0 });
});
