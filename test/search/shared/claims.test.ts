// A stranger's word holds an exponent for a while and once, within bounds, whatever the order of events.
import { describe, expect, it } from "vitest";
import { CLAIMS_EACH_KEY } from "../../../src/search/limits.ts";
import { Claims } from "../../../src/search/shared/claims.ts";

describe("claims of strangers", () => {
	it("hold an exponent until their time, and no later claim prolongs it", () => {
		const claims = new Claims();
		claims.add(101, 1, 100);
		claims.add(101, 2, 900);
		expect([claims.holds(99, 101), claims.holds(100, 101), claims.holds(99, 103)]).toEqual([true, false, false]);
	});

	it("hold nothing for a key that proved wrong, nor for the next one that says the same", () => {
		const claims = new Claims();
		claims.add(101, 1, 100);
		claims.end(1);
		claims.add(101, 2, 100);
		expect(claims.holds(0, 101)).toBe(false);
	});

	it("are bounded for each key, and make room where exponents are settled", () => {
		const claims = new Claims();
		for (let exponent = 0; exponent <= CLAIMS_EACH_KEY; exponent++) claims.add(exponent, 1, 100);
		claims.add(1e6, 2, 100);
		expect([claims.of(1).length, claims.of(2)]).toEqual([CLAIMS_EACH_KEY, [1e6]]);
		claims.settled(0);
		claims.add(CLAIMS_EACH_KEY, 1, 100);
		expect(claims.holds(0, CLAIMS_EACH_KEY)).toBe(true);
	});
});
