// What the daemon remembers for people is bounded, in order, and tells its listeners.
import { expect, test } from "vitest";
import { Chronicle } from "../../src/daemon/chronicle.ts";
import { mersenneDigits } from "../../src/daemon/snapshot.ts";

const entry = (timestamp: number) => ({ error: "not-json", timestamp, received: true }) as const;

test("keeps the latest 200 entries, oldest first, however many came", () => {
	const chronicle = new Chronicle();
	for (let index = 0; index < 1_000; index++) chronicle.add(entry(index));
	expect(chronicle.entries.map(({ timestamp }) => timestamp)).toEqual(Array.from({ length: 200 }, (_, index) => 800 + index));
});

test("does not lose primes to what nodes say all day", () => {
	const chronicle = new Chronicle();
	const message = (msg_type: string, timestamp: number) =>
		({ msg_type, msg_id: timestamp, msg_forwarder: 1, msg_originator: 1, ttl: 0, data: null, timestamp, peer: 1 }) as const;
	for (let index = 0; index < 5_000; index++) chronicle.add(message(index % 50 === 0 ? "PRIME" : "HAVE", index));
	const { entries } = chronicle;
	expect(entries).toHaveLength(250);
	const primes = entries.filter((logged) => "msg_type" in logged && logged.msg_type === "PRIME").map(({ timestamp }) => timestamp);
	expect(primes).toEqual(Array.from({ length: 54 }, (_, index) => 4_950 - 50 * (53 - index)));
});

test("a listener hears each entry until it leaves", () => {
	const chronicle = new Chronicle();
	const heard: number[] = [];
	const leave = chronicle.onEntry(({ timestamp }) => heard.push(timestamp));
	chronicle.add(entry(1));
	leave();
	chronicle.add(entry(2));
	expect(heard).toEqual([1]);
});

test("a later word on the same exponent corrects its finder", () => {
	const chronicle = new Chronicle();
	chronicle.discovered({ exponent: 3, finder: 5001, timestamp: 1 });
	chronicle.discovered({ exponent: 5, finder: 5003, timestamp: 2 });
	chronicle.discovered({ exponent: 5, finder: 5002, timestamp: 2 });
	expect(chronicle.discoveries.map(({ exponent, finder }) => [exponent, finder])).toEqual([
		[3, 5001],
		[5, 5002],
	]);
});

test("digits of Mersenne numbers", () => {
	for (const exponent of [2, 3, 5, 7, 13, 127, 521, 4_423])
		expect(mersenneDigits(exponent)).toBe(String(2n ** BigInt(exponent) - 1n).length);
	expect(mersenneDigits(136_279_841)).toBe(41_024_320);
});
