// kill -9 at random moments: at each restart nothing that was announced is missing, no page number is used twice, no manual step.
// GIMPS_KILLS=100 kills more often.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { readLedger } from "../../src/ledger/read-ledger.ts";
import { Ground } from "./ground.ts";
import { freePorts } from "./ports.ts";
import { until } from "./until.ts";

const KILLS = Number(process.env["GIMPS_KILLS"] ?? 3);
/** From its listening on; a page is written every 5 s, tests end many times a second. */
const LONGEST_LIFE_MS = 6_000;
/** In which a page is announced, asked for and given. */
const AFTER_PAGE_MS = 400;

const ground = new Ground();
afterEach(() => ground.close());
vi.setConfig({ testTimeout: 60_000 + KILLS * 30_000 });

function pages(folder: string, key: string): string[] {
	const reader = readLedger(folder);
	try {
		return [...reader.pages({ key })].map(({ seq, sig }) => `${seq} ${sig}`);
	} finally {
		reader.close();
	}
}

test("a node that is killed again and again is the same one, and lacks nothing that it announced", async () => {
	const port = await freePorts(2);
	const folder = ground.folder();
	const common = ["--data-dir", folder, "--from", "8192", "--generate-every", "0"];
	const witness = await ground.run(["--port", String(port), ...common, "--workers", "0", "--http", "0"]).listening();
	const [witnessFolder, victimFolder] = [join(folder, `node-${port}`), join(folder, `node-${port + 1}`)];
	const start = async (): Promise<ReturnType<Ground["run"]>> =>
		ground.run(["--port", String(port + 1), "--peers", String(port), ...common, "--workers", "1"]).listening();
	let victim = await start();
	const key = String((await victim.logged("listening"))["key"]);
	for (let kill = 0; kill < KILLS; kill++) {
		// By turns at any moment, and about when a page is written.
		if (kill % 2 === 1) await sleep(Math.random() * LONGEST_LIFE_MS);
		else {
			const written = pages(victimFolder, key).length;
			await until("a page is written", () => pages(victimFolder, key).length > written);
			await sleep(Math.random() * AFTER_PAGE_MS);
		}
		await victim.end("SIGKILL");
		const announced = pages(witnessFolder, key);
		expect(pages(victimFolder, key)).toEqual(expect.arrayContaining(announced));
		victim = await start();
		expect((await victim.logged("listening"))["key"]).toBe(key);
	}
	const before = pages(victimFolder, key).length;
	await until("it goes on and its witness has all", () => {
		const [own, told] = [pages(victimFolder, key), pages(witnessFolder, key)];
		return own.length > before && own.length === told.length;
	});
	expect(pages(witnessFolder, key)).toEqual(pages(victimFolder, key));
	console.log(`${KILLS} kills, ${before} pages`);
	for (const node of [witness, victim]) expect(node.log.filter(({ level, msg }) => level === "error" || msg === "key forked")).toEqual([]);
});
