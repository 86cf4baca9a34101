// Nodes in other languages before the judge: the course's solutions pass, and each planted mistake is named at its own check.
import { spawnSync } from "node:child_process";
import { afterAll, expect, test } from "vitest";
import type { CheckId } from "../../src/judge/checks.ts";
import { Ground } from "../end-to-end/ground.ts";
import { failures, fileHere, judged } from "./judged.ts";

const hasPython = spawnSync("python3", ["--version"]).status === 0;
if (!hasPython) process.stderr.write("skipped: nodes in Python, for there is no python3 here\n");

const inPython = hasPython ? test.concurrent : test.skip;

/** Nodes are judged by real time, several at once: a machine that stood still for a moment is given another try. */
const LIVE = { timeout: 150_000, retry: 2 };

const ground = new Ground();
afterAll(() => ground.close());

test.concurrent("the solution in JavaScript passes all levels", LIVE, async () => {
	const report = await judged(ground, [process.execPath, fileHere("solutions/node.js"), "{port}", "{peers}"]);
	expect({ ...failures(report), ...failures(report, "not reached") }).toEqual({});
});

inPython("the solution in Python passes all levels", LIVE, async () => {
	const report = await judged(ground, ["python3", fileHere("solutions/node.py"), "{port}", "{peers}"]);
	expect({ ...failures(report), ...failures(report, "not reached") }).toEqual({});
});

/** Each mistake: the level up to which it is judged, and all checks that it breaks. */
const MISTAKES: readonly (readonly [name: string, level: number, breaks: readonly CheckId[]])[] = [
	["no-pong", 1, ["pong", "pong-each", "closed-link"]],
	["dies-on-bad-line", 2, ["not-json", "too-deep", "invalid-utf8"]],
	["never-evicts", 3, ["closes-mute", "closes-silent", "evicts"]],
	["new-msg-id", 4, ["forward-id", "forward-large-id", "hand-over-original"]],
	["same-ttl", 4, ["forward-ttl", "ttl-one"]],
	["sends-back", 4, ["not-back"]],
	["credits-forwarder", 4, ["credit", "hand-over-known"]],
	["no-dedupe", 4, ["once", "once-from-others", "ping-once"]],
	["never-redials", 5, ["heals", "redials"]],
];

inPython.each(MISTAKES)("the mistake %s is named", LIVE, async (name, level, breaks) => {
	const report = await judged(ground, ["python3", fileHere(`nodes/${name}.py`), "{port}", "{peers}"], ["--level", String(level)]);
	expect(new Set(Object.keys(failures(report)))).toEqual(new Set(breaks));
	for (const { outcome, conversation } of report.checks) if (outcome === "failed") expect(conversation?.length).toBeGreaterThan(0);
	expect(report).toMatchObject({ passed: false, code: 1 });
	if (name !== "dies-on-bad-line") return;
	expect(report.crashes.map(({ ending }) => ending)).toEqual(breaks.map(() => "ended with exit code 1"));
	expect(report.crashes.map(({ stderr }) => stderr).join()).toContain("JSONDecodeError");
});
