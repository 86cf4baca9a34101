import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LARGEST_EXPONENT } from "../../src/search/exponents.ts";
import { Hunt } from "../../src/search/hunt.ts";
import type { HuntInput, HuntOutput } from "../../src/search/hunt.ts";
import { isKnown } from "../../src/search/known.ts";

/** Drives a hunt, and remembers which tests are under way. */
class Bench {
	readonly hunt: Hunt;
	readonly running = new Set<number>();
	readonly begun: number[] = [];
	readonly ended: HuntOutput[] = [];

	constructor(parallel: number, to: number | null = null) {
		this.hunt = new Hunt({ parallel, to });
	}

	feed(input: HuntInput): void {
		if (input.type === "tested" || input.type === "test-failed") this.running.delete(input.exponent);
		for (const output of this.hunt.handle(input)) {
			if (output.type === "test") {
				expect(this.running.has(output.exponent)).toBe(false);
				this.running.add(output.exponent);
				this.begun.push(output.exponent);
			} else if (output.type === "cancel") expect(this.running.delete(output.exponent)).toBe(true);
			else this.ended.push(output);
		}
	}

	/** Answers truly until the search ends. */
	toTheEnd(): HuntOutput {
		while (this.ended.length === 0) {
			const [exponent] = this.running;
			this.feed({ type: "tested", exponent: exponent!, prime: isKnown(exponent!) });
		}
		return this.ended[0]!;
	}
}

describe("the hunt", () => {
	it("finds the next one above, one test at a time or many", () => {
		for (const parallel of [1, 3, 16])
			for (const [above, next] of [
				[2, 3],
				[7, 13],
				[127, 521],
				[1_279, 2_203],
			] as const) {
				const bench = new Bench(parallel);
				bench.feed({ type: "search", above });
				expect(bench.toTheEnd()).toEqual({ type: "found", exponent: next });
				expect([bench.running.size, bench.hunt.above]).toEqual([0, null]);
			}
	});

	it("lets a prime count only when all smaller ones are settled, and then leaves nothing running", () => {
		const bench = new Bench(3);
		bench.feed({ type: "search", above: 61 });
		const [first, second, third] = bench.begun as [number, number, number];
		bench.feed({ type: "tested", exponent: third, prime: true });
		bench.feed({ type: "tested", exponent: second, prime: true });
		expect(bench.ended).toEqual([]);
		bench.feed({ type: "tested", exponent: first, prime: false });
		expect(bench.ended).toEqual([{ type: "found", exponent: second }]);
		expect(bench.running.size).toBe(0);
	});

	it("keeps so many tests under way, and no more", () => {
		const bench = new Bench(4);
		bench.feed({ type: "search", above: 1_000 });
		for (let step = 0; step < 30; step++) {
			expect(bench.running.size).toBe(4);
			bench.feed({ type: "tested", exponent: [...bench.running][0]!, prime: false });
		}
		expect(bench.begun.length).toBe(34);
		bench.feed({ type: "rest" });
		expect([bench.running.size, bench.hunt.above, bench.ended]).toEqual([0, null, []]);
	});

	it("moved up goes on with the tests that still count", () => {
		const bench = new Bench(4);
		bench.feed({ type: "search", above: 1_000 });
		const [first, second, third, fourth] = bench.begun as [number, number, number, number];
		bench.feed({ type: "search", above: second });
		expect(bench.running.has(first)).toBe(false);
		expect(bench.begun.filter((exponent) => exponent === third || exponent === fourth)).toHaveLength(2);
		expect([...bench.running].slice(0, 2)).toEqual([third, fourth]);
		bench.feed({ type: "search", above: 10 });
		expect(Math.min(...bench.running)).toBe(13);
	});

	it("fails with a test that fails, and stops the others; what it did not ask for does not concern it", () => {
		const bench = new Bench(3);
		bench.feed({ type: "search", above: 61 });
		bench.feed({ type: "test-failed", exponent: 9_941 });
		bench.feed({ type: "tested", exponent: 9_941, prime: true });
		expect(bench.ended).toEqual([]);
		bench.feed({ type: "test-failed", exponent: bench.begun[1]! });
		expect(bench.ended).toEqual([{ type: "search-failed", above: 61 }]);
		expect(bench.running.size).toBe(0);
	});

	it("ends at the last exponent in reach", () => {
		const bench = new Bench(4);
		bench.feed({ type: "search", above: LARGEST_EXPONENT - 500 });
		expect(bench.toTheEnd()).toEqual({ type: "exhausted", above: LARGEST_EXPONENT - 500 });
		const final = bench.begun.at(-1);
		const again = new Bench(4);
		again.feed({ type: "search", above: LARGEST_EXPONENT - 500 });
		for (const exponent of bench.begun) again.feed({ type: "tested", exponent, prime: exponent === final });
		expect(again.ended).toEqual([{ type: "found", exponent: final }]);
	});

	it("of a bounded range ends with its last exponent", () => {
		const bench = new Bench(4, 600);
		bench.feed({ type: "search", above: 521 });
		expect(bench.toTheEnd()).toEqual({ type: "exhausted", above: 521 });
		expect(Math.max(...bench.begun)).toBeLessThanOrEqual(600);
	});

	it("answered in any order finds the same, and never asks for one twice without giving it up", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 8 }), fc.infiniteStream(fc.nat(7)), (parallel, picks) => {
				const bench = new Bench(parallel);
				bench.feed({ type: "search", above: 127 });
				while (bench.ended.length === 0) {
					const running = [...bench.running];
					const exponent = running[picks.next().value! % running.length]!;
					bench.feed({ type: "tested", exponent, prime: isKnown(exponent) });
				}
				expect(bench.ended).toEqual([{ type: "found", exponent: 521 }]);
			}),
		);
	});
});
