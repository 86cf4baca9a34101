import { expect, it } from "vitest";
import { logged, NOTHING_HAPPENED, said } from "../../src/terminal/history.ts";
import type { History } from "../../src/terminal/history.ts";

const START = Date.parse("2026-11-25T12:00:00.000Z");

function after(...lines: readonly [second: number, node: number, msg: string, facts: Readonly<Record<string, unknown>>][]): History {
	return lines.reduce(
		(history, [second, node, msg, facts]) =>
			logged(history, { level: "info", time: new Date(START + second * 1_000).toISOString(), node, msg, ...facts }),
		NOTHING_HAPPENED,
	);
}

const texts = ({ happenings }: History): string[] => happenings.map(({ nodes, text }) => `${nodes.join(" ")}: ${text}`);
const evicted = { peer: 5003, silent_seconds: 10.1 };

it("what several nodes say is said once, in the order of their ids", () => {
	const history = after([0, 5004, "peer evicted", evicted], [0, 5001, "node asleep", {}], [1, 5002, "peer evicted", evicted]);
	expect(texts(history)).toEqual(["5002 5004: evicted 5003: silent for 10 s", "5001: fell asleep"]);
});

it("what is read late stands where it happened", () => {
	const history = after([2, 5002, "largest prime", { exponent: 5, originator: 5001 }], [1, 5001, "prime found", { exponent: 5 }]);
	expect(texts(history)).toEqual(["5001: found 2^5 - 1", "5002: learned of 2^5 - 1, found by 5001"]);
});

it("what comes much later, or twice of one node, is said again", () => {
	const history = after([0, 5001, "peer evicted", evicted], [1, 5001, "peer evicted", evicted], [60, 5002, "peer evicted", evicted]);
	expect(history.happenings.map(({ nodes }) => nodes)).toEqual([[5001], [5001], [5002]]);
});

it("names are learned, what every link says is left out, and the cluster has its word", () => {
	const history = said(
		after([0, 5001, "listening", { port: 5001, name: "Noll" }], [0, 5001, "link opened", { peer: 5002 }]),
		START,
		"ended",
		"warn",
	);
	expect(history.names).toEqual({ 5001: "Noll" });
	expect(texts(history)).toEqual(["5001: listens on port 5001", ": ended"]);
});

it("is bounded", () => {
	const many = Array.from({ length: 2_000 }, (_, index): [number, number, string, { exponent: number }] => [
		index,
		1,
		"prime found",
		{ exponent: index },
	]);
	const { happenings } = after(...many);
	expect(happenings.length).toBeLessThanOrEqual(300);
	expect(happenings.at(-1)?.text).toBe("found 2^1999 - 1");
});
