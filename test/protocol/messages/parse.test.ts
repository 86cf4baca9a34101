import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ADDRESS_CHARACTERS, LARGEST_TTL, TYPE_CHARACTERS } from "../../../src/protocol/limits.ts";
import type { Message } from "../../../src/protocol/messages/kinds.ts";
import { parseMessage } from "../../../src/protocol/messages/parse.ts";

const PRIME = { msg_type: "PRIME", msg_id: 41, msg_forwarder: 5002, msg_originator: 5001, ttl: 1, data: 521 };
const PING = { msg_type: "PING", msg_id: 7, msg_forwarder: 5001, msg_originator: 5001, ttl: 0, data: null };

const count = fc.maxSafeNat();
const message: fc.Arbitrary<Message> = fc.oneof(
	fc
		.record({ msg_type: fc.constantFrom("PING" as const, "PONG" as const), id: count, node: count, ttl: fc.nat(LARGEST_TTL) })
		.map((made) => ({
			msg_type: made.msg_type,
			msg_id: made.id,
			msg_forwarder: made.node,
			msg_originator: made.node,
			ttl: made.ttl,
			data: null,
		})),
	fc.record(
		{
			msg_type: fc.constant("PRIME" as const),
			msg_id: count,
			msg_forwarder: count,
			msg_originator: count,
			ttl: fc.nat(LARGEST_TTL),
			data: fc.integer({ min: 2, max: Number.MAX_SAFE_INTEGER }),
			msg_originator_addr: fc.string({ maxLength: ADDRESS_CHARACTERS }),
		},
		{ requiredKeys: ["msg_type", "msg_id", "msg_forwarder", "msg_originator", "ttl", "data"] },
	),
);

function fault(line: string): unknown {
	const received = parseMessage(line);
	return received.kind === "fault" ? received.fault : received;
}

describe("a line", () => {
	it("reads as the message that was written", () => {
		fc.assert(
			fc.property(message, (written) => {
				expect(parseMessage(JSON.stringify(written))).toEqual({ kind: "message", message: written });
			}),
		);
	});

	it("of any text never throws", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (line) => void parseMessage(line)),
			{ numRuns: 2_000 },
		);
		fc.assert(
			fc.property(fc.json({ maxDepth: 30 }), (line) => void parseMessage(line)),
			{ numRuns: 500 },
		);
	});

	it("with one field of any other value is that message or a fault, and nothing else", () => {
		fc.assert(
			fc.property(fc.constantFrom(...Object.keys(PRIME)), fc.jsonValue(), (field, value) => {
				const line = JSON.stringify({ ...PRIME, [field]: value });
				const received = parseMessage(line);
				// What JSON says of the value: it has no -0.
				if (received.kind === "message") expect(received.message).toEqual(JSON.parse(line));
				else if (field !== "msg_type") expect(received).toEqual({ kind: "fault", fault: { code: "bad-field", field } });
			}),
			{ numRuns: 1_000 },
		);
	});

	it("keeps only known fields, and the last of two with one name", () => {
		const line = JSON.stringify({ ...PRIME, more: 1, constructor: 2 }).replace("{", '{"__proto__":{"ttl":9},"msg_id":1,"msg_id":2,');
		const received = parseMessage(line);
		expect(received).toEqual({ kind: "message", message: PRIME });
		expect(Object.keys(received.kind === "message" ? received.message : {})).toEqual(Object.keys(PRIME));
	});

	it.each(["", " ", "{", "nul", "{'a':1}", "{}x", "\u0000", '{"msg_id":1,}', "NaN", '{"a":"\\x"}'])("%j is not JSON", (line) => {
		expect(fault(line)).toEqual({ code: "not-json" });
	});

	it.each(["null", "[]", "5", '"PING"', "true", "[{}]"])("%s is no object", (line) => {
		expect(fault(line)).toEqual({ code: "not-an-object" });
	});

	it("nested too deeply is not even parsed", () => {
		expect(fault("[".repeat(100_000))).toEqual({ code: "too-deep" });
		expect(fault(`{"a":`.repeat(17))).toEqual({ code: "too-deep" });
		expect(fault(`{"a":${"[".repeat(15)}${"]".repeat(15)}}`)).toEqual({ code: "bad-field", field: "msg_type" });
		expect(fault(`{"a":"${"[".repeat(50)}\\"[","b":[],"c":{}}`)).toEqual({ code: "bad-field", field: "msg_type" });
	});

	it.each([
		["msg_type", 5],
		["msg_type", undefined],
		["msg_forwarder", -1],
		["msg_forwarder", "5001"],
		["msg_id", 1.5],
		["msg_id", undefined],
		["msg_originator", null],
		["ttl", LARGEST_TTL + 1],
		["ttl", -1],
		["data", null],
		["data", 1],
		["data", "521"],
		["msg_originator_addr", 5001],
		["msg_originator_addr", null],
		["msg_originator_addr", "a".repeat(ADDRESS_CHARACTERS + 1)],
	])("with %s %j is a fault", (field, value) => {
		expect(fault(JSON.stringify({ ...PRIME, [field]: value }))).toEqual({ code: "bad-field", field });
	});

	it.each(["9007199254740993", "1e999", "-1", "1e400", "5.5"])("with the number %s is a fault", (number) => {
		expect(fault(JSON.stringify(PRIME).replace("521", number))).toEqual({ code: "bad-field", field: "data" });
	});

	it("with a PING that carries data, or another's, is a fault", () => {
		expect(fault(JSON.stringify({ ...PING, data: 3 }))).toEqual({ code: "bad-field", field: "data" });
		expect(fault(JSON.stringify({ ...PING, msg_originator: 5002 }))).toEqual({ code: "bad-field", field: "msg_originator" });
	});

	it("of an unknown type needs only its forwarder, and shows only the head of a long name", () => {
		expect(parseMessage('{"msg_type":"CLAIM","msg_forwarder":5001,"range":[1,2]}')).toEqual({
			kind: "unknown",
			type: "CLAIM",
			forwarder: 5001,
		});
		const long = parseMessage(JSON.stringify({ msg_type: "X".repeat(9_999), msg_forwarder: 1 }));
		expect(long).toEqual({ kind: "unknown", type: "X".repeat(TYPE_CHARACTERS), forwarder: 1 });
	});
});
