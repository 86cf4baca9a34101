// The self-test as a person runs it: what it covered, and that it ends.
import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { runGimpsNode } from "./gimps-node.ts";

it("torture says what it covered, and that there was no error", { timeout: 90_000 }, async () => {
	const { code, out, words } = await runGimpsNode(["torture", "--minutes", "0.02", "--workers", "2", "--json"], { dataDir: tmpdir() });
	expect(code).toBe(0);
	expect(words).toContain("no error in");
	interface Covered {
		readonly errors: number;
		readonly kernels: readonly { readonly lengths: readonly number[]; readonly squarings: number; readonly roundOff: number }[];
	}
	const { errors, kernels }: Covered = JSON.parse(out);
	expect(errors).toBe(0);
	// Each worker ends the row that it is at.
	expect(kernels.flatMap(({ lengths }) => lengths).length).toBeGreaterThanOrEqual(2);
	for (const { squarings, roundOff } of kernels) {
		expect(squarings).toBeGreaterThan(0);
		expect(roundOff).toBeGreaterThan(0);
		expect(roundOff).toBeLessThan(0.4);
	}
});

it("torture refuses a time that is none", async () => {
	const { code, words } = await runGimpsNode(["torture", "--minutes", "long"], { dataDir: tmpdir() });
	expect([code, words]).toEqual([2, expect.stringContaining("a number of minutes")]);
});
