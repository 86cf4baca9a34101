import { expect, test } from "vitest";
import { Acquaintances } from "../../src/daemon/acquaintances.ts";

test("counts what passed with each node, and keeps every kind of its faults", () => {
	const known = new Acquaintances();
	known.sent(2);
	known.heard(2, 10);
	known.fault(2, "not-json", 11);
	known.fault(2, "bad-field ttl", 12);
	known.fault(2, "not-json", 13);
	known.fault(null, "not-json", 14);
	expect(known.list).toEqual([
		{
			peer: 2,
			heard: 10,
			evicted: null,
			messages_received: 1,
			messages_sent: 1,
			faults: [
				{ error: "bad-field ttl", count: 1, last: 12 },
				{ error: "not-json", count: 2, last: 13 },
			],
		},
		{ peer: null, heard: null, evicted: null, messages_received: 0, messages_sent: 0, faults: [{ error: "not-json", count: 1, last: 14 }] },
	]);
});

test("knows who is missed: whoever was evicted and is not back, and nobody after a reset", () => {
	const known = new Acquaintances();
	const missed = () => known.list.filter(({ evicted }) => evicted !== null).map(({ peer }) => peer);
	for (const peer of [2, 3, 4]) known.evicted(peer, 20);
	known.joined(3);
	expect(missed()).toEqual([2, 4]);
	known.reset();
	expect(missed()).toEqual([]);
});

test("stays bounded, whoever comes and whatever is wrong with it; a neighbour who still speaks is not forgotten for strangers", () => {
	const known = new Acquaintances();
	known.heard(1, 1_000);
	for (let peer = 2; peer < 1_000; peer++) known.heard(peer, peer - 1_000);
	for (let exponent = 0; exponent < 100; exponent++) known.fault(1, `false-claim ${exponent}`, exponent);
	expect(known.list.length).toBe(64);
	expect(known.list.find(({ peer }) => peer === 1)?.faults.map(({ error }) => error)).toEqual(
		Array.from({ length: 16 }, (_, index) => `false-claim ${84 + index}`),
	);
});
