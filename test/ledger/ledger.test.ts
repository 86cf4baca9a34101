// The ledger's contract, held against the real one and its twin alike.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COLUMN_KINDS, type Ledger, type RecordColumns } from "../../src/ledger/ledger.ts";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import type { WireRecord } from "../../src/search/record.ts";
import { JournalMaker, residue } from "./journal-maker.ts";
import { LedgerTwin } from "./ledger-twin.ts";

const ALL = { pages: 1_000, bytes: 10_000_000 };

interface Kind {
	readonly name: string;
	readonly open: (folder: string) => Promise<Ledger>;
	/** Closes the first where that must be, and opens it again. */
	readonly reopen: (ledger: Ledger, folder: string) => Promise<Ledger>;
}

const openReal = (folder: string): Promise<Ledger> => openLedger({ folder, onReport: (line) => expect.unreachable(line) });

const KINDS: readonly Kind[] = [
	{
		name: "the ledger",
		open: openReal,
		reopen: async (ledger, folder) => {
			await ledger.close();
			return openReal(folder);
		},
	},
	{
		name: "its twin",
		open: () => Promise.resolve(new LedgerTwin()),
		reopen: (ledger) => Promise.resolve((ledger as LedgerTwin).reopen()),
	},
];

/** The records as they stand in pages, with their journal's place; factors without their digits. */
async function allRecords(ledger: Ledger): Promise<(readonly (string | number)[])[]> {
	const found: (readonly (string | number)[])[] = [];
	const hex = (value: number | undefined) => value?.toString(16).toUpperCase().padStart(8, "0");
	await ledger.records((batch: RecordColumns) => {
		for (let at = 0; at < batch.length; at++) {
			const res64 = `${hex(batch.res64High[at])}${hex(batch.res64Low[at])}`;
			const kind = COLUMN_KINDS[batch.kind[at] ?? -1] ?? "unknown";
			found.push([batch.journal[at] ?? -1, batch.exponent[at] ?? -1, kind, res64, batch.shift[at] ?? -1]);
		}
	});
	return found;
}

describe.each(KINDS)("$name", ({ open, reopen }) => {
	let folder = "";
	let ledger: Ledger;

	beforeEach(async () => {
		folder = join(await mkdtemp(join(tmpdir(), "ledger-")), "made", "by it");
		ledger = await open(folder);
	});
	afterEach(async () => {
		await ledger.close();
		await rm(join(folder, "..", ".."), { recursive: true });
	});

	it("begins empty", async () => {
		expect(ledger.remembered).toEqual({ journals: [], lease: null, primes: [], peers: [], notes: new Map(), forks: [], wasDamaged: false });
		expect(await allRecords(ledger)).toEqual([]);
		expect(await ledger.sizes()).toEqual([]);
	});

	it("remembers everything that was kept", async () => {
		const maker = new JournalMaker();
		const pages = maker.pages(3);
		const twice = [new JournalMaker(), new JournalMaker()].map((each) => each.page([residue(31)]).page) as never;
		const lease = { runs: [[31, 61]], until: 1_800_000_000.5 };
		const primes = [
			{ exponent: 31, finder: 5002, message: { msg_type: "PRIME", data: 31 } },
			{ exponent: 61, finder: 5001, message: null },
		];
		const peers = [
			{ address: "127.0.0.1:5002", id: 5002, lastGoodAt: 1_800_000_000 },
			{ address: "127.0.0.1:5003", id: null, lastGoodAt: 1_800_000_000.25 },
		];
		const forks = [{ key: maker.key, pages: twice }];
		await ledger.keep({ pages, lease, primes, peers, notes: { solo: "1 2 3", other: "über" }, forks });
		const [size] = await ledger.sizes();
		ledger = await reopen(ledger, folder);
		const [, , last] = pages;
		expect(ledger.remembered).toEqual({
			journals: [{ key: maker.key, seq: 3, hash: last?.hash, bytes: size?.bytes }],
			lease,
			primes,
			peers,
			notes: new Map([
				["solo", "1 2 3"],
				["other", "über"],
			]),
			forks,
			wasDamaged: false,
		});
		expect(await ledger.pages(maker.key, 1, ALL)).toEqual(pages.map(({ page }) => page));
	});

	it("leaves alone what a batch does not name, and takes the later for the earlier", async () => {
		const first = { exponent: 31, finder: 5002, message: null };
		await ledger.keep({ lease: [1], primes: [first], peers: [{ address: "a:1", id: 1, lastGoodAt: 1 }], notes: { a: "1", b: "2" } });
		await ledger.keep({});
		await ledger.keep({ primes: [{ ...first, finder: 5001 }], notes: { b: "3", a: null } });
		ledger = await reopen(ledger, folder);
		expect(ledger.remembered).toMatchObject({ lease: [1], primes: [{ finder: 5001 }], peers: [{ address: "a:1" }] });
		expect([...ledger.remembered.notes]).toEqual([["b", "3"]]);
		await ledger.keep({ lease: null, peers: [] });
		ledger = await reopen(ledger, folder);
		expect(ledger.remembered).toMatchObject({ lease: null, primes: [{ finder: 5001 }], peers: [] });
	});

	it("keeps the order of the calls, and resolves all", async () => {
		const maker = new JournalMaker();
		const resolved: number[] = [];
		const keeps = maker.pages(50).map(async (page, at) => {
			await ledger.keep({ pages: [page], notes: { last: `${at}` } }, { durable: at % 3 === 0 });
			resolved.push(at);
		});
		// Asked last, answered after all of them.
		expect(await ledger.pages(maker.key, 1, ALL)).toHaveLength(50);
		await Promise.all(keeps);
		expect(resolved).toEqual(Array.from({ length: 50 }, (_, at) => at));
		ledger = await reopen(ledger, folder);
		expect(ledger.remembered.notes.get("last")).toBe("49");
	});

	it("takes a page that is there already, and keeps the first of two of one seq", async () => {
		const maker = new JournalMaker();
		const [first, second] = maker.pages(2);
		await ledger.keep({ pages: [first!, second!] });
		const other = { ...first!, page: { ...first!.page, time: 1 } };
		await ledger.keep({ pages: [other, first!, second!] });
		expect(await ledger.pages(maker.key, 1, ALL)).toEqual([first!.page, second!.page]);
		expect(await ledger.sizes()).toMatchObject([{ key: maker.key, pages: 2 }]);
	});

	it("refuses a page that skips one, its whole batch, and nothing else", async () => {
		const maker = new JournalMaker();
		const [first, second, third] = maker.pages(3);
		const keeps = [
			ledger.keep({ pages: [first!] }),
			ledger.keep({ pages: [third!], lease: "skips" }),
			ledger.keep({ notes: { other: "kept" } }),
		];
		const outcomes = await Promise.allSettled(keeps);
		expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
		expect(outcomes[1]).toMatchObject({ reason: { name: "LedgerError", code: "gap" } });
		await ledger.keep({ pages: [second!, third!] });
		ledger = await reopen(ledger, folder);
		expect(ledger.remembered).toMatchObject({ lease: null, journals: [{ seq: 3, hash: third!.hash }] });
		expect(ledger.remembered.notes.get("other")).toBe("kept");
	});

	it("gives pages from where it is asked, within the limits, but one at least", async () => {
		const maker = new JournalMaker();
		const pages = maker.pages(10, 4).map((hashed) => hashed);
		await ledger.keep({ pages });
		const seqs = async (from: number, limits: { pages: number; bytes: number }) =>
			(await ledger.pages(maker.key, from, limits)).map(({ seq }) => seq);
		expect(await seqs(4, ALL)).toEqual([4, 5, 6, 7, 8, 9, 10]);
		expect(await seqs(4, { pages: 2, bytes: 100_000 })).toEqual([4, 5]);
		expect(await seqs(4, { pages: 5, bytes: 1 })).toEqual([4]);
		const [size] = await ledger.sizes();
		expect(await seqs(1, { pages: 100, bytes: size!.bytes })).toHaveLength(10);
		expect(await seqs(1, { pages: 100, bytes: size!.bytes - 1 })).toHaveLength(9);
		expect(await seqs(11, ALL)).toEqual([]);
		expect(await ledger.pages(new JournalMaker().key, 1, ALL)).toEqual([]);
	});

	it("streams the records that were there at the opening, each once, with its journal", async () => {
		const makers = [new JournalMaker(), new JournalMaker(), new JournalMaker()];
		const pages = makers.map((maker, at) => maker.pages(7, 400 + at));
		await ledger.keep({ pages: pages.flat() });
		const special: WireRecord[] = [
			[67, "F", "193707721"],
			[89, "X", "a kind of later days"],
			[279_999_999, "R", "FFFFFFFFFFFFFFFF", 279_999_998],
			[89, "L", "0000000000000000", 7],
		];
		await ledger.keep({ pages: [makers[1]!.page(special)] });
		ledger = await reopen(ledger, folder);
		await ledger.keep({ pages: makers[0]!.pages(5) });
		const found = await allRecords(ledger);
		expect(found).toHaveLength(7 * (400 + 401 + 402) + 3);
		const keyOf = (place: number) => ledger.remembered.journals[place]?.key;
		for (const [at, maker] of makers.entries()) {
			const exponents = found.filter(([place]) => keyOf(place as number) === maker.key).map(([, exponent]) => exponent);
			const made = pages[at]!.flatMap(({ page }) => page.records.map(([exponent]) => exponent));
			expect(exponents.slice(0, made.length)).toEqual(made);
		}
		const place = ledger.remembered.journals.findIndex(({ key }) => key === makers[1]!.key);
		expect(found).toContainEqual([place, 67, "factor", "0000000000000000", 0]);
		expect(found).toContainEqual([place, 279_999_999, "PRP", "FFFFFFFFFFFFFFFF", 279_999_998]);
		expect(found).toContainEqual([place, 89, "LL", "0000000000000000", 7]);
		const [exponent, , res64, shift] = residue(7_001);
		expect(found).toContainEqual([0, exponent, "LL", res64, shift]);
	});

	it("forgets dropped keys, and may keep them anew", async () => {
		const [one, other] = [new JournalMaker(), new JournalMaker()];
		const pages = one.pages(3);
		const fork = { key: one.key, pages: [pages[0]!.page, pages[0]!.page] } as const;
		await ledger.keep({ pages: [...pages, ...other.pages(2)], forks: [fork] });
		const both = await ledger.sizes();
		expect(both).toMatchObject([
			{ key: one.key, pages: 3 },
			{ key: other.key, pages: 2 },
		]);
		// The pages go, the proof stays.
		await ledger.keep({ dropKeys: [one.key, new JournalMaker().key], forks: [fork] });
		const sizes = new Map((await ledger.sizes()).map((size) => [size.key, size]));
		expect(sizes.get(one.key)).toMatchObject({ pages: 0 });
		expect(sizes.get(one.key)!.bytes).toBeLessThan(both[0]!.bytes);
		ledger = await reopen(ledger, folder);
		expect(ledger.remembered.journals.map(({ key }) => key)).toEqual([other.key]);
		expect(ledger.remembered.forks).toEqual([fork]);
		await ledger.keep({ dropKeys: [one.key] });
		await ledger.keep({ pages: pages.slice(0, 1) });
		ledger = await reopen(ledger, folder);
		expect(ledger.remembered.forks).toEqual([]);
		expect(await ledger.pages(one.key, 1, ALL)).toEqual([pages[0]!.page]);
	});

	it("closes any number of times, after what was asked before, and refuses what is asked later", async () => {
		const maker = new JournalMaker();
		const kept = ledger.keep({ pages: maker.pages(5) }, { durable: false });
		await Promise.all([ledger.close(), ledger.close()]);
		await ledger.close();
		await kept;
		await expect(ledger.keep({ lease: 1 })).rejects.toMatchObject({ name: "LedgerError", code: "closed" });
		ledger = await reopen(ledger, folder);
		expect(ledger.remembered).toMatchObject({ lease: null, journals: [{ seq: 5 }] });
	});
});
