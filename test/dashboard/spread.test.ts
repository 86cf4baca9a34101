// How finds spread and why their copies end, as the page makes it out of the nodes' logs, without a browser.
import { describe, expect, test } from "vitest";
import { floodOf } from "../../src/dashboard/page/model/flood.ts";
import { Links } from "../../src/dashboard/page/model/links.ts";
import { hopsOf, LATER_AFTER_SECONDS, Paths } from "../../src/dashboard/page/model/paths.ts";
import { spreadOf } from "../../src/dashboard/page/model/spread.ts";
import { stopOf } from "../../src/dashboard/page/model/stops.ts";
import { layOut } from "../../src/dashboard/page/parts/graph-layout.ts";
import { Traffic } from "../../src/dashboard/page/parts/traffic.ts";
import { prime } from "./prime-copy.ts";

test("the links of a time are known later, also those that ended or came back meanwhile", () => {
	const links = new Links();
	const sight = (linked: readonly number[]) => [{ id: 1, reachable: true, linked }];
	links.update(sight([2]), 1_000);
	links.update(sight([3]), 2_000);
	links.update(sight([2, 3]), 3_000);
	expect([0, 1_500, 2_500, 3_500].map((time) => links.at(time).map(([, other]) => other))).toEqual([[2, 3], [2, 3], [3], [2, 3]]);
});

describe("a flood must cost", () => {
	const ring = (count: number) => Array.from({ length: count }, (_, index) => [index, (index + 1) % count] as const);
	const mesh = (count: number) =>
		Array.from({ length: count }, (_all, one) => Array.from({ length: one }, (_one, other) => [other, one] as const)).flat();

	test.each([
		["nothing, alone", [], 2, { reached: 0, hops: 0, messages: 0 }],
		["one message each where all are linked, and then all that they tell each other", mesh(4), 2, { reached: 3, hops: 1, messages: 9 }],
		["no more than the first hop without ttl", mesh(4), 0, { reached: 3, hops: 1, messages: 3 }],
		["three hops of a long ring with the exercise's ttl", ring(12), 2, { reached: 6, hops: 3, messages: 6 }],
		["where a ring closes, one message too many on either side", ring(5), 2, { reached: 4, hops: 2, messages: 6 }],
	] as const)("%s", (_, edges, ttl, cost) => {
		expect(floodOf(edges, 0, ttl)).toEqual(cost);
	});
});

test("how a find spread: until the last node had it, and what would have done", () => {
	const paths = new Paths();
	const links = new Links();
	links.update(
		[
			{ id: 1, reachable: true, linked: [2, 3] },
			{ id: 2, reachable: true, linked: [3] },
		],
		0,
	);
	for (const copy of [
		prime(1, 2, 2, 10, { sent: true }),
		prime(1, 3, 2, 10, { sent: true }),
		prime(1, 2, 2, 10.25),
		prime(2, 3, 1, 10.25, { sent: true }),
		prime(1, 3, 2, 10.5),
		prime(2, 3, 1, 10.75, { duplicate: true }),
		prime(1, 4, 0, 90),
	])
		paths.add(copy);
	const path = paths.get("1:7");
	expect(path === undefined ? null : spreadOf(path, links, () => true)).toMatchObject({
		reached: 2,
		seconds: 0.5,
		messages: 3,
		least: { reached: 2, hops: 1, messages: 4 },
		leastSeconds: 0.25,
	});
	expect(spreadOf(new Paths().add(prime(1, 2, 0, 10)), links, () => true)).toBeNull();
});

test("a find that a pause holds is one flood, however long that lasts", () => {
	const paths = new Paths();
	paths.laterAfterSeconds = Number.POSITIVE_INFINITY;
	paths.add(prime(1, 2, 2, 10));
	paths.laterAfterSeconds = LATER_AFTER_SECONDS;
	const path = paths.add(prime(3, 4, 0, 600));
	expect(hopsOf(path).map(({ isLater }) => isLater)).toEqual([false, false]);
});

test.each([
	["seen before", { from: 2, ttl: 1, duplicate: true }, [2, 3]],
	["ttl 0", { from: 2, ttl: 0, duplicate: false }, [2, 3]],
	["not back to its source", { from: 2, ttl: 1, duplicate: false }, [1, 2]],
	[null, { from: 2, ttl: 1, duplicate: false }, [1, 2, 3]],
	[null, { from: 2, ttl: 1, duplicate: false }, undefined],
] as const)("a copy ends for a reason: %s", (reason, copy, linked) => {
	expect(stopOf(copy, 1, linked)).toBe(reason);
});

test("a dot that is slow sets out when it was sent and is told of its arrival, in whatever order the two become known", () => {
	const sight = { isWatched: () => true, isCut: () => false, linkedTo: () => [1], delayMs: 500 };
	const traffic = new Traffic();
	const sent = traffic.dotsFor([prime(1, 2, 2, 10, { sent: true })], 1_000, sight);
	expect(sent.dots).toMatchObject([{ from: 1, to: 2, word: null, isLost: false }]);
	const came = traffic.dotsFor([prime(1, 2, 2, 10.5)], 1_500, sight);
	expect(came).toEqual({ dots: [], arrivals: [{ key: sent.dots[0]?.key, duplicate: false, word: "not back to its source" }] });
	const early = new Traffic();
	early.dotsFor([prime(1, 2, 2, 10.5)], 1_000, sight);
	expect(early.dotsFor([prime(1, 2, 2, 10, { sent: true })], 1_100, sight).arrivals).toEqual(came.arrivals);
	const cut = new Traffic().dotsFor([prime(1, 2, 2, 10, { sent: true })], 1_000, { ...sight, isCut: () => true, delayMs: null });
	expect(cut.dots).toMatchObject([{ isLost: true }]);
});

test("circles never cover each other, nor the next one's name, however many and however narrow", () => {
	for (const width of [280, 500, 900]) {
		for (let count = 2; count <= 24; count++) {
			const ids = Array.from({ length: count }, (_, index) => 5_001 + index);
			const { places, radius } = layOut(ids, width, 256);
			const all = [...places.values()];
			for (const [index, one] of all.entries()) {
				for (const other of all.slice(index + 1))
					expect(Math.hypot(one.x - other.x, one.y - other.y), `${count} in ${width}`).toBeGreaterThan(2 * radius);
			}
		}
	}
});

test("a dot that set out when messages were slow lands also when they are so no more", () => {
	const sight = { isWatched: () => true, isCut: () => false, linkedTo: () => undefined, delayMs: 500 };
	const traffic = new Traffic();
	const [dot] = traffic.dotsFor([prime(1, 2, 2, 10, { sent: true })], 1_000, sight).dots;
	const now = traffic.dotsFor([prime(1, 2, 2, 11)], 2_000, { ...sight, delayMs: null });
	expect(now).toEqual({ dots: [], arrivals: [{ key: dot?.key, duplicate: false, word: null }] });
});
