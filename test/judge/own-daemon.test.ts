// This project's own node before the judge, with the search of the exercise: every sentence holds.
import { afterAll, expect, test } from "vitest";
import { CHECKS } from "../../src/judge/checks.ts";
import { SOURCE_CLI } from "../end-to-end/daemon-process.ts";
import { Ground } from "../end-to-end/ground.ts";
import { failures, judged } from "./judged.ts";

const ground = new Ground();
afterAll(() => ground.close());

test("our own daemon passes all levels", { timeout: 150_000, retry: 2 }, async () => {
	const daemon = [
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
	const report = await judged(ground, daemon);
	expect({ ...failures(report), ...failures(report, "not reached") }).toEqual({});
	expect(report.crashes).toEqual([]);
	expect(report.checks.map(({ id }) => id)).toEqual(Object.keys(CHECKS));
	expect(report).toMatchObject({ passed: true, code: 0 });
});
