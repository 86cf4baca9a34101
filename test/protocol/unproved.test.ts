import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLAIMS, CLAIMS_EACH_PEER, UNVERIFIED_CLAIMS } from "../../src/protocol/limits.ts";
import type { PrimeMessage } from "../../src/protocol/messages/prime.ts";
import { UnprovedPrimes } from "../../src/protocol/unproved.ts";

function claim(exponent: number, originator: number, forwarder = originator): PrimeMessage {
	return { msg_type: "PRIME", msg_id: exponent, msg_forwarder: forwarder, msg_originator: originator, ttl: 0, data: exponent };
}

describe("primes not proved here", () => {
	it("wait for a check each, one at a time", () => {
		const claims = new UnprovedPrimes();
		expect(claims.next()).toBeNull();
		claims.add(7, claim(7, 1));
		claims.add(5, claim(5, 1));
		expect(claims.next()).toBe(5);
		expect(claims.next()).toBeNull();
		claims.answered(7);
		expect(claims.next()).toBeNull();
		claims.answered(5);
		expect(claims.settle(5, "prime")?.message.msg_originator).toBe(1);
		expect(claims.next()).toBe(7);
	});

	it("of an honest peer are checked however many a liar brings", () => {
		const claims = new UnprovedPrimes();
		let exponent = 1_000;
		const lie = (): void => {
			while (claims.add(exponent, claim(exponent, 66))) exponent++;
		};
		lie();
		const first = claims.next()!;
		expect(claims.add(9_941, claim(9_941, 5))).toBe(true);
		claims.answered(first);
		claims.settle(first, "composite");
		lie();
		expect(claims.next()).toBe(9_941);
	});

	it("keep the lowest originator, and who brought the first", () => {
		const claims = new UnprovedPrimes();
		claims.add(31, claim(31, 5, 9));
		expect(claims.join(31, claim(31, 7, 7))).toBe(true);
		expect(claims.join(31, claim(31, 3, 3))).toBe(true);
		expect(claims.join(61, claim(61, 3, 3))).toBe(false);
		expect(claims.settle(31, "prime")).toMatchObject({ from: 9, direct: false, message: { msg_originator: 3 } });
	});

	it("that are undecided are kept to be shown, the latest ones", () => {
		const claims = new UnprovedPrimes();
		for (let exponent = 0; exponent < UNVERIFIED_CLAIMS + 5; exponent++) {
			claims.add(exponent, claim(exponent, exponent));
			claims.settle(exponent, "unverified");
		}
		expect(claims.unverified.map((other) => other.exponent)).toEqual(Array.from({ length: UNVERIFIED_CLAIMS }, (_, index) => index + 5));
		expect(claims.size).toBe(0);
		expect(claims.settle(10, "prime")).toBeDefined();
		expect(claims.settle(10, "unverified")).toBeUndefined();
		claims.clear();
		expect(claims.unverified).toEqual([]);
	});

	it("of many liars fill the queue, and no more", () => {
		const claims = new UnprovedPrimes();
		for (let exponent = 0; exponent < CLAIMS; exponent++) expect(claims.add(exponent, claim(exponent, exponent))).toBe(true);
		expect(claims.add(CLAIMS, claim(CLAIMS, CLAIMS))).toBe(false);
		expect(claims.size).toBe(CLAIMS);
	});

	it("stay within their bounds, and every one that was added comes to its turn", () => {
		const step = fc.record({
			exponent: fc.integer({ min: 2, max: 300 }),
			peer: fc.nat(30),
			act: fc.constantFrom("add", "add", "add", "check", "drop"),
		});
		fc.assert(
			fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
				const claims = new UnprovedPrimes();
				const waiting = new Map<number, number>();
				let checking: number | null = null;
				for (const { exponent, peer, act } of steps) {
					if (act === "drop") {
						claims.dropUpTo(exponent / 10);
						for (const other of waiting.keys()) if (other <= exponent / 10) waiting.delete(other);
					} else if (act === "check") {
						if (checking !== null) claims.answered(checking);
						if (checking !== null) claims.settle(checking, "composite");
						waiting.delete(checking ?? -1);
						checking = claims.next();
						expect(checking === null).toBe(waiting.size === 0);
					} else if (!claims.join(exponent, claim(exponent, peer))) {
						const ofPeer = [...waiting.values()].filter((other) => other === peer).length;
						const hasRoom = waiting.size < CLAIMS && ofPeer < CLAIMS_EACH_PEER;
						expect(claims.add(exponent, claim(exponent, peer))).toBe(hasRoom);
						if (hasRoom) waiting.set(exponent, peer);
					}
					expect(claims.size).toBe(waiting.size);
					for (const other of waiting.keys()) expect(claims.isWaiting(other)).toBe(true);
				}
			}),
		);
	});
});
