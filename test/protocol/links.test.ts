import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LinkOpened } from "../../src/protocol/events.ts";
import { FIRST_MESSAGE_MS, PEERS, PRIMES_EACH_SECOND, PRIME_BURST } from "../../src/protocol/limits.ts";
import { survivor } from "../../src/protocol/doubles.ts";
import { Links } from "../../src/protocol/links.ts";
import type { Link } from "../../src/protocol/links.ts";
import { KINDS } from "../../src/protocol/messages/kinds.ts";
import type { Message } from "../../src/protocol/messages/kinds.ts";

function opened(link: number, direction: LinkOpened["direction"] = "accepted"): LinkOpened {
	return { link, direction, address: "127.0.0.1:5002", host: "127.0.0.1", loopback: true };
}

function bound(links: Links, now: number, link: number, peer: number, direction: LinkOpened["direction"] = "accepted"): Link {
	const made = links.open(now, opened(link, direction));
	made.peer = peer;
	return made;
}

function ping(id: number, from: number): Message {
	return { msg_type: "PING", msg_id: id, msg_forwarder: from, msg_originator: from, ttl: 0, data: null };
}

describe("of two links to one node", () => {
	it("both ends keep the one that the lower id dialled, in whatever order they saw them", () => {
		fc.assert(
			fc.property(fc.nat(9), fc.nat(9), fc.boolean(), fc.boolean(), (low, more, isSwappedHere, isSwappedThere) => {
				const high = low + 1 + more;
				const links = new Links();
				// Link 1 was dialled by the lower id, link 2 by the higher.
				const atLow = [links.open(0, opened(1, "dialled")), links.open(0, opened(2, "accepted"))] as const;
				const atHigh = [links.open(0, opened(1, "accepted")), links.open(0, opened(2, "dialled"))] as const;
				const keep = (own: number, peer: number, [a, b]: readonly [Link, Link], swap: boolean): number =>
					(swap ? survivor(own, peer, b, a) : survivor(own, peer, a, b)).link;
				expect(keep(low, high, atLow, isSwappedHere)).toBe(1);
				expect(keep(high, low, atHigh, isSwappedThere)).toBe(1);
			}),
		);
	});

	it("that the same node dialled the later stays", () => {
		const links = new Links();
		for (const direction of ["dialled", "accepted"] as const) {
			const [earlier, later] = [links.open(0, opened(1, direction)), links.open(5, opened(2, direction))];
			expect(survivor(5_001, 5_002, earlier, later)).toBe(later);
			expect(survivor(5_002, 5_001, earlier, later)).toBe(later);
		}
	});
});

describe("links", () => {
	it("are silent after their time, less what this node itself could not hear", () => {
		const links = new Links();
		const fresh = links.open(0, opened(1));
		const spoken = bound(links, 0, 2, 7);
		expect(links.silent(FIRST_MESSAGE_MS, 5_000)).toEqual([spoken]);
		links.heard(6_000, spoken, null);
		expect(links.silent(FIRST_MESSAGE_MS + 1, 5_000)).toEqual([fresh]);
		links.excuse(FIRST_MESSAGE_MS + 1, 2);
		expect(links.silent(FIRST_MESSAGE_MS + 1, 5_000)).toEqual([]);
		// Nobody can be excused for more than his silence.
		links.excuse(FIRST_MESSAGE_MS + 1, 1e9);
		expect(links.silent(FIRST_MESSAGE_MS + 1 + 5_001, 5_000)).toEqual([spoken]);
		expect([...links]).toHaveLength(links.size);
	});

	it("may bring a burst of new primes, and then so many a second", () => {
		const links = new Links();
		const link = links.open(0, opened(1));
		const rate = KINDS.PRIME.rate!;
		let taken = 0;
		while (links.takeToken(0, link, "PRIME", rate)) taken++;
		expect(taken).toBe(PRIME_BURST);
		for (let now = 0; now < 10_000; now += 2) if (links.takeToken(now, link, "PRIME", rate)) taken++;
		expect(taken - PRIME_BURST).toBeLessThanOrEqual(10 * PRIMES_EACH_SECOND);
		expect(taken - PRIME_BURST).toBeGreaterThanOrEqual(10 * PRIMES_EACH_SECOND - 1);
	});

	it("remember the largest that was told, the lowest finder of it, until it did not hold", () => {
		const links = new Links();
		const link = links.open(0, opened(1));
		links.told(link, 31, 5);
		links.told(link, 17, 1);
		links.told(link, 31, 9);
		expect(link.told).toEqual({ exponent: 31, finder: 5 });
		links.told(link, 31, 3);
		links.untell(17);
		expect(link.told).toEqual({ exponent: 31, finder: 3 });
		links.untell(31);
		expect(link.told).toBeNull();
	});

	it("know a counter that began again, if the earlier link had ended before this one began", () => {
		const links = new Links();
		const first = bound(links, 0, 1, 7);
		links.heard(1, first, ping(40, 7));
		links.heard(2, first, ping(39, 7));
		links.heard(3, first, ping(99, 8));
		const overlapping = links.open(4, opened(2));
		links.close(5, first);
		const next = links.open(6, opened(3));
		expect(links.isBehind(overlapping, 7, 3)).toBe(false);
		expect(links.isBehind(next, 7, 40)).toBe(true);
		expect(links.isBehind(next, 7, 41)).toBe(false);
		expect(links.isBehind(next, 8, 0)).toBe(false);
		links.close(7, next);
		expect(links.get(3)).toBeUndefined();
	});

	it("forget the oldest counters of many", () => {
		const links = new Links();
		for (let peer = 0; peer <= PEERS; peer++) {
			const link = bound(links, 0, peer, peer);
			links.heard(0, link, ping(9, peer));
			links.close(1, link);
		}
		const next = links.open(2, opened(9_999));
		expect(links.isBehind(next, 0, 1)).toBe(false);
		expect(links.isBehind(next, 1, 1)).toBe(true);
	});
});
