import { describe, expect, it } from "vitest";
import { FactorKernel } from "../../../src/engine/factoring/factor-kernel.ts";
import { Factoring } from "../../../src/engine/factoring/factoring.ts";
import { FactoringDepth } from "../../../src/engine/factoring/factoring-depth.ts";
import { CostModel } from "../../../src/engine/host/cost-model.ts";
import { BigIntSource } from "../../../src/engine/squaring/squarer-source.ts";
import { ExponentTask } from "../../../src/engine/task/exponent-task.ts";

describe("P-1 before a test", () => {
	const history = { onProgress: () => {}, onSquarings: () => {}, onError: () => {}, now: () => performance.now() };
	const order = { exponent: 67, kind: "LL", proof: null, dataDir: null, saveEveryMs: 1e6, signal: new AbortController().signal } as const;

	it("comes after trial factoring, once, and never in an interim run", async () => {
		const asked: string[] = [];
		const factoring = new Factoring(
			{ dataDir: null },
			{ kernel: FactorKernel.load(), depth: new FactoringDepth(), costs: new CostModel(), now: () => performance.now() },
		);
		factoring.findPaying = () => Promise.resolve(void asked.push("2kp + 1"));
		factoring.payingBounds = (exponent) =>
			Promise.resolve(asked.push(`bounds of ${exponent}`) > 2 ? { b1: 100, b2: 200 } : { b1: 300, b2: 2677 });
		factoring.triedBounds = (_, { b1 }) => Promise.resolve(void asked.push(`tried ${b1}`));
		const dependencies = { ...history, squarers: new BigIntSource(), factoring };
		const test = (options: { readonly factorFirst: boolean; readonly iterations: number | null }): Promise<unknown> =>
			new ExponentTask({ ...order, ...options }, dependencies).result();
		expect(await test({ factorFirst: true, iterations: null })).toMatchObject({ prime: false, factor: "193707721", b1: 300, b2: 2677 });
		expect(await test({ factorFirst: true, iterations: null })).toMatchObject({ prime: false, iterations: 65 });
		expect(await test({ factorFirst: true, iterations: 20 })).toMatchObject({ iterations: 20 });
		expect(await test({ factorFirst: false, iterations: null })).toMatchObject({ iterations: 65 });
		expect(asked).toEqual(["2kp + 1", "bounds of 67", "2kp + 1", "bounds of 67", "tried 100"]);
	});
});
