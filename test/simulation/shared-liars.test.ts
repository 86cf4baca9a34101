// One among eight honest nodes that lies, idles, withholds, or wrote two histories: the honest know what is true in the end, and lose little
// time by it. A failure names its seed; GIMPS_SEED=17 runs that one alone.
import { describe, expect, it } from "vitest";
import type { DaemonTwin } from "./daemon-twin.ts";
import { LIES } from "./engine-work-twin.ts";
import { SharedNetwork } from "./shared-network.ts";
import { LAST_WORD_MS } from "../../src/search/limits.ts";

const only = process.env["GIMPS_SEED"];
const seeds = only === undefined ? [1, 2] : [Number(only)];

const HONEST = 8;
const RANGE = { from: 131_072, to: 137_000, secondsATest: 4 };
const MOST_MS = 1_200_000;
/** Of the time without the liar, at most. */
const LONGER = 1 / 0.85;

const without = new Map<number, number>();

/** How long the honest take, with a ninth node that is made a liar before it starts. */
function live(seed: number, corrupt: ((liar: DaemonTwin, network: SharedNetwork) => void) | null): SharedNetwork {
	const network = new SharedNetwork({ seed, nodes: HONEST + (corrupt === null ? 0 : 1), spread: 4, ...RANGE });
	try {
		const honest = network.daemons.slice(0, HONEST);
		const liar = network.daemons[HONEST];
		if (liar !== undefined) corrupt?.(liar, network);
		network.start();
		const time = network.untilSettled(MOST_MS, honest);
		network.run(5_000);
		network.expectRight(honest);
		network.run(LAST_WORD_MS);
		// They end, whatever it says.
		expect(honest.map(({ core }) => core.isDone)).toEqual(honest.map(() => true));
		if (corrupt === null) without.set(seed, time);
		else {
			if (!without.has(seed)) live(seed, null);
			expect(time / without.get(seed)!).toBeLessThan(LONGER);
		}
	} catch (error) {
		throw new Error(`seed ${seed}`, { cause: error });
	}
	return network;
}

describe("one liar among eight", () => {
	it.for([
		["says false residues", LIES.residue],
		["says false factors", LIES.factor],
		["says that all is prime", LIES.prime],
	] as const)("%s", ([, lie]) => {
		for (const seed of seeds) {
			const network = live(seed, (liar) => {
				liar.lie = lie;
				liar.isWatched = false;
			});
			const { key } = network.daemons[HONEST]!;
			for (const { core } of network.daemons.slice(0, HONEST)) {
				const { evidence, journals } = core.shared!;
				const number = journals.find(key)?.number;
				expect(number !== undefined && evidence.standing.counts(number)).toBe(false);
			}
		}
	});

	it("leases and never works", () => {
		for (const seed of seeds)
			live(seed, (liar) => {
				liar.isIdle = true;
			});
	});

	it("tells of pages and withholds them", () => {
		for (const seed of seeds)
			live(seed, (liar) => {
				liar.withholds = "RESULT";
			});
	});

	it("has a new key every minute, and says false residues faster than any machine", () => {
		for (const seed of seeds)
			live(seed, (liar, { clock }) => {
				liar.lie = LIES.residue;
				liar.haste = 100;
				const renew = (): void => {
					liar.changeKey();
					clock.in(60_000, renew);
				};
				clock.in(60_000, renew);
			});
	});

	it("writes two histories: both nodes of a copied key are found out, and the honest go on", () => {
		for (const seed of seeds) {
			const network = new SharedNetwork({ seed, nodes: HONEST + 2, spread: 4, ...RANGE });
			const [one, other] = network.daemons.slice(HONEST) as [DaemonTwin, DaemonTwin];
			other.key = one.key;
			const events: string[] = [];
			for (const daemon of [one, other])
				daemon.onOutput = (output) => {
					if (output.type === "event" && output.event === "own-journal-forked") events.push(`${daemon.port}`);
				};
			const honest = network.daemons.slice(0, HONEST);
			other.up();
			network.run(15_000);
			other.down(true, false);
			for (const daemon of network.daemons) if (daemon !== other) daemon.up();
			network.run(15_000);
			other.up();
			network.untilSettled(MOST_MS, honest);
			network.run(60_000);
			network.expectRight(honest);
			for (const { core } of honest) expect([seed, core.shared!.exchange.forks.keys]).toEqual([seed, [one.key]]);
			expect([seed, events.length]).toEqual([seed, 2]);
		}
	});
});
