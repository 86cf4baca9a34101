// Which cells a key takes from a window.
import { assert, nat, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseCells } from "../../../src/search/shared/window.ts";

const window = Array.from({ length: 40 }, (_, place) => ({ start: 8 * place, end: 8 * place + 8, open: [8 * place + 1] }));
const choice = { seconds: 3, cells: 3, secondsATest: () => 1 };

describe("the choice of cells", () => {
	it("prefers what nobody took for a lease, for every key", () => {
		assert(
			property(nat(2 ** 32 - 1), nat(39), (keyHash, place) => {
				const leasesFree = (cell: number): number => (cell === 8 * place ? 1 : 0);
				expect(chooseCells(window, { ...choice, keyHash, leasesFree }).map(({ start }) => start)).toContain(8 * place);
			}),
		);
	});

	it("spreads keys that choose at once", () => {
		const taken = Array.from({ length: 10 }, (_, key) => chooseCells(window, { ...choice, keyHash: key * 7_919, leasesFree: () => 0 }));
		expect(new Set(taken.flat().map(({ start }) => start)).size).toBeGreaterThan(9);
	});
});
