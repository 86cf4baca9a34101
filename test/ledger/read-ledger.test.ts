import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import { readLedger } from "../../src/ledger/read-ledger.ts";
import { JournalMaker, residue } from "./journal-maker.ts";

describe("a reader of a ledger", () => {
	let folder = "";
	let ledger: Ledger | undefined;

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "ledger-"));
	});
	afterEach(async () => {
		await ledger?.close();
		await rm(folder, { recursive: true });
	});
	const open = async (): Promise<Ledger> => (ledger = await openLedger({ folder, onReport: (line) => expect.unreachable(line) }));

	it("streams all pages while a daemon writes, those that come meanwhile too", async () => {
		const writer = await open();
		const maker = new JournalMaker();
		const pages = maker.pages(100);
		await writer.keep({ pages });
		const reader = readLedger(folder);
		const found = [];
		for (const page of reader.pages()) {
			if (found.length === 10) await writer.keep({ pages: maker.pages(100) });
			found.push(page);
		}
		reader.close();
		reader.close();
		expect(found).toHaveLength(200);
		expect(found.slice(0, 100)).toEqual(pages.map(({ page }) => page));
	});

	it("reads what a daemon left, and gives only the pages of a range and a key", async () => {
		const [one, other] = [new JournalMaker(), new JournalMaker()];
		const writer = await open();
		await writer.keep({ pages: [one.page([residue(500), residue(100)]), other.page([residue(300)]), one.page([residue(700)])] });
		await writer.close();
		const reader = readLedger(folder);
		const first = (range: Parameters<typeof reader.pages>[0]) => [...reader.pages(range)].map(({ records }) => records[0]?.[0]);
		expect(first({})).toEqual([500, 300, 700]);
		expect(first({ from: 100, to: 100 })).toEqual([500]);
		expect(first({ from: 301 })).toEqual([500, 700]);
		expect(first({ to: 99 })).toEqual([]);
		expect(first({ key: one.key, to: 600 })).toEqual([500]);
		reader.close();
	});

	it("says where there is none, or none that it can read", async () => {
		expect(() => readLedger(folder)).toThrow(`there is no ledger in ${folder}`);
		await (await open()).close();
		const path = join(folder, "ledger.sqlite");
		const good = await readFile(path);
		await writeFile(path, good.fill(0x55, 0, 100));
		expect(() => readLedger(folder)).toThrow(expect.objectContaining({ name: "LedgerError", code: "damaged" }));
		await rm(path);
		const database = new DatabaseSync(path);
		database.exec("PRAGMA user_version = 99");
		database.close();
		expect(() => readLedger(folder)).toThrow(expect.objectContaining({ code: "newer" }));
	});
});
