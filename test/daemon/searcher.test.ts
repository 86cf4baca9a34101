// The search on an engine in memory: what it asks for, what it reports, and that an abandoned one is silent.
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { Searcher } from "../../src/daemon/searcher.ts";
import { EngineTwin } from "../engine/engine-twin.ts";

function start(engine: EngineTwin): { searcher: Searcher; found: number[]; failures: string[] } {
	const found: number[] = [];
	const failures: string[] = [];
	const events = { found: (exponent: number) => found.push(exponent), failed: (error: Error) => failures.push(error.message) };
	return { searcher: new Searcher({ engine, events }), found, failures };
}

test("finds the next Mersenne exponents one after the other", async () => {
	const { searcher, found } = start(new EngineTwin({ automatic: true }));
	for (const exponent of [3, 5, 7, 13, 17, 19, 31, 61, 89, 107, 127]) {
		searcher.search(exponent - 1);
		while (found.at(-1) !== exponent) await turn();
	}
	expect(searcher.above).toBeNull();
});

test("a larger prime abandons the search below it, and nothing stays under test", async () => {
	const engine = new EngineTwin();
	const { searcher, found } = start(engine);
	searcher.search(31);
	await turn();
	expect(Math.min(...engine.running)).toBeGreaterThan(31);
	searcher.search(61);
	await turn();
	expect(Math.min(...engine.running)).toBeGreaterThan(61);
	searcher.rest();
	await turn();
	expect([engine.running, engine.waiting, searcher.above]).toEqual([[], [], null]);
	expect(found).toEqual([]);
});

test("shows what is under test, with percent and time to go", async () => {
	const engine = new EngineTwin();
	const { searcher } = start(engine);
	searcher.search(500);
	await turn();
	expect(searcher.testing()).toEqual([]);
	engine.progress(engine.running[0]!, { iteration: 21, iterations: 521, msPerIteration: 2 });
	expect(searcher.testing()).toMatchObject([{ iteration: 21, iterations: 521, ms_per_iteration: 2, eta: 1, purpose: "search" }]);
	searcher.rest();
});

test("a failure of the engine ends the search and is told", async () => {
	const engine = new EngineTwin();
	const { searcher, failures } = start(engine);
	searcher.search(500);
	await turn();
	engine.fail(engine.running[0]!, "no memory");
	await turn();
	expect(failures).toEqual(["no memory"]);
	expect(searcher.above).toBeNull();
});
