// Claims are proved by a test where that is cheap, looked up where it is dear, and never believed.
import { expect, test } from "vitest";
import { Checker } from "../../src/daemon/checker.ts";
import { EngineTwin } from "../engine/engine-twin.ts";

function checker(engine: EngineTwin): { checker: Checker; failures: string[] } {
	const failures: string[] = [];
	return { checker: new Checker({ engine, onFailure: (error) => failures.push(error.message) }), failures };
}

test("a cheap claim is tested, not looked up", async () => {
	const { checker: tested } = checker(new EngineTwin({ automatic: true }));
	expect(await tested.check(521)).toBe("prime");
	expect(await tested.check(523)).toBe("composite");
	expect(tested.testsDone).toBe(2);
});

test("a dear claim is looked up among the known primes; what nobody knows stays unverified", async () => {
	const { checker: looked } = checker(new EngineTwin({ secondsATest: 61 }));
	expect(await looked.check(136_279_841)).toBe("known");
	expect(await looked.check(136_279_843)).toBe("unverified");
	expect(await looked.check(9_007_199_254_740_881)).toBe("unverified");
	expect(looked.testsDone).toBe(0);
});

test("a test that fails leaves the claim unverified and is reported", async () => {
	const engine = new EngineTwin();
	const { checker: failing, failures } = checker(engine);
	const verdict = failing.check(523);
	engine.fail(523, "no memory");
	expect(await verdict).toBe("unverified");
	expect(failures).toEqual(["no memory"]);
});
