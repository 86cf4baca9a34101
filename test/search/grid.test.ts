import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LARGEST_EXPONENT } from "../../src/search/exponents.ts";
import { cellOf, cellWidth, nextCell } from "../../src/search/grid.ts";

const exponents = fc.oneof(fc.nat(200_000), fc.nat(LARGEST_EXPONENT));

describe("the grid", () => {
	it("tiles the line from 0 without gap or overlap", () => {
		let cell = cellOf(0);
		expect(cell.start).toBe(0);
		while (cell.end < 300_000) {
			for (let exponent = cell.start; exponent < cell.end; exponent++) expect(cellOf(exponent)).toEqual(cell);
			const next = nextCell(cell);
			expect(next.start).toBe(cell.end);
			expect(next.end).toBeGreaterThan(next.start);
			cell = next;
		}
	});

	it("has each exponent in the cell that is named by its start", () => {
		fc.assert(
			fc.property(exponents, (exponent) => {
				const cell = cellOf(exponent);
				expect(cell.start).toBeLessThanOrEqual(exponent);
				expect(cell.end).toBeGreaterThan(exponent);
				expect(cellOf(cell.start)).toEqual(cell);
				expect(cellOf(cell.end - 1)).toEqual(cell);
			}),
		);
	});

	it("never widens upwards, and has the widths that all nodes agreed on", () => {
		fc.assert(fc.property(exponents, exponents, (a, b) => cellWidth(Math.min(a, b)) >= cellWidth(Math.max(a, b))));
		const widths = [2, 8_191, 8_192, 16_384, 32_768, 65_536, 131_071, 131_072, 136_279_841].map(cellWidth);
		expect(widths).toEqual([1_024, 1_024, 512, 256, 128, 32, 32, 8, 8]);
	});

	it("has one width between multiples of 8,192", () => {
		fc.assert(fc.property(exponents, (exponent) => cellWidth(exponent) === cellWidth(exponent - (exponent % 8_192))));
	});
});
