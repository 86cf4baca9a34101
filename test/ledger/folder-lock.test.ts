import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockFolder } from "../../src/ledger/folder-lock.ts";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import { Child } from "./child.ts";

describe("the lock of a data folder", () => {
	let folder = "";
	const children: Child[] = [];
	const start = (): Child => {
		const child = new Child("lock-holder.ts", [folder]);
		children.push(child);
		return child;
	};

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "lock-"));
	});
	afterEach(async () => {
		await Promise.all(children.splice(0).map((child) => child.kill()));
		await rm(folder, { recursive: true });
	});

	it("keeps out others, of this process too, and can be taken again", async () => {
		const lock = lockFolder(folder);
		expect(() => lockFolder(folder)).toThrow(`the data folder ${folder} is in use by process ${process.pid}`);
		expect(await start().line("refused")).toContain(`in use by process ${process.pid}`);
		lock.release();
		lock.release();
		const again = lockFolder(folder);
		// The first holder's late word changes nothing.
		lock.release();
		expect(() => lockFolder(folder)).toThrow("in use");
		again.release();
	});

	it("ends with a process that is killed, and needs no mending", async () => {
		for (let round = 0; round < 3; round++) {
			const child = start();
			await child.line("locked");
			const refused = openLedger({ folder, onReport: (line) => expect.unreachable(line) });
			await expect(refused).rejects.toMatchObject({ code: "in use", message: expect.stringContaining(`process ${child.pid}`) });
			await child.kill();
			lockFolder(folder).release();
		}
	});

	it("goes to one of many that come at once", async () => {
		const all = Array.from({ length: 6 }, start);
		await Promise.all(all.map((child) => Promise.race([child.line("locked"), child.line("refused")])));
		expect(all.filter((child) => child.lines.includes("locked"))).toHaveLength(1);
	});

	it("names the host of a holder elsewhere", async () => {
		const lock = lockFolder(folder);
		await writeFile(join(folder, "lock.pid"), `1 not-${hostname()}\n`);
		expect(() => lockFolder(folder)).toThrow(`in use by process 1 on not-${hostname()}`);
		await rm(join(folder, "lock.pid"));
		expect(() => lockFolder(folder)).toThrow("in use by process (unknown)");
		lock.release();
	});

	it("cannot be had where there can be no folder", async () => {
		await writeFile(join(folder, "a file"), "");
		const unusable = [join(folder, "a file"), join(folder, "a file", "below")];
		if (process.platform === "linux") unusable.push("/proc/nope", "/proc/nope/below", "/proc");
		for (const path of unusable)
			await expect(openLedger({ folder: path, onReport: (line) => expect.unreachable(line) }), path).rejects.toMatchObject({
				name: "LedgerError",
				code: "unusable",
				message: expect.stringMatching(/^cannot (use|lock) the data folder [^\n]+$/),
			});
	});
});
