import { describe, expect, it } from "vitest";
import { ProgressLine } from "../../src/commands/progress-line.ts";
import { duration } from "../../src/terminal/duration.ts";
import type { TestProgress } from "../../src/engine/engine.ts";

const PROGRESS: TestProgress = {
	exponent: 86243,
	kind: "LL",
	iteration: 21560,
	iterations: 86241,
	msPerIteration: 0.0123456,
	roundOff: 0.2109,
	transformLength: 4096,
	errors: 0,
	resumedAt: 0,
};

describe("the progress line", () => {
	it("redraws itself on a terminal, cut to its width between two facts, and leaves nothing behind", () => {
		const written: string[] = [];
		const line = new ProgressLine({ stream: { isTTY: true, columns: 25, write: (text) => written.push(text) }, now: () => 0 });
		line.show(PROGRESS);
		line.show({ ...PROGRESS, iteration: 43121 });
		line.say("a word");
		expect(written).toEqual(["\r\u001B[KM86243 LL 25.00 %", "\r\u001B[KM86243 LL 50.00 %", "\r\u001B[K", "a word\n"]);
	});

	it("has room for what is to go at 80 columns, also where that is months", () => {
		const written: string[] = [];
		const line = new ProgressLine({ stream: { isTTY: true, columns: 80, write: (text) => written.push(text) }, now: () => 0 });
		line.show({ ...PROGRESS, exponent: 136_279_841, iteration: 12_345_678, iterations: 136_279_839, msPerIteration: 99.4 });
		expect(written).toEqual(["\r\u001B[KM136279841 LL 9.06 %, 142 d 13 h to go, 99.4 ms each"]);
	});

	it("writes a line now and then where nobody watches", () => {
		const written: string[] = [];
		let now = 0;
		const line = new ProgressLine({ stream: { write: (text) => written.push(text) }, now: () => now });
		for (now = 0; now < 70_000; now += 500) line.show(PROGRESS);
		line.clear();
		expect(written).toHaveLength(3);
		expect(written[0]).toBe(
			"M86243 LL 25.00 %, 1 s to go, 0.0123 ms each, iteration 21560 of 86241, 0 errors, round-off 0.211, length 4096\n",
		);
	});
});

describe("the words about a test", () => {
	const lines: string[] = [];
	const line = new ProgressLine({ stream: { isTTY: true, columns: 200, write: (text) => lines.push(text) }, now: () => 0 });

	it("say once where it goes on, and which run it is", () => {
		line.show({ ...PROGRESS, resumedAt: 20_000 });
		line.show({ ...PROGRESS, resumedAt: 20_000, errors: 1 });
		line.show({ ...PROGRESS, isConfirmation: true });
		expect(lines[0]).toBe("M86243 LL goes on from iteration 20000 of 86241 (23.19 %)\n");
		expect(lines.slice(1).map((text) => text.replace("\r\u001B[K", ""))).toEqual([
			expect.stringMatching(/^M86243 LL 25.00 %.*, 0 errors, /),
			expect.stringMatching(/^M86243 LL 25.00 %.*, 1 error, /),
			expect.stringMatching(/^M86243 LL, second run to confirm the prime, 25.00 %/),
		]);
	});
});

describe("a duration", () => {
	it.each([
		[0.2, "0 s"],
		[59.6, "1 min"],
		[75, "1 min 15 s"],
		[11_520, "3 h 12 min"],
		[86_400, "1 d"],
		[2_678_400, "31 d"],
	])("of %d s is %s", (seconds, text) => expect(duration(seconds)).toBe(text));
});
