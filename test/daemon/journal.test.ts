// What the daemon remembers for people is bounded, in order, and tells its listeners.
import { expect, test } from "vitest";
import { Journal } from "../../src/daemon/journal.ts";
import { mersenneDigits } from "../../src/daemon/snapshot.ts";

const entry = (timestamp: number) => ({ error: "not-json", timestamp, received: true }) as const;

test("keeps the latest 200 entries, oldest first, however many came", () => {
	const journal = new Journal();
	for (let index = 0; index < 1_000; index++) journal.add(entry(index));
	expect(journal.entries.map(({ timestamp }) => timestamp)).toEqual(Array.from({ length: 200 }, (_, index) => 800 + index));
});

test("a listener hears each entry until it leaves", () => {
	const journal = new Journal();
	const heard: number[] = [];
	const leave = journal.onEntry(({ timestamp }) => heard.push(timestamp));
	journal.add(entry(1));
	leave();
	journal.add(entry(2));
	expect(heard).toEqual([1]);
});

test("a later word on the same exponent corrects its finder", () => {
	const journal = new Journal();
	journal.discovered({ exponent: 3, finder: 5001, timestamp: 1 });
	journal.discovered({ exponent: 5, finder: 5003, timestamp: 2 });
	journal.discovered({ exponent: 5, finder: 5002, timestamp: 2 });
	expect(journal.discoveries.map(({ exponent, finder }) => [exponent, finder])).toEqual([
		[3, 5001],
		[5, 5002],
	]);
});

test("digits of Mersenne numbers", () => {
	for (const exponent of [2, 3, 5, 7, 13, 127, 521, 4_423])
		expect(mersenneDigits(exponent)).toBe(String(2n ** BigInt(exponent) - 1n).length);
	expect(mersenneDigits(136_279_841)).toBe(41_024_320);
});
