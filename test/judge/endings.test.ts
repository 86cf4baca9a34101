// The judge itself: it ends whatever the node does, and nothing that the node started outlives it.
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { Ground } from "../end-to-end/ground.ts";
import { HAS_PROC } from "../end-to-end/process-tree.ts";
import { until } from "../end-to-end/until.ts";
import { failures, judged, QUICK_PERIODS } from "./judged.ts";

const ground = new Ground();
afterAll(() => ground.close());

/** Processes with this mark among their arguments, the judge itself not counted. */
function marked(mark: string): number {
	const commands = readdirSync("/proc").flatMap((name) => {
		try {
			return /^\d+$/.test(name) ? [readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0")] : [];
		} catch {
			return [];
		}
	});
	return commands.filter((words) => words.includes(mark) && !words.includes("judge")).length;
}

/** Accepts connections and never says or reads a word; its child does nothing, and neither ends when asked to. */
const HANGS = `
const { spawn } = require("node:child_process");
process.on("SIGTERM", () => {});
if (process.argv[1] !== "child") {
	spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)", "child", process.argv[2]], { stdio: "inherit" });
	require("node:net").createServer({ pauseOnConnect: true }, () => { for (;;); }).listen(Number(process.argv[1]), "127.0.0.1");
}`;

describe("a node that hangs", () => {
	test.skipIf(!HAS_PROC)("is judged to the end, and ended with its children", { timeout: 60_000 }, async () => {
		const mark = `mark-${Math.random()}`;
		const report = await judged(ground, [process.execPath, "-e", HANGS, "{port}", mark], ["--level", "1"]);
		expect(failures(report)).toHaveProperty("pong");
		expect(marked(mark)).toBe(0);
	});

	test.skipIf(!HAS_PROC)("is ended when the judge is interrupted", { timeout: 60_000 }, async () => {
		const mark = `mark-${Math.random()}`;
		const judge = ground.run(["judge", "--", process.execPath, "-e", HANGS, "{port}", mark], { env: QUICK_PERIODS });
		await until("nodes run", () => marked(mark) > 10);
		expect(await judge.end("SIGINT")).toMatchObject({ code: 130 });
		expect(marked(mark)).toBe(0);
	});
});

test("a node that cannot be started, and one that ends at once, are reached by no check", async () => {
	const [missing, ending] = await Promise.all([
		judged(ground, ["/nowhere/node"], ["--level", "1"]),
		judged(ground, [process.execPath, "-e", "console.error('my last words'); process.exit(3)"], ["--level", "1"]),
	]);
	expect(failures(missing, "not reached")["pong"]).toMatch(/could not be started.*ENOENT/);
	expect(failures(ending, "not reached")["pong"]).toBe("the node ended with exit code 3");
	expect(ending.crashes[0]?.stderr).toBe("my last words\n");
	expect([missing.code, ending.code]).toEqual([1, 1]);
});

test("for people it says level by level what holds, and shows what does not", async () => {
	const deaf = "require('node:net').createServer((s) => s.on('error', () => {})).listen(Number(process.argv[1]), '127.0.0.1')";
	const judge = ground.run(["judge", "--level", "1", "--", process.execPath, "-e", deaf, "{port}"]);
	expect(await judge.ended).toMatchObject({ code: 1 });
	expect(judge.stdout).toMatch(/^Level 1: answers PING\n {2}FAIL A PING is answered with a PONG on the same link\.\n/);
	expect(judge.stdout).toMatch(/no PONG within 3 s {3}\[pong; read docs\/PROTOCOL.md, section 3\]\n.*< \{"msg_type":"PING"/);
	expect(judge.stdout).toMatch(/0 passed, 3 failed, 1 not reached, in \d+ s\n$/);
	expect(judge.stderr).toMatch(/^4 checks, side by side; about 3 s/);
});

test.each([
	[["judge"], /say after -- how your node is started/],
	[["judge", "--level", "9", "--", "node"], /--level.*from 1 to 6/],
	[["status", "--", "node"], /unknown argument node behind --/],
])("wrong usage is said in one line: %j", async (args, says) => {
	const judge = ground.run(args);
	expect(await judge.ended).toMatchObject({ code: 2 });
	expect(judge.stderr).toMatch(says);
	expect(judge.stdout).toBe("");
});
