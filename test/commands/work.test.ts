// The command work as a person runs it: what it reads, writes and says, its end, and that it may be killed at any moment.
import { spawn, type ChildProcess } from "node:child_process";
import { createHash, randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../end-to-end/until.ts";
import { littleEndian } from "../engine/proof/plain-proof.ts";
import { powerResidue, seeded } from "../engine/reference.ts";

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
/** GIMPS_KILLS=50 kills more often. */
const KILLS = Number(process.env["GIMPS_KILLS"] ?? 6);
const AID = "0123456789ABCDEF0123456789abcdef";

interface Work {
	readonly child: ChildProcess;
	readonly out: () => string;
	readonly words: () => string;
	readonly ended: Promise<number | null>;
}

describe("the command work", { timeout: 90_000 }, () => {
	let folder = "";
	const running: Work[] = [];

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "work-"));
	});
	afterEach(async () => {
		for (const { child } of running) child.kill("SIGKILL");
		await Promise.all(running.splice(0).map(({ ended }) => ended));
		await rm(folder, { recursive: true, maxRetries: 5, retryDelay: 200 });
	});

	function start(args: readonly string[], command = "work"): Work {
		const where = ["work", "pause", "resume"].includes(command) ? ["--dir", folder] : ["--data-dir", join(folder, "gimps-data")];
		const child = spawn(process.execPath, [CLI, command, ...args, ...where]);
		let [out, words] = ["", ""];
		child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
		child.stderr.setEncoding("utf8").on("data", (text: string) => (words += text));
		const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
		const work = { child, out: () => out, words: () => words, ended };
		running.push(work);
		return work;
	}

	const put = (text: string, name = "worktodo.txt"): Promise<void> => writeFile(join(folder, name), text);
	const text = (name = "worktodo.txt"): Promise<string> => readFile(join(folder, name), "utf8");
	const md5Of = async (proof: string): Promise<string> =>
		createHash("md5")
			.update(await readFile(join(folder, "proof", proof)))
			.digest("hex");
	const results = async (): Promise<Record<string, unknown>[]> =>
		(await text("results.json.txt"))
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line) as Record<string, unknown>);

	it("works off lines of every kind, and leaves alone what it does not know, named once", async () => {
		const left = ["; my machine", "ECM2=N/A,1,2,4409,-1,50000,5000000,3", "Test=15", "[Worker #2]"];
		const done = [
			`Test=${AID},4423,60,1`,
			"doublecheck=N/A,4409,60,1,\r",
			"PRP=1,2,4409,-1",
			`PRPDC=${AID.replace("0", "F")},1,2,4391,-1,5,0`,
			"Factor=N/A,60000359,26,30",
			"Factor=60000359,40,41",
			"Pfactor=N/A,1,2,2203,-1,40,2",
			"Pminus1=1,2,67,-1,2677,100000",
			`CERT=${AID.replace("0", "E")},1,2,1279,-1,500`,
		];
		await writeFile(join(folder, "M1279.cert"), littleEndian(12_345n, 160));
		await put(`${[...left.slice(0, 2), ...done, ...left.slice(2)].join("\n")}\n`);
		const work = start(["--exit-when-done", "--user", "me", "--computer", "häl"]);
		expect(await work.ended).toBe(0);
		expect(await text()).toBe(`${left.join("\n")}\n`);
		const found = await results();
		expect(work.out()).toBe(await text("results.json.txt"));
		const program = { name: "gimps-node", version: "0.1.0" };
		const sha3 = createHash("sha3-256")
			.update(littleEndian(powerResidue(1_279, 500, 12_345n), 160))
			.digest("hex")
			.toUpperCase();
		const who = { user: "me", computer: "häl", program, timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) };
		expect(found).toEqual([
			expect.objectContaining({ status: "P", exponent: 4423, worktype: "LL", "shift-count": expect.any(Number), aid: AID, ...who }),
			expect.objectContaining({ status: "C", exponent: 4409, worktype: "LL", res64: expect.stringMatching(/^[0-9A-F]{16}$/), ...who }),
			expect.objectContaining({
				status: "C",
				exponent: 4409,
				worktype: "PRP-3",
				"residue-type": 1,
				res2048: expect.stringMatching(/^[0-9A-F]{512}$/),
				...who,
				proof: { version: 2, power: 2, hashsize: 64, md5: await md5Of("4409-2.proof") },
			}),
			expect.objectContaining({ status: "F", exponent: 4391, worktype: "TF", bitlo: 5, factors: [expect.any(String)], ...who }),
			{ status: "F", exponent: 60000359, worktype: "TF", bitlo: 26, bithi: 30, rangecomplete: false, factors: ["120000719"], ...who },
			{ status: "NF", exponent: 60000359, worktype: "TF", bitlo: 40, bithi: 41, rangecomplete: true, ...who },
			{ status: "NF", exponent: 2203, worktype: "P-1", b1: 100, ...who },
			{ status: "F", exponent: 67, worktype: "P-1", b1: 2677, b2: 100000, factors: ["193707721"], ...who },
			expect.objectContaining({ exponent: 1279, worktype: "Cert", "sha3-hash": sha3, aid: AID.replace("0", "E"), ...who }),
		]);
		expect(found.filter(({ aid }) => aid !== undefined).map(({ exponent }) => exponent)).toEqual([4423, 4391, 1279]);
		expect((await readdir(folder)).toSorted()).toEqual(["gimps-data", "proof", "results.json.txt", "worktodo.txt"]);
		expect(found[1]!["shift-count"]).toEqual(expect.any(Number));
		expect(work.words().match(/left alone/g)).toHaveLength(2);
		expect(work.words()).toContain("M4423 is prime, confirmed by a second run");
		expect(await readdir(join(folder, "gimps-data", "tests")).catch(() => [])).toEqual([]);
	});

	it("loses no result and doubles none, whenever it is killed", { timeout: 120_000 + KILLS * 5_000 }, async () => {
		const seed = randomInt(2 ** 31);
		const random = seeded(seed);
		// Exponents whose number is prime or has no small factor: each test goes to its end.
		const lines = [
			...[4423, 9689, 9941, 11213].map((p) => `Test=${p},20,0`),
			...[4253, 4409, 4423, 4253].map((p) => `DoubleCheck=N/A,${p}`),
			...[2203, 2281, 3217, 4409].map((p) => `PRP=1,2,${p},-1,10,1`),
			...[4423, 9689].map((p) => `PRPDC=1,2,${p},-1`),
			"Factor=60000359,26,30",
			"Factor=60000359,44,45",
			"Cert=N/A,1,2,44497,-1,700",
			"Pfactor=1,2,44497,-1,40,2",
			"Pminus1=1,2,67,-1,2677,0",
			"Pminus1=1,2,86243,-1,3000,0",
		];
		await put(`; kept\n${lines.slice(0, 12).join("\n")}\n`);
		await put(lines.slice(12).join("\n"), "worktodo.add");
		await writeFile(join(folder, "M44497.cert"), littleEndian(7n ** 9_999n, 5_563));
		const hash = createHash("sha3-256")
			.update(littleEndian(powerResidue(44_497, 700, 7n ** 9_999n), 5_563))
			.digest("hex")
			.toUpperCase();
		let kills = 0;
		for (let isDone = false; !isDone;) {
			const work = start(["--exit-when-done", "--workers", "2"]);
			if (kills < KILLS) {
				// From its first sign of life on, or before.
				const timer = setTimeout(() => work.child.kill("SIGKILL"), 150 + random() * (kills % 2 === 0 ? 400 : 900));
				isDone = (await work.ended) === 0;
				clearTimeout(timer);
				if (!isDone) kills++;
			} else isDone = (await work.ended) === 0;
		}
		const message = `seed ${seed}, ${kills} kills`;
		expect(kills, message).toBeGreaterThan(0);
		expect(await text(), message).toBe("; kept\n");
		const found = await results();
		const tests = found.filter(({ worktype }) => worktype === "LL" || worktype === "PRP-3");
		const wanted = lines
			.filter((line) => /^(Test|Double|PRP)/.test(line))
			.map((line) => `${line.startsWith("PRP") ? "PRP-3" : "LL"} ${exponentOf(line)}`);
		expect(tests.map(({ worktype, exponent }) => `${String(worktype)} ${String(exponent)}`).toSorted(), message).toEqual(wanted.toSorted());
		expect(
			found
				.filter(({ worktype }) => worktype === "P-1")
				.map(({ exponent }) => String(exponent))
				.toSorted(),
			message,
		).toEqual(["44497", "67", "86243"]);
		const certificates = found.filter(({ worktype }) => worktype === "Cert");
		expect(certificates, message).toEqual([expect.objectContaining({ exponent: 44497, "sha3-hash": hash })]);
		for (const { exponent, worktype, proof } of tests)
			if (worktype === "PRP-3")
				expect(proof, message).toMatchObject({ md5: await md5Of(`${String(exponent)}-${Number(exponent) > 6_563 ? 3 : 2}.proof`) });
		const tried = found
			.filter(({ worktype }) => worktype === "TF")
			.map(({ exponent, bitlo }) => `${String(exponent)} from ${String(bitlo)}`);
		expect(new Set(tried).size, message).toBe(tried.length);
		expect(tried, message).toEqual(expect.arrayContaining(["60000359 from 26", "60000359 from 44", "4423 from 20", "2203 from 10"]));
		expect((await readdir(folder)).toSorted(), message).toEqual(["gimps-data", "proof", "results.json.txt", "worktodo.txt"]);
		expect(
			(await readdir(join(folder, "proof"))).filter((name) => !name.endsWith(".proof")),
			message,
		).toEqual([]);
		console.log(message);
		const verify = start([join(folder, "proof", "9689-3.proof")], "verify");
		expect([await verify.ended, verify.words()], message).toEqual([0, expect.stringContaining("holds: a probable prime")]);
	});

	it("says once that it is out of work, takes what comes, and ends by Ctrl-C with 130", async () => {
		const work = start([]);
		await until("it is out of work", () => work.words().includes("out of work"));
		await put("Test=61\n", "worktodo.add");
		await until("the line is done", () => work.out().includes('"exponent":61'));
		await until("it is out of work again", () => work.words().match(/out of work/g)?.length === 2);
		await appendFile(join(folder, "worktodo.txt"), "Test=89");
		await until("the next is done", () => work.out().includes('"exponent":89'));
		work.child.kill("SIGINT");
		expect(await work.ended).toBe(130);
		expect(await text()).toBe("");
	});

	it("saves when interrupted, keeps others away from its saves, and goes on from there", async () => {
		await put("PRP=1,2,1257787,-1\n");
		const first = start([]);
		await until("it makes progress", () => /iteration \d/.test(first.words()));
		const [second, test] = [start([]), start(["61"], "test")];
		for (const late of [second, test]) {
			expect(await late.ended).toBe(1);
			expect(late.words()).toBe(`gimps-node: the data folder ${join(folder, "gimps-data")} is in use by process ${first.child.pid}\n`);
		}
		first.child.kill("SIGTERM");
		expect(await first.ended).toBe(130);
		expect(first.words()).toContain("the same command goes on");
		const reached = Number(/iteration (\d+)/.exec(first.words())?.[1]);
		const again = start([]);
		await until("it goes on", () => /iteration \d/.test(again.words()));
		expect(Number(/iteration (\d+)/.exec(again.words())?.[1])).toBeGreaterThanOrEqual(reached);
		expect(await text()).toBe("PRP=1,2,1257787,-1\n");
	});

	it("waits for another program's lock, and goes on when it is gone", async () => {
		await put("Test=61\n");
		await put("", "worktodo.txt.lck");
		const work = start(["--exit-when-done"]);
		await until("it says what it waits for", () =>
			work.words().includes(`waiting for another program to delete ${join(folder, "worktodo.txt.lck")}`),
		);
		expect(work.out()).toBe("");
		await rm(join(folder, "worktodo.txt.lck"));
		expect(await work.ended).toBe(0);
		expect(existsSync(join(folder, "worktodo.txt.lck"))).toBe(false);
	});

	it.skipIf(process.platform === "win32")("pauses by SIGUSR1, and goes on by the next", async () => {
		await put("PRP=1,2,1257787,-1\n");
		const work = start([]);
		await until("it makes progress", () => /iteration \d/.test(work.words()));
		work.child.kill("SIGUSR1");
		await until("it pauses", () => work.words().includes("paused and saved"));
		await until("there is a save", () => existsSync(join(folder, "gimps-data", "tests", "M1257787-prp.save")));
		work.child.kill("SIGUSR1");
		await until("it goes on", () => work.words().includes("going on"));
		work.child.kill("SIGINT");
		expect(await work.ended).toBe(130);
	});

	it("pauses by a command, also for the next start, and tells other programs", async () => {
		await put("PRP=1,2,1257787,-1\n");
		const status = async (): Promise<{ readonly running: boolean; readonly paused: string | null; readonly workers: readonly object[] }> =>
			JSON.parse(await text("status.json"));
		const args = ["--status", join(folder, "status.json")];
		const work = start(args);
		await until("it makes progress", () => /iteration \d/.test(work.words()));
		await until("and says so", async () => "iteration" in ((await status()).workers[0] ?? {}));
		expect(await status()).toMatchObject({
			program: { name: "gimps-node" },
			running: true,
			paused: null,
			results: 0,
			workers: [{ worker: 1, exponent: 1257787, kind: "PRP", iterations: 1257787, errors: 0, resumedAt: 0, isConfirmation: false }],
		});
		await start([], "pause").ended;
		await until("it pauses", () => work.words().includes("paused and saved: until gimps-node resume"));
		work.child.kill("SIGINT");
		expect(await work.ended).toBe(130);
		expect((await status()).running).toBe(false);
		const again = start(args);
		await until("it still rests", () => again.words().includes("paused and saved"));
		const resume = start([], "resume");
		expect([await resume.ended, resume.words()]).toEqual([0, expect.stringContaining("goes on")]);
		await until("it goes on, and says from where", () => /going on[^]*goes on from iteration [1-9]/.test(again.words()));
		again.child.kill("SIGINT");
		expect(await again.ended).toBe(130);
	});

	it.each([
		[["--hours", "22"], "two different full hours"],
		[["--hours", "25-3"], "two different full hours"],
		[["--pause-when-busy", "much"], "from 0.1 to 1000"],
		[["--workers", "0"], "from 1 to 256"],
		[["--user", ""], "1 to 64 characters"],
	])("refuses %j with one line and exit code 2", async (args, line) => {
		const work = start(args);
		expect([await work.ended, work.out()]).toEqual([2, ""]);
		expect(work.words()).toContain(line);
	});
});

function exponentOf(line: string): string {
	return /^\w+=(?:N\/A,)?(?:1,2,)?(\d+)/.exec(line)?.[1] ?? "";
}
