import { expect, it } from "vitest";
import { LOG_LINES } from "../../src/daemon/log-lines.ts";
import { readRecord, sentenceOf } from "../../src/terminal/sentence.ts";

const BASE = { level: "info", time: "2026-11-25T12:00:00.000Z", node: 5001 };
/** None of a log line's own text in it: who tells so has no sentence for it. */
const UNTOLD = /^[a-z ]+, mark \d+$/;

it.each(Object.values(LOG_LINES).map(({ text }) => text))("%s has a sentence of its own", (msg) => {
	expect(sentenceOf({ ...BASE, msg, mark: 7 }).text).not.toMatch(UNTOLD);
});

const told: readonly [string, Readonly<Record<string, unknown>>, string][] = [
	["prime found", { exponent: 13, msg_id: 7, ttl: 2 }, "found 2^13 - 1"],
	["largest prime", { exponent: 13, originator: 5002, forwarder: 5003 }, "learned of 2^13 - 1, found by 5002"],
	["peer evicted", { peer: 5003, silent_seconds: 10.4 }, "evicted 5003: silent for 10 s"],
	["fault", { peer: null, address: "10.0.0.1:7", code: "not-json" }, "met a fault of 10.0.0.1:7: not-json"],
	["listening", { host: "127.0.0.1", port: 5001, http: null, name: "Noll" }, "listens on port 5001"],
	["search failed", { err: { type: "Error", message: "no memory", stack: "..." } }, "failed in its search: no memory"],
	["of a later version", { depth: 3 }, "of a later version, depth 3"],
	["unknown message type", { peer: 7, msg_type: "\u001b[2JHA" }, "ignored ?[2JHA of 7"],
];

it.each(told)("%s", (msg, facts, text) => {
	expect(sentenceOf({ ...BASE, msg, ...facts }).text).toBe(text);
});

it.each(["", "Error: at line 7", "[1]", "null", '{"msg":"half"'])("%j is no line of a log", (line) => {
	expect(readRecord(line)).toBeNull();
});
