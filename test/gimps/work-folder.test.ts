// The folder's files, in a process of their own that is killed at random moments, and against other programs.
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WorkFolder } from "../../src/gimps/work-folder.ts";
import { seeded } from "../engine/reference.ts";

const RECORDER = fileURLToPath(new URL("recorder.ts", import.meta.url));
const AID = "0123456789ABCDEF0123456789abcdef";
const MOST_KILLS = 60;

describe("a folder with work", { timeout: 90_000 }, () => {
	let folder = "";
	const forgotten: number[] = [];
	const dependencies = { say: () => {}, forget: (exponent: number) => Promise.resolve(void forgotten.push(exponent)) };
	const open = (): WorkFolder => new WorkFolder({ folder, dataDir: join(folder, "gimps-data"), patienceMs: 300 }, dependencies);
	const put = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text, "latin1");
	const text = (name: string): Promise<string> => readFile(join(folder, name), "latin1");
	const exponents = async (): Promise<number[]> => (await open().read()).assignments.map(({ exponent }) => exponent);

	beforeEach(async () => {
		forgotten.length = 0;
		folder = await mkdtemp(join(tmpdir(), "work-folder-"));
		await mkdir(join(folder, "gimps-data"));
	});
	afterEach(() => rm(folder, { recursive: true }));

	it("loses no result and doubles none, whenever its process is killed", async () => {
		const seed = randomInt(2 ** 31);
		const random = seeded(seed);
		const primes = [61, 89, 107, 127, 521, 607, 1279, 2203, 2281, 3217, 4253, 4423, 9689, 9941, 11213, 19937];
		// Some twice, some in two parts.
		const lines = primes.flatMap((p, i) =>
			i % 3 === 0 ? [`Test=${p},0,1`] : i % 3 === 1 ? [`Test=${p}`, `Test=${p}`] : [`PRP=1,2,${p},-1,0,0`],
		);
		const expected = lines.flatMap((line) => {
			const exponent = Number(/\d{2,}/.exec(line)?.[0]);
			return line.includes(",0") ? [`${exponent} factors`, `${exponent} whole`] : [`${exponent} whole`];
		});
		await put("worktodo.txt", `; kept\n${lines.slice(0, 9).join("\n")}`);
		await put("worktodo.add", `${lines.slice(9).join("\r\n")}\r\n`);
		let kills = 0;
		while (kills < MOST_KILLS && !(await isDoneBefore(Math.floor(random() * 15)))) kills++;
		if (kills === MOST_KILLS) await isDoneBefore(undefined);
		const results = (await text("results.json.txt")).trimEnd().split("\n");
		const found = results.map((line) => JSON.parse(line) as { readonly exponent: number; readonly part: string });
		const message = `seed ${seed}, ${kills} kills`;
		expect(found.map(({ exponent, part }) => `${exponent} ${part}`).toSorted(), message).toEqual(expected.toSorted());
		expect(await text("worktodo.txt"), message).toBe("; kept\n");
		expect((await readdir(folder)).toSorted(), message).toEqual(["gimps-data", "results.json.txt", "worktodo.txt"]);
		expect(await readdir(join(folder, "gimps-data")), message).toEqual([]);
	});

	/** False where it was killed so many milliseconds after its start. */
	async function isDoneBefore(ms: number | undefined): Promise<boolean> {
		const child = spawn(process.execPath, [RECORDER, folder], { stdio: ["ignore", "pipe", "inherit"] });
		let said = "";
		child.stdout.setEncoding("utf8").on("data", (part: string) => {
			said += part;
			if (part.includes("started") && ms !== undefined) setTimeout(() => child.kill("SIGKILL"), ms);
		});
		await new Promise((resolve) => child.on("close", resolve));
		return said.includes("done");
	}

	it("finishes a line of results that a power cut has cut short, and begins behind another's", async () => {
		await put("worktodo.txt", "Test=61\nTest=89\n");
		await put("results.json.txt", "not ours, cut sho");
		const recording = { key: "Test,,61", rest: null, tested: 61, result: { line: '\n{"exponent":61}\n', offset: 17 }, count: null };
		await put("results.json.txt", 'not ours, cut sho\n{"expo');
		await put("gimps-data/recording.json", JSON.stringify(recording));
		await open().recover();
		expect(await text("results.json.txt")).toBe('not ours, cut sho\n{"exponent":61}\n');
		expect(await exponents()).toEqual([89]);
		expect(forgotten).toEqual([61]);
	});

	it.each([
		["before", "Test=61\n"],
		["after", "Test=61\nTest=89\nTest=107\n"],
	])("takes the added lines in once, where its process was killed %s they were written", async (_, before) => {
		await put("worktodo.txt", before);
		await put("worktodo.adding", "Test=89\nTest=107\n");
		await put("worktodo.add", "Test=127\n");
		await open().recover();
		expect(await exponents()).toEqual([61, 89, 107, 127]);
		expect((await readdir(folder)).toSorted()).toEqual(["gimps-data", "worktodo.txt"]);
	});

	it("takes lines of worktodo.add in once, and keeps what others may do with the file", async () => {
		await put("worktodo.txt", "Test=61");
		await chmod(join(folder, "worktodo.txt"), 0o666);
		await put("worktodo.add", "Test=89\nTest=107");
		expect(await exponents()).toEqual([61, 89, 107]);
		expect((await readdir(folder)).toSorted()).toEqual(["gimps-data", "worktodo.txt"]);
		expect((await stat(join(folder, "worktodo.txt"))).mode & 0o777).toBe(0o666);
	});

	it("sees what other programs write, and has none of it where there are no files", async () => {
		const work = open();
		expect((await work.read()).assignments).toEqual([]);
		await put("worktodo.txt", "Test=61\n");
		const [first] = (await work.read()).assignments;
		await put("worktodo.txt", "Test=89\nTest=61\n; \u00E4\n");
		await work.record(first!, { exponent: 61 });
		expect(await text("worktodo.txt")).toBe("Test=89\n; \u00E4\n");
		// A line that somebody took out meanwhile: its result is worth keeping all the same.
		const [second] = (await work.read()).assignments;
		await put("worktodo.txt", "");
		await work.record(second!, { exponent: 89, user: "h\u00E4l" });
		expect(forgotten).toEqual([61, 89]);
		expect(await readFile(join(folder, "results.json.txt"), "utf8")).toBe('{"exponent":61}\n{"exponent":89,"user":"h\u00E4l"}\n');
	});

	it("knows a result again by GIMPS's id, and by nothing else", async () => {
		await put("worktodo.txt", `Test=${AID},61\nTest=61\nPfactor=${AID},1,2,61,-1,5,1\n`);
		const work = open();
		const [withId, without, pfactor] = (await work.read()).assignments;
		await put(
			"results.json.txt",
			`{"status":"NF","exponent":61,"worktype":"TF","aid":"${AID}"}\n{"status":"P","worktype":"LL","exponent":61}\n`,
		);
		expect([withId, without, pfactor].map((each) => work.isRecorded(each!))).toEqual([false, false, false]);
		await put("results.json.txt", `cut\n{"status":"P","exponent":61,"worktype":"LL","aid":"${AID.toLowerCase()}"}\n`);
		expect([withId, without, pfactor].map((each) => work.isRecorded(each!))).toEqual([true, false, false]);
		await put("results.json.txt", `{"status":"F","exponent":61,"worktype":"TF","aid":"${AID}"}\n`);
		expect([withId, without, pfactor].map((each) => work.isRecorded(each!))).toEqual([true, false, true]);
	});

	it("writes nothing while another program holds a file", async () => {
		await put("worktodo.txt", "Test=61\n");
		const work = open();
		const [first] = (await work.read()).assignments;
		await put("results.json.txt.lck", "");
		await expect(work.record(first!, { exponent: 61 })).rejects.toThrow("results.json.txt.lck has been there");
		await rm(join(folder, "results.json.txt.lck"));
		await put("worktodo.txt.lck", "");
		await expect(work.record(first!, { exponent: 61 })).rejects.toThrow("worktodo.txt.lck has been there");
		expect(await text("worktodo.txt")).toBe("Test=61\n");
		await rm(join(folder, "worktodo.txt.lck"));
		await open().recover();
		expect([await text("worktodo.txt"), await text("results.json.txt")]).toEqual(["", '{"exponent":61}\n']);
	});
});
