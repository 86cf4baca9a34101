// The measuring process starts, sends its rows in order and ends; one that cannot start is an error.
import { expect, test } from "vitest";
import { bench, BENCH_FLAGS } from "../../src/engine/bench.ts";
import type { BenchRow } from "../../src/engine/engine.ts";

test("a row for each exponent", async () => {
	const rows: BenchRow[] = [];
	await bench({ exponents: [2203, 9689], threads: 1, flags: BENCH_FLAGS }, (row) => rows.push(row));
	expect(rows.map(({ exponent, length, threads }) => ({ exponent, length, threads }))).toEqual([
		{ exponent: 2203, length: 128, threads: 1 },
		{ exponent: 9689, length: 448, threads: 1 },
	]);
	for (const { msPerIteration } of rows) expect(msPerIteration).toBeGreaterThan(0);
});

test("a process that does not start is an error", async () => {
	await expect(bench({ exponents: [2203], threads: 1, flags: ["--no-such-flag"] }, () => {})).rejects.toThrow("exit code");
});
