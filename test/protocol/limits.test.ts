// What the limits of the protocol must be to one another and to the transport's, for each to do what its reason says.
import { expect, it } from "vitest";
import * as protocol from "../../src/protocol/limits.ts";
import { parseMessage } from "../../src/protocol/messages/parse.ts";
import * as transport from "../../src/transport/limits.ts";

/** Each below the one after it. */
function expectRising(...values: readonly number[]): void {
	expect(values.toSorted((a, b) => a - b)).toEqual(values);
	expect(new Set(values).size).toBe(values.length);
}

it("a peer that answers pings is heard before it is stale, and one that does not is soon looked at", () => {
	expectRising(protocol.DEAF_MS, protocol.EVICT_EVERY_MS, protocol.PING_EVERY_MS, protocol.STALE_AFTER_MS);
	expectRising(protocol.PING_EVERY_MS + protocol.EVICT_EVERY_MS + protocol.DEAF_MS, protocol.STALE_AFTER_MS);
	expectRising(protocol.START_JITTER_MS, protocol.PING_EVERY_MS);
});

it("what all share has room beside one one's share", () => {
	expectRising(protocol.SEEN_MESSAGES_EACH, protocol.SEEN_MESSAGES);
	expectRising(protocol.CLAIMS_EACH_PEER, protocol.CLAIMS);
	expectRising(protocol.PEERS_BY_GOSSIP, protocol.PEERS);
	expectRising(protocol.DIALLED_LINKS, protocol.LEARNED_ADDRESSES, protocol.PEERS);
});

it("who comes over a link always finds room among the peers, and what we dial among the links", () => {
	expect(protocol.PEERS - protocol.PEERS_BY_GOSSIP).toBeGreaterThanOrEqual(transport.LINK_LIMIT);
	expect(protocol.DIALLED_LINKS).toBeLessThanOrEqual(transport.LINKS_KEPT_FOR_DIALS);
});

it("pauses between dials grow, and giving up is the longest", () => {
	expectRising(protocol.REDIAL_LEAST_MS, protocol.REDIAL_MOST_MS, protocol.LEARNED_PAUSE_MS);
	expectRising(0, protocol.REDIAL_SHARE_OF_ABSENCE, 1);
	// A dial has ended before the next one to the same address is due at the latest.
	expectRising(transport.DIAL_TIMEOUT_MS, protocol.REDIAL_MOST_MS);
	expectRising(protocol.FAULT_HALF_LIFE_MS, protocol.BAN_MS);
});

it("what a node itself sends is no fault of it", () => {
	expectRising(protocol.INTRODUCTIONS, protocol.PRIME_BURST, protocol.SEEN_MESSAGES_EACH);
	expectRising(protocol.FORWARD_BURST, protocol.PRIME_BURST);
	expectRising(protocol.FORWARDS_EACH_SECOND, protocol.PRIMES_EACH_SECOND);
	expect(protocol.PRIME_TTL).toBeLessThanOrEqual(protocol.LARGEST_TTL);
});

it("the longest message of all fits the line of who has not spoken yet", () => {
	const most = Number.MAX_SAFE_INTEGER;
	const longest = {
		msg_type: "PRIME",
		msg_id: most,
		msg_forwarder: most,
		msg_originator: most,
		ttl: protocol.LARGEST_TTL,
		data: most,
		msg_originator_addr: "a".repeat(protocol.ADDRESS_CHARACTERS),
	};
	const line = JSON.stringify(longest);
	expect(parseMessage(line)).toMatchObject({ kind: "message", message: longest });
	expect(Buffer.byteLength(line)).toBeLessThanOrEqual(transport.UNTRUSTED_LINE_LIMIT_BYTES);
});
