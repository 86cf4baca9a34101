// The core's orders on an engine in memory: what is answered, what is shown, and that what was cancelled is silent.
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { Checker } from "../../src/daemon/checker.ts";
import { EngineWork } from "../../src/daemon/engine-work.ts";
import { EngineTwin } from "../engine/engine-twin.ts";

function start(engine: EngineTwin): { work: EngineWork; told: unknown[] } {
	const told: unknown[] = [];
	const checker = new Checker({ engine: new EngineTwin({ automatic: true }), onFailure: (error) => told.push(error.message) });
	const events = {
		answered: (answer: unknown) => told.push(answer),
		failed: (error: Error) => told.push(error.message),
		verdict: (exponent: number, verdict: string) => told.push([exponent, verdict]),
		broken: (error: unknown) => told.push(error),
	};
	const [plans, proofs] = [{ of: () => Promise.resolve({}) }, { take: () => Promise.resolve(undefined) }];
	return { work: new EngineWork({ engine, checker, plans, proofs, events }), told };
}

test("each test is answered once, and counted", async () => {
	const { work, told } = start(new EngineTwin({ automatic: true, parallel: 3 }));
	for (const exponent of [11, 13, 23]) work.test(exponent);
	await turn();
	expect(told).toMatchObject([
		{ type: "tested", exponent: 11, outcome: { kind: "LL", res64: "00000000000006C8" } },
		{ type: "tested", exponent: 13, outcome: { kind: "LL", res64: "0000000000000000" } },
		{ type: "tested", exponent: 23 },
	]);
	expect(work.testsDone).toBe(3);
});

test("a cancelled test never answers, and may be asked for again", async () => {
	const engine = new EngineTwin();
	const { work, told } = start(engine);
	work.test(521);
	work.cancel(521);
	work.cancel(521);
	work.test(521);
	await turn();
	expect(engine.running).toEqual([521]);
	engine.finish(521);
	await turn();
	expect(told).toMatchObject([{ type: "tested", exponent: 521, outcome: { res64: "0000000000000000" } }]);
	work.test(607);
	work.rest();
	await turn();
	expect([engine.running, engine.waiting, told.length]).toEqual([[], [], 1]);
});

test("shows what is under test, with percent and time to go", async () => {
	const engine = new EngineTwin();
	const { work } = start(engine);
	work.test(521);
	await turn();
	expect(work.testing()).toEqual([]);
	engine.progress(521, { iteration: 21, iterations: 521, msPerIteration: 2 });
	expect(work.testing()).toMatchObject([{ iteration: 21, iterations: 521, ms_per_iteration: 2, eta: 1, purpose: "search" }]);
	work.rest();
	expect(work.testing()).toEqual([]);
});

test("a failure of the engine is told, and answers the test", async () => {
	const engine = new EngineTwin();
	const { work, told } = start(engine);
	work.test(521);
	await turn();
	engine.fail(521, "no memory");
	await turn();
	expect(told).toEqual(["no memory", { type: "test-failed", exponent: 521 }]);
});

test("a claim is checked apart from the search", async () => {
	const { work, told } = start(new EngineTwin());
	work.check(521);
	work.check(523);
	await turn();
	expect(told).toEqual([
		[521, "prime"],
		[523, "composite"],
	]);
	expect(work.testsDone).toBe(2);
});
