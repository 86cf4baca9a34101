// Who holds which cell, by the latest lease of each key; held against a plain model.
import { array, assert, integer, property, record, uniqueArray } from "fast-check";
import { describe, expect, it } from "vitest";
import { Leases } from "../../../src/search/shared/leases.ts";

const CELLS = 8;
const lease = record({
	key: integer({ min: 1, max: 4 }),
	number: integer({ min: 1, max: 20 }),
	cells: uniqueArray(integer({ min: 0, max: CELLS - 1 })),
	seconds: integer({ min: 1, max: 5 }),
	after: integer({ min: 0, max: 3_000 }),
});

describe("leases", () => {
	it("are as the latest of each key says, while its time lasts", () => {
		assert(
			property(array(lease, { maxLength: 40 }), (heard) => {
				const leases = new Leases();
				const latest = new Map<number, { number: number; cells: number[]; until: number }>();
				let now = 0;
				for (const { key, number, cells, seconds, after } of heard) {
					now += after;
					leases.expire(now);
					const isNew = number > (latest.get(key)?.number ?? 0);
					expect(leases.hear(now, key, { key: "", number, cells, seconds })).toBe(isNew);
					if (isNew) latest.set(key, { number, cells, until: now + seconds * 1_000 });
					const live = [...latest].filter(([, { until }]) => until > now);
					for (let cell = 0; cell < CELLS; cell++) {
						const holders = live.filter((each) => each[1].cells.includes(cell)).map(([holder]) => holder);
						expect(new Set(leases.holders(cell))).toEqual(new Set(holders));
					}
					const working = live.filter((each) => each[1].cells.length > 0).map(([worker]) => worker);
					expect(new Set(leases.active())).toEqual(new Set(working));
				}
			}),
		);
	});

	it("tell who has held a cell for too long, renewed or not", () => {
		const leases = new Leases();
		leases.hear(0, 1, { key: "", number: 1, cells: [5], seconds: 60 });
		leases.hear(30_000, 1, { key: "", number: 2, cells: [5, 6], seconds: 60 });
		expect([leases.holders(5), leases.holders(5, 1), leases.holders(6, 1)]).toEqual([[1], [], [1]]);
	});
});
