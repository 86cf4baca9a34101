// The transform as tests use it: known residues, the very end of each length's range, the choice of lengths.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { availableKernels } from "../../../src/engine/squaring/kernels.ts";
import { largestExponent, lengthFor, nextLength } from "../../../src/engine/squaring/lengths.ts";
import { createSquarer } from "../../../src/engine/squaring/plan.ts";
import { tune } from "../../../src/engine/squaring/tune.ts";
import { lengths } from "../../../src/engine/transform/shape.ts";
import { hex64 } from "../reference.ts";

interface Row {
	readonly type: "LL" | "PRP";
	readonly exponent: number;
	readonly iterations: number;
	readonly res64: string;
}

const { interim }: { readonly interim: readonly Row[] } = JSON.parse(
	readFileSync(new URL("../vectors/residues.json", import.meta.url), "utf8"),
);

const MOST_WORK = 1e9;
const rows = interim.filter(({ exponent, iterations }) => exponent * iterations <= MOST_WORK);

test.each(rows)("$type of 2^$exponent - 1 after $iterations: $res64", ({ type, exponent, iterations, res64 }) => {
	const squarer = createSquarer(exponent);
	squarer.load(type === "LL" ? 4n : 3n);
	if (type === "LL") squarer.squareMinusTwo(iterations, 0);
	else squarer.square(iterations);
	expect(hex64(squarer.read())).toBe(res64);
	expect(squarer.takeRoundOff()).toBeLessThan(0.4);
});

describe("the largest exponent of a length", () => {
	const shortest = lengths().filter((length) => length <= 1024);

	test.each(shortest)("%i words: a whole Lucas-Lehmer test ends with a round-off of at most 0.4", (length) => {
		for (const kernel of availableKernels()) {
			const exponent = largestExponent(length, kernel);
			expect(lengthFor(exponent, kernel)).toBe(length);
			const squarer = createSquarer(exponent, { length, kernel });
			squarer.load(4n);
			squarer.squareMinusTwo(exponent - 2, 0);
			expect(squarer.takeRoundOff(), `${kernel}, p = ${exponent}`).toBeLessThan(0.4);
		}
	});
});

test("lengths follow each other, and the shortest that is long enough is taken", () => {
	expect(nextLength(96)).toBe(128);
	expect(nextLength(2 ** 24)).toBe(2 ** 24);
	for (const length of lengths()) {
		expect(largestExponent(nextLength(length))).toBeGreaterThanOrEqual(largestExponent(length));
		if (length > 96) expect(lengthFor(largestExponent(length))).toBe(length);
	}
	expect(() => lengthFor(400_000_000)).toThrow(RangeError);
	expect(largestExponent(2 ** 24)).toBeGreaterThan(280_000_000);
});

test("what tune() finds is what createSquarer() takes", () => {
	const exponent = 44_497;
	const entry = tune(exponent, { msPerCandidate: 1 });
	expect(JSON.parse(JSON.stringify(entry))).toEqual(entry);
	const squarer = createSquarer(exponent, { plan: [entry] });
	expect({ length: squarer.transformLength, kernel: squarer.kernel }).toEqual({ length: entry.length, kernel: entry.kernel });
});
