import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withFileLock } from "../../src/gimps/file-lock.ts";

describe("the lock beside a file", () => {
	let folder = "";
	const said: string[] = [];
	const path = (): string => join(folder, "worktodo.txt");
	const lock = (): string => `${path()}.lck`;
	const locked = (options: { readonly patienceMs?: number; readonly signal?: AbortSignal } = {}): Promise<boolean> =>
		withFileLock(path(), () => existsSync(lock()), options, { say: (line) => said.push(line) });

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "file-lock-"));
		said.length = 0;
	});
	afterEach(() => rm(folder, { recursive: true }));

	it("is there during the action and gone after it, also when that fails", async () => {
		expect(await locked()).toBe(true);
		const failed = withFileLock(path(), () => expect.fail("of the action"), {}, { say: () => {} });
		await expect(failed).rejects.toThrow("of the action");
		expect(await readdir(folder)).toEqual([]);
	});

	it("waits for another program's, and then goes on", async () => {
		await writeFile(lock(), "");
		let isFree = false;
		const waiting = locked().then(() => expect(isFree).toBe(true));
		await new Promise((resolve) => setTimeout(resolve, 120));
		isFree = true;
		await rm(lock());
		await waiting;
	});

	it("does not wait for ever: it says what it waits for, and what a person can do", async () => {
		await writeFile(lock(), "4711");
		await expect(locked({ patienceMs: 300 })).rejects.toThrow(`delete ${lock()} if there is none`);
		expect(said).toEqual([`waiting for another program to delete ${lock()}`]);
		expect(await readdir(folder)).toEqual(["worktodo.txt.lck"]);
	});

	it("stops waiting when it is told to", async () => {
		await writeFile(lock(), "");
		const stop = new AbortController();
		const waiting = locked({ signal: stop.signal });
		stop.abort(new Error("enough"));
		await expect(waiting).rejects.toThrow("enough");
	});

	it("takes over what a killed process of ours has left", async () => {
		await writeFile(lock(), "gimps-node 4711\n");
		await writeFile(`${lock()}.new`, "");
		expect(await locked()).toBe(true);
		expect(await readdir(folder)).toEqual([]);
	});

	it("fails where there is no such folder", async () => {
		await expect(withFileLock(join(folder, "none", "file"), () => 0, {}, { say: () => {} })).rejects.toThrow("ENOENT");
	});
});
