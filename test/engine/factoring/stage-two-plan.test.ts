import { assert, property, integer } from "fast-check";
import { describe, expect, it } from "vitest";
import { isPrime } from "../../../src/engine/exponent.ts";
import { choosePairing, doneUpTo, planStageTwo, type StageTwoPlan } from "../../../src/engine/factoring/stage-two-plan.ts";

/** The numbers that the products from one to another take care of. */
function covered(plan: StageTwoPlan, from: number, to: number): Set<number> {
	const numbers = new Set<number>();
	for (let middle = 0; middle + 1 < plan.starts.length; middle++)
		for (let product = plan.starts[middle]!; product < plan.starts[middle + 1]!; product++) {
			const distance = plan.distances[plan.products[product]!]!;
			const at = (plan.firstMiddle + middle) * plan.step;
			if (product < from || product >= to) continue;
			numbers.add(at + distance);
			numbers.add(at - distance);
		}
	return numbers;
}

function primes(from: number, to: number): number[] {
	return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + 1 + i).filter(isPrime);
}

describe("a plan of the second stage", () => {
	it("takes every prime between its bounds, whatever they are and however few residues it holds", () => {
		assert(
			property(integer({ min: 11, max: 3_000 }), integer({ min: 1, max: 20_000 }), integer({ min: 1, max: 3_000 }), (from, more, most) => {
				const b2 = from + more;
				const pairing = choosePairing(from, b2, most)!;
				const plan = planStageTwo({ from, b2, step: pairing.step, reach: pairing.reach });
				expect(plan.distances.length).toBe(pairing.distances);
				expect(plan.distances.length).toBeLessThanOrEqual(most);
				expect(plan.starts.at(-1)).toBe(plan.products.length);
				const all = covered(plan, 0, plan.products.length);
				expect(primes(from, b2).filter((prime) => !all.has(prime))).toEqual([]);
				// Where another plan goes on from, nothing is left out.
				const done = Math.floor(plan.products.length / 3);
				const sofar = covered(plan, 0, done);
				expect(primes(from, doneUpTo(plan, done)).filter((prime) => !sofar.has(prime))).toEqual([]);
			}),
		);
	});

	it("costs about what it was expected to, and less with more memory", () => {
		for (const [from, b2] of [
			[1_500, 40_000],
			[7_600, 230_000],
			[50_000, 2_000_000],
		] as const) {
			const choices = [10, 50, 300, 1500].map((most) => choosePairing(from, b2, most)!);
			for (const { step, reach, squarings } of choices) {
				const plan = planStageTwo({ from, b2, step, reach });
				const real = 1.2 * plan.products.length + 3.2 * plan.starts.length + reach + 300;
				expect(Math.abs(real / squarings - 1), `${from} to ${b2}, ${step}, ${reach}`).toBeLessThan(0.05);
			}
			const costs = choices.map(({ squarings }) => squarings);
			expect(costs).toEqual(costs.toSorted((a, b) => b - a));
		}
		expect(choosePairing(100, 1_000, 0)).toBeUndefined();
	});
});
