import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PEERS, PEERS_BY_GOSSIP } from "../../src/protocol/limits.ts";
import { Peers } from "../../src/protocol/peers.ts";

describe("the peer list", () => {
	it("is stale of exactly those unheard for longer than the limit", () => {
		const step = fc.record({ id: fc.nat(8), pass: fc.nat(4_000), kind: fc.constantFrom("heard", "heard", "remove", "evict") });
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const peers = new Peers();
				const heardAt = new Map<number, number>();
				let now = 0;
				for (const { id, pass, kind } of steps) {
					now += pass;
					if (kind === "heard") {
						peers.heard(now, id, false);
						heardAt.set(id, now);
					} else if (kind === "remove") {
						peers.remove(id);
						heardAt.delete(id);
					}
					const stale = [...heardAt].filter(([, at]) => now - at > 10_000).map(([peer]) => peer);
					expect(peers.stale(now, 10_000).map((peer) => peer.id)).toEqual(stale);
					expect(peers.size).toBe(heardAt.size);
				}
			}),
		);
	});

	it("does not count the node's own deafness, and no more than the silence itself", () => {
		const peers = new Peers();
		peers.heard(0, 1, false);
		peers.heard(9_000, 2, false);
		peers.excuse(12_000, 5_000);
		expect(peers.stale(12_000, 10_000)).toEqual([]);
		expect(peers.stale(15_001, 10_000).map((peer) => peer.id)).toEqual([1]);
		expect(peers.stale(22_001, 10_000).map((peer) => peer.id)).toEqual([1, 2]);
		peers.heard(22_001, 2, false);
		expect(peers.stale(32_002, 10_000).map((peer) => peer.id)).toEqual([1, 2]);
	});

	it("filled with hearsay still takes in who comes itself, up to its cap", () => {
		const peers = new Peers();
		for (let id = 0; id < PEERS + 5; id++) expect(peers.heard(0, id, false) === undefined).toBe(id >= PEERS_BY_GOSSIP);
		for (let id = PEERS; id < 2 * PEERS; id++) peers.heard(0, id, true);
		expect(peers.size).toBe(PEERS);
		expect(peers.heard(1, 0, false)?.heardAt).toBe(1);
		peers.clear();
		expect([...peers]).toEqual([]);
	});

	it("gives the links of all but the named", () => {
		const peers = new Peers();
		for (const id of [1, 2, 3]) peers.heard(0, id, true)!.link = 10 + id;
		peers.heard(0, 4, false);
		expect(peers.recipientsExcept(2, 9)).toEqual([
			{ link: 11, peer: 1 },
			{ link: 13, peer: 3 },
		]);
		expect(peers.recipientsExcept().map(({ link }) => link)).toEqual([11, 12, 13]);
		expect(peers.get(9)).toBeUndefined();
	});
});
