// Databases that cannot be believed: bytes overwritten, cut off, changed by one bit, made by others.
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Ledger, LedgerError } from "../../src/ledger/ledger.ts";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import type { HashedPage } from "../../src/search/page.ts";
import { seeded } from "../engine/reference.ts";
import { JournalMaker } from "./journal-maker.ts";

const ROUNDS = 40;
const ALL = { pages: 1_000, bytes: 10_000_000 };

describe("a damaged ledger", () => {
	let folder = "";
	let path = "";
	const reports: string[] = [];
	const open = (): Promise<Ledger> => openLedger({ folder, onReport: (line) => reports.push(line) });
	const aside = async (): Promise<string[]> => (await readdir(folder)).filter((name) => name.startsWith("ledger.sqlite.damaged-"));

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "ledger-"));
		path = join(folder, "ledger.sqlite");
		reports.length = 0;
	});
	afterEach(() => rm(folder, { recursive: true }));

	/** A journal of 40 pages, on disk and closed. */
	async function fill(): Promise<{ readonly key: string; readonly pages: readonly HashedPage[] }> {
		const maker = new JournalMaker();
		const pages = maker.pages(40, 30);
		const ledger = await open();
		await ledger.keep({ pages, notes: { solo: "1" } });
		await ledger.close();
		return { key: maker.key, pages };
	}

	async function expectNew(): Promise<void> {
		const ledger = await open();
		expect(ledger.remembered).toMatchObject({ wasDamaged: true, journals: [], lease: null });
		expect(reports).toEqual([expect.stringMatching(/damaged.*moved to .*ledger\.sqlite\.damaged-.*a new one begun$/)]);
		await ledger.keep({ lease: 1 });
		await ledger.close();
		const again = await open();
		expect(again.remembered).toMatchObject({ wasDamaged: false, lease: 1 });
		await again.close();
		expect(reports).toHaveLength(1);
	}

	it("is moved aside as it is when its head was overwritten", async () => {
		await fill();
		const bytes = await readFile(path);
		bytes.fill(0x55, 0, 200);
		await writeFile(path, bytes);
		await writeFile(`${path}-wal`, "a log of no use");
		await expectNew();
		const names = (await aside()).filter((name) => !name.endsWith("-shm")).toSorted();
		expect(names).toEqual([expect.stringMatching(/Z$/), expect.stringMatching(/Z-wal$/)]);
		expect(await readFile(join(folder, names[0] ?? ""))).toEqual(bytes);
	});

	it("is moved aside when its end is missing", async () => {
		await fill();
		await truncate(path, 40_960);
		await expectNew();
	});

	it("is moved aside when it is the database of something else", async () => {
		const database = new DatabaseSync(path);
		database.exec("CREATE TABLE dishes (name TEXT); INSERT INTO dishes VALUES ('soup')");
		database.close();
		reports.length = 0;
		const ledger = await open();
		expect(ledger.remembered.wasDamaged).toBe(true);
		await ledger.close();
		const moved = new DatabaseSync(join(folder, (await aside())[0] ?? ""));
		expect(moved.prepare("SELECT name FROM dishes").get()).toEqual({ name: "soup" });
		moved.close();
	});

	it("is not touched when a later program made it", async () => {
		await fill();
		const database = new DatabaseSync(path);
		database.exec("PRAGMA user_version = 99");
		database.close();
		const bytes = await readFile(path);
		await expect(open()).rejects.toMatchObject({ code: "newer", message: expect.stringContaining("later version") });
		expect(await readFile(path)).toEqual(bytes);
		expect(reports).toEqual([]);
	});

	it("is found out by reading where one bit of a page has changed, and moved aside at the next opening", async () => {
		const { key, pages } = await fill();
		const bytes = await readFile(path);
		// A residue in the middle: still JSON, still hexadecimal.
		const at = bytes.indexOf(pages[20]!.page.records[15]![2] as string);
		bytes[at] = bytes[at] === 0x30 ? 0x31 : 0x30;
		await writeFile(path, bytes);
		const ledger = await open();
		expect(ledger.remembered.wasDamaged).toBe(false);
		await expect(ledger.records(() => undefined)).rejects.toMatchObject({ name: "LedgerError", code: "damaged" });
		expect(await ledger.pages(key, 1, { ...ALL, pages: 20 })).toHaveLength(20);
		await expect(ledger.pages(key, 15, ALL)).rejects.toMatchObject({ code: "damaged" });
		expect(reports).toEqual([expect.stringContaining(`page 21 of ${key}`)]);
		await ledger.close();
		reports.length = 0;
		await expectNew();
	});

	it("never says what was not kept, and is never a bug's end, whatever bytes change", { timeout: 60_000 }, async () => {
		const { key, pages } = await fill();
		const good = await readFile(path);
		const seed = Date.now() % 1_000_000;
		const random = seeded(seed);
		const outcomes = { good: 0, moved: 0, damaged: 0 };
		for (let round = 0; round < ROUNDS; round++) {
			for (const name of await readdir(folder)) await rm(join(folder, name));
			const bytes = Buffer.from(good);
			for (let change = 0; change <= round % 4; change++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
			await writeFile(path, bytes);
			outcomes[await read(key, pages, `seed ${seed}, round ${round}`)]++;
		}
		expect(outcomes.good + outcomes.moved + outcomes.damaged).toBe(ROUNDS);
		expect(outcomes.damaged + outcomes.moved, `seed ${seed}`).toBeGreaterThan(0);
	});

	async function read(key: string, pages: readonly HashedPage[], hint: string): Promise<"good" | "moved" | "damaged"> {
		let ledger: Ledger | undefined;
		try {
			ledger = await open();
			const { journals, wasDamaged } = ledger.remembered;
			if (wasDamaged) return "moved";
			expect(journals, hint).toMatchObject([{ key, seq: 40, hash: pages.at(-1)?.hash }]);
			const exponents: number[] = [];
			await ledger.records((batch) => exponents.push(...batch.exponent));
			expect(exponents, hint).toEqual(pages.flatMap(({ page }) => page.records.map(([exponent]) => exponent)));
			const found = await ledger.pages(key, 1, ALL);
			expect(found, hint).toEqual(pages.map(({ page }) => page));
			return "good";
		} catch (error) {
			if (!(error instanceof LedgerError)) throw error;
			expect(["damaged", "newer"], hint).toContain(error.code);
			expect(existsSync(path), hint).toBe(true);
			return "damaged";
		} finally {
			await ledger?.close();
		}
	}
});
