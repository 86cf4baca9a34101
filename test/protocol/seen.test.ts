import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Seen } from "../../src/protocol/seen.ts";

/** What Seen promises, in the plainest way. */
class Model {
	pairs: (readonly [number, number] | null)[] = [];
	readonly #most: number;
	readonly #mostEach: number;

	constructor(most: number, mostEach: number) {
		this.#most = most;
		this.#mostEach = mostEach;
	}

	remember(originator: number, id: number): boolean {
		if (this.#of(originator).some(([, other]) => other === id)) return false;
		if (this.pairs.length === this.#most) this.pairs.shift();
		if (this.#of(originator).length === this.#mostEach) this.pairs[this.pairs.findIndex((pair) => pair?.[0] === originator)] = null;
		this.pairs.push([originator, id]);
		return true;
	}

	forget(originator: number): void {
		this.pairs = this.pairs.map((pair) => (pair?.[0] === originator ? null : pair));
	}

	get size(): number {
		return this.pairs.filter((pair) => pair !== null).length;
	}

	#of(originator: number): (readonly [number, number])[] {
		return this.pairs.filter((pair) => pair?.[0] === originator) as (readonly [number, number])[];
	}
}

describe("the memory of messages", () => {
	it("does as its model, step by step, and never holds more than its cap", () => {
		const step = fc.record({ originator: fc.nat(3), id: fc.nat(12), forgets: fc.integer({ min: 0, max: 9 }).map((n) => n === 0) });
		fc.assert(
			fc.property(
				fc.array(step, { maxLength: 80 }),
				fc.integer({ min: 1, max: 12 }),
				fc.integer({ min: 1, max: 6 }),
				(steps, most, mostEach) => {
					const seen = new Seen({ most, mostEach });
					const model = new Model(most, mostEach);
					for (const { originator, id, forgets } of steps) {
						if (forgets) {
							seen.forget(originator);
							model.forget(originator);
						} else expect(seen.remember(originator, id)).toBe(model.remember(originator, id));
						expect(seen.size).toBe(model.size);
						expect(seen.size).toBeLessThanOrEqual(most);
					}
				},
			),
			{ numRuns: 500 },
		);
	});

	it("keeps others' messages through a flood in one name", () => {
		const seen = new Seen({ most: 1_000, mostEach: 100 });
		seen.remember(1, 1);
		for (let id = 0; id < 900; id++) seen.remember(2, id);
		expect(seen.has(1, 1)).toBe(true);
		expect(seen.has(2, 899)).toBe(true);
		expect(seen.has(2, 799)).toBe(false);
	});
});
