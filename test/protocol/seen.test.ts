import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Seen } from "../../src/protocol/seen.ts";

const step = fc.record({ originator: fc.nat(5), id: fc.nat(40), forgets: fc.integer({ min: 0, max: 19 }).map((n) => n === 0) });

describe("the memory of messages", () => {
	it("never takes a remembered message for new, nor a new one for remembered, and stays under its caps", () => {
		fc.assert(
			fc.property(
				fc.array(step, { maxLength: 200 }),
				fc.integer({ min: 1, max: 12 }),
				fc.integer({ min: 1, max: 8 }),
				(steps, half, halfEach) => {
					const seen = new Seen({ most: 2 * half, mostEach: 2 * halfEach });
					const everSent = new Set<string>();
					for (const { originator, id, forgets } of steps) {
						const known = seen.has(originator, id);
						if (forgets) {
							seen.forget(originator);
							expect(seen.has(originator, id)).toBe(false);
							continue;
						}
						expect(seen.remember(originator, id)).toBe(!known);
						if (known) expect(everSent).toContain(`${originator} ${id}`);
						everSent.add(`${originator} ${id}`);
						let remembered = 0;
						for (let name = 0; name <= 5; name++) {
							let each = 0;
							for (let other = 0; other <= 40; other++) if (seen.has(name, other)) each++;
							expect(each).toBeLessThanOrEqual(2 * halfEach);
							remembered += each;
						}
						expect(seen.size).toBe(remembered);
						expect(remembered).toBeLessThanOrEqual(Math.max(2 * half, 2 * halfEach));
					}
				},
			),
			{ numRuns: 300 },
		);
	});

	it("remembers the latest half of what it may hold", () => {
		const seen = new Seen({ most: 1_000, mostEach: 200 });
		for (let turn = 0; turn < 10_000; turn++) {
			seen.remember(turn % 20, turn);
			if (turn >= 500) expect(seen.has((turn - 499) % 20, turn - 499)).toBe(true);
		}
	});

	it("keeps others' messages through a flood in one name, however long", () => {
		const seen = new Seen({ most: 1_000, mostEach: 100 });
		seen.remember(1, 1);
		for (let id = 0; id < 100_000; id++) seen.remember(2, id);
		expect(seen.has(1, 1)).toBe(true);
		for (let id = 99_950; id < 100_000; id++) expect(seen.has(2, id)).toBe(true);
		expect(seen.size).toBeLessThanOrEqual(101);
	});

	it("gives way to the oldest names when many flood", () => {
		const seen = new Seen({ most: 1_000, mostEach: 100 });
		for (let name = 0; name < 50; name++) for (let id = 0; id < 60; id++) seen.remember(name, id);
		expect(seen.size).toBeLessThanOrEqual(1_000);
		expect(seen.has(49, 59)).toBe(true);
		expect(seen.has(0, 0)).toBe(false);
	});
});
