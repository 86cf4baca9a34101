// What an acknowledgement is worth: processes that are killed, and disks that are full.
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import { textOf } from "../../src/search/page.ts";
import { hashText } from "../../src/ledger/signature.ts";
import { seeded } from "../engine/reference.ts";
import { Child } from "./child.ts";

const KILLS = 20;
const LONGEST_LIFE_MS = 300;

describe("a ledger whose process ends", () => {
	let folder = "";
	let child: Child | undefined;

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "ledger-"));
	});
	afterEach(async () => {
		await child?.kill();
		await rm(folder, { recursive: true });
	});

	/** Every page that was acknowledged is there, and no journal has a hole. */
	async function expectKept(acknowledged: readonly string[]): Promise<number> {
		const ledger = await openLedger({ folder, onReport: (line) => expect.unreachable(line) });
		const hashes = new Map<string, string[]>();
		for (const { key, seq } of ledger.remembered.journals) {
			const pages = await ledger.pages(key, 1, { pages: seq + 1, bytes: Infinity });
			expect(pages.map((page) => page.seq)).toEqual(Array.from({ length: seq }, (_, at) => at + 1));
			hashes.set(
				key,
				pages.map((page) => hashText(textOf(page))),
			);
		}
		for (const line of acknowledged) {
			const [, key = "", seq, hash] = line.split(" ");
			expect(hashes.get(key)?.[Number(seq) - 1], line).toBe(hash);
		}
		await ledger.close();
		return ledger.remembered.lease as number;
	}

	it("has all that it acknowledged, whenever it was killed", { timeout: 120_000 }, async () => {
		const seed = Date.now() % 1_000_000;
		const random = seeded(seed);
		const acknowledged: string[] = [];
		for (let kill = 0; kill < KILLS; kill++) {
			child = new Child("keeper.ts", [folder]);
			await child.line("kept");
			await sleep(random() * LONGEST_LIFE_MS);
			await child.kill();
			acknowledged.push(...child.lines.filter((line) => line.startsWith("kept ")));
			const lease = await expectKept(acknowledged).catch((error: unknown) => {
				throw new Error(`seed ${seed}, kill ${kill}`, { cause: error });
			});
			const lastLease = Number(child.lines.findLast((line) => line.startsWith("lease "))?.split(" ")[1] ?? 0);
			expect(lease, `seed ${seed}, kill ${kill}`).toBeGreaterThanOrEqual(lastLease);
		}
		expect(acknowledged.length).toBeGreaterThan(10 * KILLS);
	});

	it("passes a bug of its caller's on, and lets go of the folder all the same", async () => {
		const ledger = await openLedger({ folder, onReport: (line) => expect.unreachable(line) });
		await ledger.keep({ lease: 1 });
		const kept = ledger.keep({ primes: [{ exponent: 31, finder: "a name" as never, message: null }] });
		await expect(kept).rejects.toThrow("cannot store TEXT value");
		await expect(ledger.keep({ lease: 2 })).rejects.toThrow("cannot store TEXT value");
		await expect(ledger.sizes()).rejects.toThrow("cannot store TEXT value");
		await ledger.close();
		expect(await expectKept([])).toBe(1);
	});

	const canLimit = process.platform === "linux" && spawnSync("prlimit", ["--version"]).status === 0;
	it.skipIf(!canLimit)("refuses what a full disk cannot hold, writes nothing by halves, and goes on when there is room", async () => {
		child = new Child("starved-keeper.ts", [folder], ["prlimit", "--fsize=3000000:unlimited"]);
		expect(await child.line("refused")).toMatch(/^refused unusable cannot use .*ledger\.sqlite/);
		expect(await child.line("refused again")).toBe("refused again unusable");
		spawnSync("prlimit", ["--pid", `${child.pid}`, "--fsize=unlimited"]);
		child.say("there is room");
		await child.line("closed");
		const reports = child.lines.filter((line) => line.startsWith("report "));
		// Who was refused tells people.
		expect(reports).toEqual([]);
		const kept = child.lines.filter((line) => line.startsWith("kept "));
		await child.kill();
		await expectKept(kept);
		const ledger = await openLedger({ folder, onReport: (line) => expect.unreachable(line) });
		expect(ledger.remembered.journals[0]?.seq).toBe(kept.length);
		// Each batch had a note beside its page: they came together or not at all.
		expect(ledger.remembered.notes.size).toBe(kept.length);
		await ledger.close();
	});
});
