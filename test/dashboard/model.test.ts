// What the page makes of states and logs, without a browser.
import { describe, expect, test } from "vitest";
import { Discoveries } from "../../src/dashboard/page/model/discoveries.ts";
import { digest } from "../../src/dashboard/page/model/digest.ts";
import { Links } from "../../src/dashboard/page/model/links.ts";
import { readLine } from "../../src/dashboard/page/model/message.ts";
import { NodeRecord } from "../../src/dashboard/page/model/node-record.ts";
import { readState } from "../../src/dashboard/page/model/node-state.ts";
import { hopsOf, Paths } from "../../src/dashboard/page/model/paths.ts";
import { RateSeries } from "../../src/dashboard/page/model/rate-series.ts";
import { Ring } from "../../src/dashboard/page/model/ring.ts";
import { readSearch } from "../../src/dashboard/page/model/search-state.ts";
import { Store } from "../../src/dashboard/page/model/store.ts";
import { pathsOf, placeOf } from "../../src/dashboard/page/parts/strip-shapes.ts";
import { prime } from "./prime-copy.ts";

const NONSENSE: readonly unknown[] = [null, 5, "x", [], [[]], {}, { peers: [{}], links: {}, search: [], discoveries: [7], testing: "x" }];

describe("a state", () => {
	test.each(NONSENSE)("may be anything: %j", (raw) => {
		const state = readState(raw);
		expect(state.name).toBe("0");
		expect(state.awake).toBe(true);
		expect([...state.peers]).toEqual([]);
	});

	test("of the bare exercise is enough", () => {
		const state = readState({
			name: "A",
			port: 5001,
			peers: { 5002: 17.5 },
			biggest_prime: 17,
			biggest_prime_sender: 5002,
			msg_id: 4,
			awake: false,
		});
		expect(state).toMatchObject({
			id: 5001,
			biggestPrime: 17,
			digits: 6,
			awake: false,
			further: [
				["port", 5001],
				["msg_id", 4],
			],
		});
		expect(state.peers.get(5002)).toBe(17.5);
	});
});

describe("a log", () => {
	test.each(NONSENSE)("may hold anything: %j", (raw) => {
		expect(readLine(raw, 5001).kind).toBe("fault");
	});

	test("is taken once, however often it is told", () => {
		const record = new NodeRecord(0, "url", 5001);
		const entries = [1, 2, 3].map((id) => ({ msg_type: "PING", msg_id: id, received: true, msg_forwarder: 2, peer: 2 }));
		expect(record.addLines("a", 3, entries)).toHaveLength(3);
		expect(record.addLines("a", 3, entries)).toHaveLength(0);
		expect(record.addLines("a", 4, entries)).toHaveLength(1);
		expect(record.addLines("b", 3, entries)).toHaveLength(3);
	});

	test("keeps errors apart, and a bounded number of all", () => {
		const record = new NodeRecord(0, "url", 5001);
		for (let index = 0; index < 5_000; index++)
			record.addLines("a", index + 1, [index % 2 === 0 ? { error: "x" } : { msg_type: `T${index}` }]);
		expect(record.lines.length).toBe(400);
		expect(record.faults.length).toBe(50);
		expect(record.faultCount).toBe(2_500);
		expect(record.types.size).toBe(16);
	});

	test("a ring gives its newest, and no more than its measure", () => {
		const ring = new Ring<number>(3);
		for (let item = 1; item <= 20; item++) {
			ring.push(item);
			expect(ring.newest(5)).toEqual([item, item - 1, item - 2].filter((one) => one > 0));
		}
		expect(ring.newest(1, (item) => item % 2 === 1)).toEqual([19]);
	});
});

describe("the path of a PRIME", () => {
	test("is put together from both ends of each link, in any order", () => {
		const paths = new Paths();
		const copies = [
			prime(2, 3, 1, 10.004, { duplicate: true }),
			prime(1, 2, 2, 10.001),
			prime(1, 3, 2, 10.002),
			prime(1, 2, 2, 10, { sent: true }),
			prime(1, 3, 2, 10, { sent: true }),
			prime(3, 4, 1, 10.003, { sent: true }),
			prime(2, 5, 0, 60),
		];
		for (const copy of copies) paths.add(copy);
		const path = paths.get("1:7");
		const hops = path === undefined ? [] : hopsOf(path);
		expect(hops.map(({ number, from, to, ttl, duplicate }) => [number, from, to, ttl, duplicate])).toEqual([
			[1, 1, 2, 2, false],
			[1, 1, 3, 2, false],
			[2, 3, 4, 1, false],
			[2, 2, 3, 1, true],
			[3, 2, 5, 0, false],
		]);
		expect(hops.map(({ after }) => Math.round((after ?? 0) * 1_000))).toEqual([1, 2, 3, 4, 50_000]);
		expect(hops.map(({ receivedAt }) => receivedAt !== null)).toEqual([true, true, false, true, true]);
		expect(hops.map(({ isLater }) => isLater)).toEqual([false, false, false, false, true]);
	});

	test("keeps what was told later apart from the flood, and knows when it has seen no flood", () => {
		const paths = new Paths();
		for (const copy of [prime(1, 2, 1, 10), prime(2, 3, 0, 10.1), prime(2, 3, 0, 40, { duplicate: true })]) paths.add(copy);
		const path = paths.get("1:7");
		const hops = path === undefined ? [] : hopsOf(path);
		expect(hops.map(({ from, duplicate, isLater }) => [from, duplicate, isLater])).toEqual([
			[1, false, false],
			[2, false, false],
			[2, true, true],
		]);
		const late = hopsOf(new Paths().add(prime(2, 3, 0, 40, { duplicate: true })));
		expect(late.map(({ isLater }) => isLater)).toEqual([true]);
	});

	test("of old messages is forgotten", () => {
		const paths = new Paths();
		for (let id = 0; id < 1_000; id++) paths.add({ ...prime(1, 2, 2, id), id });
		expect(paths.get("1:0")).toBeUndefined();
		expect(paths.get("1:999")).toBeDefined();
	});
});

test("a link lives while a node that answers names it, and is grey for a while when it ended", () => {
	const links = new Links();
	const both = [
		{ id: 1, reachable: true, linked: [2] },
		{ id: 2, reachable: true, linked: [] },
	];
	links.update(both, 0);
	expect(links.all.get("1-2")?.deadSince).toBeNull();
	links.update(
		both.map((node) => ({ ...node, reachable: node.id === 1 })),
		1_000,
	);
	expect(links.all.get("1-2")?.deadSince).toBe(1_000);
	links.update(both, 2_000);
	expect(links.all.get("1-2")?.deadSince).toBeNull();
	links.update([], 3_000);
	links.update([], 3_000_000);
	expect(links.all.size).toBe(0);
});

test("a rate stays bounded for a day, and keeps the day's whole span", () => {
	const series = new RateSeries(1);
	for (let second = 0; second <= 86_400; second++) series.sample(second, [{ at: second, count: second * 5 }]);
	expect(series.times.length).toBeLessThan(720);
	expect(series.times.length).toBeGreaterThan(300);
	expect(series.rates[0]).toHaveLength(series.times.length);
	expect(new Set(series.rates[0]?.map((rate) => Math.round(rate ?? 0)))).toEqual(new Set([5]));
	expect(series.times.at(-1)).toBeGreaterThan(86_000);
	expect(series.times[0]).toBeLessThan(1_000);
});

test("a rate has a gap while a node does not answer, and starts anew with it", () => {
	const series = new RateSeries(1);
	for (const [at, count] of [
		[0, 100],
		[3, 130],
		[6, null],
		[9, 10],
		[12, 40],
	] as const)
		series.sample(at, [count === null ? null : { at, count }]);
	expect(series.rates[0]).toEqual([10, null, null, 10]);
});

test("most nodes decide who found a prime, the earliest when", () => {
	const discoveries = new Discoveries();
	const state = (finder: number, timestamp: number) => readState({ discoveries: [{ exponent: 31, finder, timestamp }] });
	expect(discoveries.list([state(1, 10), state(2, 5), state(2, 7)], 20)).toEqual([{ exponent: 31, finder: 2, timestamp: 5 }]);
	expect(discoveries.list([state(1, 10)], 20)).toEqual([{ exponent: 31, finder: 1, timestamp: 5 }]);
	expect(discoveries.list([readState({ biggest_prime: 61, biggest_prime_sender: 4 })], 20).map(({ exponent }) => exponent)).toEqual([
		31, 61,
	]);
});

test("the store takes any event, and tells of traffic but not of history", () => {
	const store = new Store();
	const told: number[] = [];
	store.onTraffic = (messages) => told.push(messages.length);
	for (const event of ["nodes", "reach", "state", "message", "lost", "unheard-of"]) {
		for (const data of [...NONSENSE, { node: 0 }, { node: -1 }, { node: "0" }]) store.apply(event, data, 0);
	}
	store.apply("nodes", [{ node: 0, url: "a", id: 5001 }], 0);
	const entries = [{ msg_type: "PING", received: true }];
	store.apply("message", { node: 0, boot: "a", sequence: 1, entries }, 0);
	expect(told).toEqual([]);
	store.apply("message", { node: 0, boot: "a", sequence: 2, entries }, 0);
	expect(told).toEqual([1]);
	expect(store.received).toBe(1);
});

describe("the strip over the exponents", () => {
	const column = { open: 0, factored: 0, tested: 0, double_checked: 0, disputed: 0, primes: 0 };
	const strip = (bounds: readonly unknown[], counts: Readonly<Record<string, unknown>>) =>
		readSearch({ strip: { ...column, bounds, ...counts } }).strip;

	test.each(NONSENSE)("may be anything: %j", (raw) => {
		expect(readSearch({ strip: raw, leases: raw, standing: raw, gaps: raw }).strip).toBeNull();
	});

	test("is none where its bounds do not ascend", () => {
		expect(strip([1, 1], {})).toBeNull();
		expect(strip([1], {})).toBeNull();
		expect(strip([1, 5], { open: [-3] })?.columns).toMatchObject([{ open: 0, holders: [] }]);
	});

	test("fills each column by shares, and a dispute is never too small to be seen", () => {
		const drawn = strip([0, 10, 20, 30], { open: [1, 0, 0], tested: [3, 1_000, 0], disputed: [0, 1, 0] });
		const paths = pathsOf(drawn!, { width: 30, height: 40 });
		expect(paths.tested).toBe("M0.00 10.00h10.00v30.00h-10.00zM10.00 0.04h10.00v39.96h-10.00zM20.00 0.04h10.00v39.96h-10.00z");
		expect(paths.open).toBe("M0.00 0.00h10.00v10.00h-10.00z");
		expect(paths.disputed).toContain("M10.00 0.00h10.00v3.00");
		expect([placeOf(drawn!, 15, 30), placeOf(drawn!, 30, 30), placeOf(drawn!, -1, 30)]).toEqual([15, null, null]);
	});
});

test("a log of all types gathers what is said all day, and forgets no PRIME for it", () => {
	const record = new NodeRecord(0, "url", 5001);
	record.addLines("a", 1, [{ msg_type: "PRIME", msg_id: 1 }]);
	for (let index = 2; index <= 1_000; index++)
		record.addLines("a", index, [{ msg_type: index % 2 === 0 ? "HAVE" : "PING", msg_id: index }]);
	const lines = digest(record.lines.newest(400), record.news.newest(13), 13);
	expect(lines.map((line) => (line.kind === "gathered" ? line.counts : [line.type, line.id]))).toEqual([
		["HAVE", 1_000],
		["PING", 999],
		["HAVE", 998],
		["PING", 997],
		["HAVE", 996],
		["PING", 995],
		[
			["HAVE", 197],
			["PING", 197],
		],
		["PRIME", 1],
	]);
});
