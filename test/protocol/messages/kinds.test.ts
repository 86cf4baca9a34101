// The table of kinds: what stands in it is what the wire, the outbox and the performer go by.
import { describe, expect, it } from "vitest";
import { KINDS, kindOf } from "../../../src/protocol/messages/kinds.ts";
import { parseMessage } from "../../../src/protocol/messages/parse.ts";

describe("message kinds", () => {
	it("are the ones that lines may name, and what every object inherits is none", () => {
		for (const type of Object.keys(KINDS)) expect(kindOf(type)).toBeDefined();
		for (const type of ["", "ping", "toString", "constructor", "__proto__", "hasOwnProperty"]) {
			expect(kindOf(type)).toBeUndefined();
			const line = `{"msg_type":"${type}","msg_id":1,"msg_forwarder":5,"msg_originator":5,"ttl":0,"data":null}`;
			expect(parseMessage(line)).toEqual({ kind: "unknown", type, forwarder: 5 });
		}
	});

	it("keep what shows that a peer is there ahead of all that is told, and let only what tells of nothing overtake a record", () => {
		for (const type of ["PING", "PONG"] as const) expect(KINDS[type]).toMatchObject({ urgency: "first", tells: false });
		for (const kind of Object.values(KINDS)) if (kind.urgency !== "first") expect(kind.tells).toBe(true);
	});
});
