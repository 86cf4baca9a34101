// The command results as a person runs it, on ledgers that a daemon left or still writes to.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DaemonProcess } from "../end-to-end/daemon-process.ts";
import { Ground } from "../end-to-end/ground.ts";
import { JournalMaker } from "../ledger/journal-maker.ts";
import { openIdentity } from "../../src/ledger/identity.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { openLedger } from "../../src/ledger/open-ledger.ts";

const ground = new Ground();
const unexpected = (line: string): never => expect.unreachable(line);

describe("gimps-node results", () => {
	let folder = "";
	let ledger: Ledger;
	let one: JournalMaker;
	let other: JournalMaker;

	beforeEach(async () => {
		folder = ground.folder();
		[one, other] = [new JournalMaker(), new JournalMaker()];
		ledger = await openLedger({ folder: join(folder, "node-5001"), onReport: unexpected });
		openIdentity({ folder: join(folder, "node-5001"), onReport: unexpected });
		await ledger.keep({ notes: { standing: JSON.stringify({ known: [one.key, other.key], wrong: [] }) } });
	});
	afterEach(async () => {
		await ledger.close();
		await ground.close();
	});

	const results = async (...args: readonly string[]): Promise<DaemonProcess> => {
		const ran = ground.run(["results", ...args]);
		await ran.ended;
		return ran;
	};
	const linesOf = ({ stdout, stderr }: DaemonProcess): Record<string, unknown>[] => {
		expect(stderr).toBe("");
		return stdout
			.split("\n")
			.slice(0, -1)
			.map((line): Record<string, unknown> => JSON.parse(line));
	};

	it("prints each record as a line, those of one exponent with their keys, while the ledger is written to", async () => {
		const pages = [
			one.page([
				[9_689, "L", "0000000000000000", 5],
				[10_007, "R", "00000000000000AB", 0],
				[10_009, "F", "1234567"],
			]),
			other.page([
				[9_689, "L", "0000000000000000", 7],
				[10_037, "F", "7654321", 2_000],
			]),
		];
		await ledger.keep({ pages });
		const all = linesOf(await results("--data-dir", folder));
		expect(all).toMatchObject([
			{ status: "P", exponent: 9_689, worktype: "LL", res64: "0000000000000000", "shift-count": 5, key: one.key.slice(0, 8) },
			{ status: "C", exponent: 10_007, worktype: "PRP-3", res64: "00000000000000AB", "residue-type": 1, "shift-count": 0 },
			{ status: "F", exponent: 10_009, worktype: "TF", factors: ["1234567"] },
			{ status: "P", exponent: 9_689, "shift-count": 7, key: other.key.slice(0, 8) },
			{ status: "F", exponent: 10_037, worktype: "P-1", b1: 2_000, factors: ["7654321"] },
		]);
		expect(Object.keys(all[1]!)).toEqual([
			"status",
			"exponent",
			"worktype",
			"res64",
			"residue-type",
			"shift-count",
			"program",
			"timestamp",
		]);
		expect(all[1]!["timestamp"]).toMatch(/^2027-\d\d-\d\d \d\d:\d\d:\d\d$/);
		const itself = linesOf(await results("--data-dir", join(folder, "node-5001"), "--from", "10000", "--to", "10010"));
		expect(itself.map(({ exponent }) => exponent)).toEqual([10_007, 10_009]);
	});

	it("leaves out what does not count by the evidence, and says so in one line", async () => {
		const [stranger, liar, cheat] = [new JournalMaker(), new JournalMaker(), new JournalMaker()];
		const pages = [one, stranger, liar, cheat].map((maker, index) =>
			maker.page([
				[9_689, "L", "0000000000000000", 5],
				[10_007 + 2 * index, "F", "1234567"],
			]),
		);
		const twice = [pages[3]!.page, { ...pages[3]!.page, time: 1 }] as const;
		const notes = { standing: JSON.stringify({ known: [one.key, cheat.key], wrong: [liar.key] }) };
		await ledger.keep({ pages, notes, forks: [{ key: cheat.key, pages: twice }] });
		const ran = await results("--data-dir", folder);
		expect(ran.stdout.split("\n").slice(0, -1)).toEqual([
			expect.stringMatching(/"exponent":9689/),
			expect.stringMatching(/"exponent":10007/),
		]);
		expect(ran.stdout).not.toContain('"key"');
		expect(ran.stderr.trim().split("\n")).toHaveLength(1);
		for (const reason of [
			"2 of keys that are not known yet (1)",
			"2 of keys that proved wrong (1)",
			"2 of keys that signed two histories (1)",
		])
			expect(ran.stderr).toContain(reason);
		expect(linesOf(await results("--data-dir", folder, "--all"))).toHaveLength(8);
	});

	it("prints only what the node settled itself", async () => {
		const { publicKey } = openIdentity({ folder: join(folder, "node-5001"), onReport: unexpected });
		const own = {
			key: publicKey,
			seq: 1,
			prev: "",
			time: 1_800_000_000,
			records: [[10_007, "L", "00000000000000AB", 0]] as const,
			sig: "-".repeat(86),
		};
		await ledger.keep({ pages: [{ page: own, hash: "h".repeat(43) }, new JournalMaker().page([[10_009, "F", "1234567"]])] });
		expect(linesOf(await results("--data-dir", folder, "--mine")).map(({ exponent }) => exponent)).toEqual([10_007]);
	});

	it("ends quietly when nobody reads any more", async () => {
		await ledger.keep({ pages: one.pages(200, 100) });
		const ran = ground.run(["results", "--data-dir", folder]);
		ran.child.stdout!.destroy();
		expect(await ran.ended).toEqual({ code: 0, signal: null });
		expect(ran.stderr).toBe("");
	});

	it("says in one line that there is no ledger, or none that can be read, and makes nothing", async () => {
		const absent = await results("--data-dir", folder, "--id", "7");
		expect(absent).toMatchObject({
			stdout: "",
			stderr: expect.stringMatching(/^gimps-node: there is no ledger in [^\n]*node-7: [^\n]*--data-dir[^\n]*\n$/),
		});
		expect((await absent.ended).code).toBe(1);
		rmSync(join(folder, "node-5001", "identity.pem"));
		const keyless = await results("--data-dir", folder, "--mine");
		expect(keyless.stderr).toMatch(/^gimps-node: cannot use the key [^\n]*\n$/);
		await ledger.close();
		writeFileSync(
			join(folder, "node-5001", "ledger.sqlite"),
			"no database at all, but some text that is long enough to be read as one".repeat(20),
		);
		const spoilt = await results("--data-dir", folder);
		expect(spoilt.stderr).toMatch(/^gimps-node: [^\n]*damaged[^\n]*\n$/);
		expect((await spoilt.ended).code).toBe(1);
	});
});
