import { stripVTControlCharacters } from "node:util";
import { array, assert, boolean, integer, property, string } from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { frame } from "../../src/terminal/frame.ts";
import type { NodeRow, View } from "../../src/terminal/frame.ts";
import { createPaint } from "../../src/terminal/paint.ts";

const PLAIN = createPaint(false);
const COLOURED = createPaint(true);
const NOON = new Date(2026, 10, 25, 12, 0, 0).getTime();

const nodes: readonly NodeRow[] = [
	{
		id: 5001,
		name: "Noll",
		pid: 4211,
		state: "awake",
		peers: 3,
		tests: [{ exponent: 9689, share: 0.426, toGo: 72, isSearch: true }],
		note: "",
	},
	{ id: 5002, name: "Nickel", pid: 4212, state: "asleep", peers: 2, tests: [], note: "nothing" },
	{ id: 5003, name: "Nelson", pid: null, state: "ended", peers: null, tests: [], note: "starts again in 14 s" },
];

const view: View = {
	dashboard: "http://localhost:8080",
	largest: { exponent: 4423, digits: 1_332 },
	nodes,
	history: {
		names: { 5001: "Noll" },
		happenings: [
			{ at: NOON, nodes: [5001], tone: "find", text: "found 2^13 - 1" },
			{ at: NOON + 1_000, nodes: [5001, 5002], tone: "gone", text: "evicted 5003: silent for 10 s" },
		],
	},
	hint: "Ctrl-C ends all",
};

describe("a picture", () => {
	it("of 80 columns", () => {
		expect(frame(view, { columns: 80, rows: 24 }, PLAIN).map((line) => line.trimEnd())).toEqual([
			"gimps-node  http://localhost:8080      largest prime 2^4423 - 1  Ctrl-C ends all",
			"node   name    pid      state     peers  tests",
			"5001   Noll    4211     awake     3      2^9689 - 1 42 % 1 min 12 s to go",
			"5002   Nickel  4212     asleep    2      nothing",
			"5003   Nelson           ended            starts again in 14 s",
			"",
			"12:00:00 5001 Noll found 2^13 - 1",
			"12:00:01 5001 5002 evicted 5003: silent for 10 s",
		]);
	});

	it("of 120 columns has room for digits and a bar", () => {
		const lines = frame(view, { columns: 120, rows: 40 }, COLOURED);
		expect(stripVTControlCharacters(lines[0]!)).toMatch(/largest prime 2\^4423 - 1 \(1,332 digits\) {2}Ctrl-C ends all$/);
		expect(lines[2]).toContain("\u001B[7m");
	});

	it("says the same with colours and without", () => {
		const [plain, coloured] = [PLAIN, COLOURED].map((paint) => frame(view, { columns: 80, rows: 24 }, paint));
		expect(coloured!.map(stripVTControlCharacters)).toEqual(plain);
		expect(coloured).not.toEqual(plain);
	});

	it("shows the latest where there is no room for all, and counts the nodes that it leaves out", () => {
		const many = Array.from({ length: 64 }, (_, index) => ({ ...nodes[0]!, id: 5001 + index }));
		const happenings = Array.from({ length: 50 }, (_, at) => ({ at, nodes: [1], tone: "news" as const, text: `no. ${at}` }));
		const lines = frame({ ...view, nodes: many, history: { names: {}, happenings } }, { columns: 80, rows: 24 }, PLAIN);
		expect(lines).toHaveLength(24);
		expect(lines.at(-1)).toMatch(/no\. 49$/);
		const shown = lines.filter((line) => line.includes("Noll")).length;
		expect(lines).toContain(`and ${64 - shown} more`);
	});

	it("fits every size, whatever nodes call themselves", () => {
		assert(
			property(
				integer({ min: 1, max: 200 }),
				integer({ min: 1, max: 60 }),
				array(string({ unit: "binary", maxLength: 30 }), { maxLength: 12 }),
				boolean(),
				(columns, rows, names, hasColours) => {
					const rowsOfNodes = names.map((name, index) => ({ ...nodes[index % nodes.length]!, name }));
					const lines = frame({ ...view, nodes: rowsOfNodes }, { columns, rows }, hasColours ? COLOURED : PLAIN);
					expect(lines.length).toBeLessThanOrEqual(rows);
					for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
				},
			),
		);
	});
});
