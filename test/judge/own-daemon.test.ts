// This project's own node before the judge, with the search of the exercise: every sentence holds.
import { afterAll, expect, test } from "vitest";
import { CHECKS } from "../../src/judge/checks.ts";
import { SOURCE_CLI } from "../end-to-end/daemon-process.ts";
import { Ground } from "../end-to-end/ground.ts";
import { failures, fileHere, judged } from "./judged.ts";

const ground = new Ground();
afterAll(() => ground.close());

const DAEMON = [
	process.execPath,
	SOURCE_CLI,
	"run",
	"--search",
	"alone",
	"--port",
	"{port}",
	"--peers",
	"{peers}",
	"--data-dir",
	"{folder}",
];

test("our own daemon passes all levels", { timeout: 150_000, retry: 2 }, async () => {
	const report = await judged(ground, DAEMON);
	expect({ ...failures(report), ...failures(report, "not reached") }).toEqual({});
	expect(report.crashes).toEqual([]);
	expect(report.checks.map(({ id }) => id)).toEqual(Object.keys(CHECKS));
	expect(report).toMatchObject({ passed: true, code: 0 });
});

test("it gossips as well with a function of somebody's own that answers", { timeout: 60_000, retry: 2 }, async () => {
	const report = await judged(ground, [...DAEMON, "--respond", fileHere("solutions/respond.ts")], ["--level", "4"]);
	expect({ ...failures(report), ...failures(report, "not reached") }).toEqual({});
	expect(report).toMatchObject({ passed: true, code: 0 });
});
