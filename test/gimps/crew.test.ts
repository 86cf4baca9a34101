import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Crew, type CrewOptions } from "../../src/gimps/crew.ts";
import { Gate } from "../../src/gimps/gate.ts";
import { WorkFolder } from "../../src/gimps/work-folder.ts";
import { until } from "../end-to-end/until.ts";
import { EngineTwin } from "../engine/engine-twin.ts";
import { littleEndian } from "../engine/proof/plain-proof.ts";
import { powerResidue } from "../engine/reference.ts";

const AID = "0123456789ABCDEF0123456789ABCDEF";

describe("the workers of a folder", () => {
	let folder = "";
	let engine = new EngineTwin();
	let stop = new AbortController();
	let gate = new Gate();
	let said: string[] = [];
	let ended: Promise<boolean> = Promise.resolve(true);

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "crew-"));
		await mkdir(join(folder, "gimps-data"));
		[engine, stop, gate, said] = [new EngineTwin({ parallel: 4 }), new AbortController(), new Gate(), []];
	});
	afterEach(async () => {
		stop.abort();
		await ended.catch(() => {});
		await rm(folder, { recursive: true });
	});

	async function start(lines: readonly string[], options: Partial<CrewOptions> = {}): Promise<void> {
		await writeFile(join(folder, "worktodo.txt"), `${lines.join("\n")}\n`);
		const say = (line: string): void => void said.push(line);
		const work = new WorkFolder({ folder, dataDir: join(folder, "gimps-data") }, { say, forget: () => engine.forget() });
		const crew = new Crew(
			{ workers: 2, exitWhenDone: true, version: "1", credit: {}, ...options },
			{
				engine,
				proofFor: () => Promise.resolve(undefined),
				folder: work,
				gate,
				signal: stop.signal,
				say,
				now: () => new Date(0),
				onProgress: () => {},
				onResult: () => {},
			},
		);
		ended = crew.run();
		ended.catch(() => {});
	}
	const runs = (...exponents: number[]): Promise<unknown> =>
		until(`M${exponents.join()} run`, () => String(engine.running) === String(exponents));
	const left = (): Promise<string> => readFile(join(folder, "worktodo.txt"), "utf8");
	const results = async (): Promise<Record<string, unknown>[]> =>
		(await readFile(join(folder, "results.json.txt"), "utf8"))
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line) as Record<string, unknown>);

	it("take lines in order, one each, and never two of one exponent", async () => {
		await start(["Test=13", "DoubleCheck=13", "Test=17", "Test=19"]);
		await runs(13, 17);
		engine.finish(17);
		await runs(13, 19);
		engine.finish(13);
		await runs(19, 13);
		engine.finish(19);
		engine.finish(13);
		expect(await ended).toBe(true);
		expect((await results()).map(({ exponent }) => exponent)).toEqual([17, 13, 19, 13]);
		expect(await left()).toBe("");
	});

	it("look for factors as far as the line asks, and then test; each part is in the file before the next begins", async () => {
		await start([`Test=${AID},61,20,0`], { workers: 1 });
		await runs(61);
		engine.finish(61, { method: "TF", exponent: 61, from: 20, bits: 24, factor: null, seconds: 1 });
		await until("the line says so", async () => (await left()) === `Test=${AID},61,24,0\n`);
		await runs(61);
		engine.finish(61, { method: "P-1", exponent: 61, b1: 300, b2: 0, factor: null, seconds: 1 });
		await until("the line says so", async () => (await left()) === `Test=${AID},61,24,1\n`);
		await runs(61);
		engine.finish(61);
		expect(await ended).toBe(true);
		expect(await results()).toMatchObject([
			{ status: "NF", worktype: "TF", bitlo: 20, bithi: 24, aid: AID },
			{ status: "NF", worktype: "P-1", b1: 300, aid: AID },
			{ status: "P", worktype: "LL", "shift-count": 0, aid: AID },
		]);
		expect((await results())[1]).not.toHaveProperty("b2");
	});

	it.each([
		["Test=67,20,0", { method: "TF", exponent: 67, from: 20, bits: 28, factor: "193707721", seconds: 1 }],
		["PRP=1,2,67,-1,40,1", { method: "TF", exponent: 67, from: 40, bits: 40, factor: null, seconds: 1 }],
	] as const)("end %s with a factor", async (line, tried) => {
		await start([line], { workers: 1 });
		await runs(67);
		engine.finish(67, tried);
		if (tried.factor === null) {
			await until("P-1 is asked for", () => engine.running.length === 1);
			engine.finish(67, { method: "P-1", exponent: 67, b1: 3000, b2: 90_000, factor: "193707721", seconds: 1 });
		}
		expect(await ended).toBe(true);
		expect(await results()).toMatchObject([{ status: "F", exponent: 67, factors: ["193707721"] }]);
		expect(await left()).toBe("");
	});

	it("leave a line alone that the engine cannot do, say so once, and do the others", async () => {
		await start(["Test=13", "Test=17"], { workers: 1 });
		await runs(13);
		engine.fail(13, "it is broken");
		await runs(17);
		engine.finish(17);
		expect(await ended).toBe(false);
		expect(said.filter((line) => line.includes("it is broken"))).toHaveLength(1);
		expect(await left()).toBe("Test=13\n");
	});

	it("only take out a line whose result is there", async () => {
		await writeFile(join(folder, "results.json.txt"), `{"status":"P","exponent":13,"worktype":"LL","aid":"${AID}"}\n`);
		await start([`Test=${AID},13`, "Test=17"], { workers: 1 });
		await runs(17);
		expect(await left()).toBe("Test=17\n");
		expect(said).toEqual([expect.stringContaining("is in results.json.txt already")]);
	});

	it("leave a certificate alone until its start value is there, whole, and remove that at the end", async () => {
		const file = join(folder, "M13.cert");
		await start([`Cert=${AID},1,2,13,-1,5`, "Test=17"], { workers: 1 });
		await runs(17);
		expect(said).toEqual([`Cert,${AID},13,5: waits for its start value, ${file}`]);
		await writeFile(file, "x");
		engine.finish(17);
		expect(await ended).toBe(false);
		await writeFile(file, new Uint8Array([3, 0]));
		await start([`Cert=${AID},1,2,13,-1,5`], { workers: 1 });
		await runs(13);
		engine.finish(13);
		expect(await ended).toBe(true);
		const sha3 = createHash("sha3-256")
			.update(littleEndian(powerResidue(13, 5, 3n), 2))
			.digest("hex")
			.toUpperCase();
		expect((await results()).at(-1)).toMatchObject({ exponent: 13, worktype: "Cert", "sha3-hash": sha3, aid: AID });
		expect([existsSync(file), await left()]).toEqual([false, ""]);
	});

	it("stop while the gate is closed, and ask again when it opens", async () => {
		await start(["Test=13", "Test=17"]);
		await runs(13, 17);
		gate.set("it is day");
		await runs();
		gate.set(undefined);
		await runs(13, 17);
		gate.set("it is day");
		stop.abort(new Error("enough"));
		await expect(ended).rejects.toThrow("enough");
		expect(await left()).toBe("Test=13\nTest=17\n");
	});
});
