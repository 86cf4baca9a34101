import { describe, expect, it } from "vitest";
import { WorkerLines } from "../../src/commands/worker-lines.ts";

const LL = {
	exponent: 86243,
	kind: "LL",
	iteration: 1,
	iterations: 2,
	msPerIteration: 1,
	roundOff: 0.1,
	transformLength: 64,
	errors: 0,
	resumedAt: 0,
} as const;
const TF = { exponent: 61, kind: "TF", bits: 40, done: 0.5 } as const;

describe("the lines of several workers", () => {
	it("are named, each by its worker, also on a terminal", () => {
		const written: string[] = [];
		let now = 0;
		const lines = new WorkerLines({ workers: 2 }, { stream: { isTTY: true, write: (text) => written.push(text) }, now: () => now });
		now = 6_000;
		lines.show(2, LL);
		lines.show(1, TF);
		lines.show(2, LL);
		lines.say("all of us");
		expect(written).toEqual([
			expect.stringMatching(/^worker 2: M86243 LL 50.00 %.*\n$/),
			"worker 1: M61: 50.00 % of the candidates below 2^40.0\n",
			"all of us\n",
		]);
	});

	it("are one that redraws itself where there is one worker", () => {
		const written: string[] = [];
		const lines = new WorkerLines(
			{ workers: 1 },
			{ stream: { isTTY: true, columns: 25, write: (text) => written.push(text) }, now: () => 0 },
		);
		lines.show(1, LL);
		lines.say("a word");
		expect(written).toEqual(["\r\u001B[KM86243 LL 50.00 %", "\r\u001B[K", "a word\n"]);
	});
});
