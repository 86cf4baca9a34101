// What people are shown of a search that several nodes make together, in virtual time.
import { describe, expect, it } from "vitest";
import { Pace } from "../../src/daemon/pace.ts";
import { Survey } from "../../src/daemon/survey.ts";
import type { DaemonTwin } from "../simulation/daemon-twin.ts";
import { SharedNetwork } from "../simulation/shared-network.ts";

const SEED = 7;
const RANGE = { from: 20_000, to: 24_000 };

function surveyOf(network: SharedNetwork, daemon: DaemonTwin): Survey {
	const dependencies = { core: daemon.core, pace: new Pace(), now: () => network.clock.now, done: () => ({ tests: 0, squarings: 0 }) };
	return new Survey({ key: daemon.key, ...RANGE }, dependencies);
}

describe(`the survey of a shared search (seed ${SEED})`, () => {
	const network = new SharedNetwork({ seed: SEED, nodes: 3, secondsATest: 0.5, ...RANGE });
	const [daemon] = network.daemons as [DaemonTwin];

	it("tells under way where it is, who works where, and whose word counts", () => {
		network.start();
		network.run(40_000);
		const survey = surveyOf(network, daemon);
		const told = survey.read();
		const { knowledge } = daemon.core.shared!.evidence;
		expect(told).toMatchObject({ mode: "shared", ...RANGE, frontier: knowledge.frontier });
		expect(told.leases).toHaveLength(3);
		expect(told.leases[0]!.key).toBe(daemon.key.slice(0, 8));
		for (const { until } of told.leases) expect(until * 1_000).toBeGreaterThan(network.clock.now);
		expect(new Set(told.strip!.holders.flat())).toEqual(new Set([0, 1, 2]));
		const { tested, primes, double_checked, factored, disputed } = told.settled;
		expect(tested + primes + double_checked + factored).toBeGreaterThan(50);
		expect(disputed).toBe(0);
		expect(told.standing.map(({ state }) => state)[0]).toBe("own");
		const others = told.standing.slice(1);
		expect(others).toHaveLength(2);
		for (const { state, confirmed } of others) expect(state === "known" || (state === "stranger" && confirmed! < 5)).toBe(true);
		expect(told.keys.known + told.keys.stranger).toBe(2);
		expect(told.standing.reduce((sum, { records }) => sum + records, 0)).toBe(told.records);
		for (const gap of told.gaps) expect(gap.below).toBeGreaterThan(gap.from);
	});

	it("is made anew once a second, not more often", () => {
		const survey = surveyOf(network, daemon);
		const first = survey.read();
		network.run(900);
		expect(survey.read()).toBe(first);
		network.run(100);
		expect(survey.read()).not.toBe(first);
	});

	it("tells at the end that all is settled", () => {
		network.untilSettled(600_000);
		network.run(10_000);
		const told = surveyOf(network, daemon).read();
		expect(told).toMatchObject({ frontier: null, gaps: [], keys: { known: 2, stranger: 0, wrong: 0, forked: 0 } });
		expect(told.settled.primes).toBe(2);
		expect(told.strip!.bounds.at(-1)).toBe(RANGE.to + 1);
		expect(told.strip!.open.every((open) => open === 0)).toBe(true);
	});
});
