// A disk that is full, read-only, or robbed of its database while a node runs: one clear line, the search goes on, nothing is told that is
// not kept, and when there is room again it is.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readLedger } from "../../src/ledger/read-ledger.ts";
import type { DaemonProcess } from "./daemon-process.ts";
import { SOURCE_CLI } from "./daemon-process.ts";
import { Ground } from "./ground.ts";
import { freePorts } from "./ports.ts";
import { SmallDisk, diskObstacle } from "./small-disk.ts";
import { until } from "./until.ts";

const obstacle = diskObstacle();
if (obstacle !== undefined) console.log(`no full disks: ${obstacle}`);

const PATIENCE_MS = 100_000;
vi.setConfig({ testTimeout: 2 * PATIENCE_MS });

describe.skipIf(obstacle !== undefined)("a disk", () => {
	const ground = new Ground();
	let disk: SmallDisk;
	let port = 0;
	let witness: DaemonProcess;
	let folder = "";

	beforeEach(async () => {
		folder = ground.folder();
		mkdirSync(join(folder, "disk"));
		disk = await SmallDisk.open(join(folder, "disk"), 4_096);
		port = await freePorts(2);
		witness = await ground.run(["--port", String(port), "--data-dir", folder, ...COMMON, "--workers", "0"]).listening();
	});
	afterEach(async () => {
		await ground.close();
		await disk.close();
	});

	const start = (): Promise<DaemonProcess> =>
		ground
			.run(["--port", String(port + 1), "--peers", String(port), "--data-dir", disk.folder, ...COMMON, "--workers", "1"], {
				program: [...disk.program, process.execPath, SOURCE_CLI],
			})
			.listening();
	const told = async (): Promise<number> => pagesIn(join(folder, `node-${port}`)).length;
	const tests = async (node: DaemonProcess): Promise<number> => (await node.state()).search.tests_done;
	let copies = 0;
	/** What the witness was told is on the disk. */
	const expectKept = (): void => {
		const copy = join(folder, `copy-${copies++}`);
		const heard = pagesIn(join(folder, `node-${port}`));
		disk.copyTo(copy);
		expect(pagesIn(join(copy, `node-${port + 1}`))).toEqual(expect.arrayContaining(heard));
	};

	test("that is full: the search goes on, nothing is told that is not kept, and all is once there is room", async () => {
		const node = await start();
		await until("a page is told", async () => (await told()) > 0, PATIENCE_MS);
		disk.fill();
		await until("it cannot keep", () => node.log.some(({ msg }) => msg === "cannot keep"), PATIENCE_MS);
		const before = await tests(node);
		await until("the search goes on", async () => (await tests(node)) > before + 20, PATIENCE_MS);
		expectKept();
		const heard = await told();
		disk.empty();
		await node.logged("keeping again", { lost: 0 });
		await until("what was kept back is told", async () => (await told()) > heard, PATIENCE_MS);
		expectKept();
		const lines = node.log.filter(({ level, msg }) => level === "error" || msg === "ledger");
		expect(lines).toEqual([expect.objectContaining({ msg: "cannot keep", reason: expect.stringContaining("full") })]);
	});

	test("where nothing new can be made: it goes on with what is open", async () => {
		const node = await start();
		await until("a page is told", async () => (await told()) > 0, PATIENCE_MS);
		disk.setReadOnly();
		const heard = await told();
		await until("more is told", async () => (await told()) > heard, PATIENCE_MS);
		disk.setWritable();
		expectKept();
		expect(node.log.filter(({ level }) => level === "error")).toEqual([]);
	});

	test("whose database is deleted: nothing more is told, one line says what to do, and then no number is used twice", async () => {
		const node = await start();
		await until("a page is told", async () => (await told()) > 0, PATIENCE_MS);
		disk.remove(join(`node-${port + 1}`, "ledger.sqlite"));
		const line = await until("it cannot keep", () => node.log.find(({ msg }) => msg === "cannot keep"), PATIENCE_MS);
		expect(line["reason"]).toContain("start it again");
		const heard = await told();
		await node.end("SIGTERM");
		const again = await start();
		await until(
			"it has its journal again",
			() => again.log.some((each) => each.msg === "journal recovered" && Number(each["seq"]) >= heard),
			PATIENCE_MS,
		);
		await until("it writes on", async () => (await told()) > heard, PATIENCE_MS);
		for (const each of [witness, again]) expect(each.log.filter(({ msg }) => msg === "key forked" || msg === "page refused")).toEqual([]);
	});
});

const COMMON = ["--generate-every", "0", "--http", "0", "--from", "20000"];

function pagesIn(folder: string): string[] {
	const reader = readLedger(folder);
	try {
		return [...reader.pages()].map(({ key, seq, sig }) => `${key} ${seq} ${sig}`);
	} finally {
		reader.close();
	}
}
