import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FactorKernel } from "../../../src/engine/factoring/factor-kernel.ts";
import { Factoring, type FactoringDependencies } from "../../../src/engine/factoring/factoring.ts";
import { FactoringDepth } from "../../../src/engine/factoring/factoring-depth.ts";
import { CostModel } from "../../../src/engine/host/cost-model.ts";

let dataDir = "";

beforeAll(async () => {
	dataDir = await mkdtemp(join(tmpdir(), "p-minus-1-"));
});
afterAll(() => rm(dataDir, { recursive: true }));

describe("P-1, remembered", () => {
	it("keeps its bound when it is interrupted, and is not done twice", async () => {
		const exponent = 5_000_011;
		const first = new Factoring({ dataDir }, factoringDependencies());
		const bounds = await first.payingBounds(exponent, 500);
		expect(bounds.b1).toBeGreaterThan(10_000);
		expect(bounds.b2).toBeGreaterThan(10 * bounds.b1);
		const costs = new CostModel();
		costs.measured({ exponent, msPerIteration: 30 });
		const second = new Factoring({ dataDir }, { ...factoringDependencies(), costs });
		expect(await new Factoring({ dataDir: null }, { ...factoringDependencies(), costs }).payingBounds(exponent, 500)).not.toEqual(bounds);
		expect(await second.payingBounds(exponent, 500)).toEqual(bounds);
		await second.triedBounds(exponent, bounds);
		expect(await second.payingBounds(exponent, 500)).toEqual({ b1: 0, b2: 0 });
		await second.forget(exponent);
		expect(await second.payingBounds(exponent, 500)).not.toEqual({ b1: 0, b2: 0 });
	});
});

describe("a range of factors", () => {
	// 2 * 60000359 + 1 divides; nothing else does below 2^40.
	const exponent = 60_000_359;
	const signal = new AbortController().signal;

	it("leaves out what lies below it, and says nothing of that", async () => {
		const factoring = new Factoring({ dataDir }, factoringDependencies());
		expect(await factoring.find({ exponent, fromK: 5000, toK: 9000 }, signal)).toBeUndefined();
		expect(await factoring.find({ exponent, toK: 9000 }, signal)).toBe(120_000_719n);
	});

	it("goes on where it was stopped", async () => {
		const range = { exponent, fromK: 1e9, toK: 2e12 };
		const stop = new AbortController();
		let reached = 0;
		let ms = 0;
		// A clock of its own: the stop comes after a time that is worth a note.
		const dependencies = { ...factoringDependencies(), now: () => ms };
		const found = new Factoring({ dataDir }, dependencies).find(range, stop.signal, (k) => {
			reached = k;
			ms += 5_000;
			stop.abort();
		});
		await expect(found).rejects.toThrow("aborted");
		const again = new AbortController();
		let first = 0;
		const resumed = new Factoring({ dataDir }, factoringDependencies()).find(range, again.signal, (k) => {
			first ||= k;
			again.abort();
		});
		await expect(resumed).rejects.toThrow("aborted");
		expect(first).toBeGreaterThan(reached);
	});
});

function factoringDependencies(): FactoringDependencies {
	return { kernel: FactorKernel.load(), depth: new FactoringDepth(), costs: new CostModel(), now: () => performance.now() };
}
