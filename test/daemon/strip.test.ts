import { assert, integer, option, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { stripBounds, stripState } from "../../src/daemon/strip.ts";
import { Knowledge } from "../../src/search/knowledge/knowledge.ts";

const MOST_COLUMNS = 121;

describe("the bounds of the strip", () => {
	it("ascend from the least exponent to above the highest, or to the end of the hunt, in some 120 columns", () => {
		const exponents = integer({ min: 2, max: 280_000_000 });
		assert(
			property(exponents, exponents, option(exponents), option(exponents), (one, other, frontier, last) => {
				const [from, highest] = [Math.min(one, other), Math.max(one, other)];
				const to = last === null ? null : Math.max(from + 1, last);
				const { bounds } = stripBounds({ from, to, frontier, highest });
				expect(bounds.length).toBeLessThanOrEqual(MOST_COLUMNS);
				expect(bounds[0]).toBe(from);
				for (const [index, bound] of bounds.entries()) if (index > 0) expect(bound).toBeGreaterThan(bounds[index - 1]!);
				const end = bounds.at(-1)!;
				if (to === null) expect(end).toBeGreaterThan(highest);
				else expect(end).toBeLessThanOrEqual(to + 1);
				if (to !== null && to <= highest) expect(end).toBe(to + 1);
			}),
		);
	});

	it("stay readable from 100 to 100 million", () => {
		const { scale, bounds } = stripBounds({ from: 100, to: null, frontier: 50_000, highest: 100_000_000 });
		expect(scale).toBe("log");
		expect(bounds.filter((bound) => bound <= 50_000).length).toBeGreaterThan(30);
		expect(stripBounds({ from: 100, to: null, frontier: 50_000, highest: 60_000 }).scale).toBe("linear");
		expect(stripBounds({ from: 100_000_000, to: null, frontier: 100_000_007, highest: 100_500_000 }).scale).toBe("linear");
	});

	it("stay the same while a search goes on a little", () => {
		const at = (highest: number) => stripBounds({ from: 2, to: null, frontier: highest - 500, highest });
		expect(at(61_000)).toEqual(at(61_200));
	});
});

it("a column tells what is known in it, and who works there", () => {
	const knowledge = new Knowledge({});
	knowledge.setCounts(0, true);
	knowledge.add(0, { kind: "LL", exponent: 9_689, res64: "0000000000000000", shift: 1 });
	knowledge.add(0, { kind: "LL", exponent: 10_007, res64: "00000000000000AB", shift: 1 });
	const bounds = { scale: "linear", bounds: [9_000, 10_000, 11_000] } as const;
	const strip = stripState(bounds, knowledge.strip(bounds.bounds), [
		[0, [8_704, 9_728, 10_752]],
		[1, [10_240, 50_000]],
	]);
	expect(strip).toMatchObject({ primes: [1, 0], tested: [0, 1], holders: [[0], [0, 1]] });
	expect(strip.open.every((open) => open > 20)).toBe(true);
});
