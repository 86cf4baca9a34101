// Seeded networks of real protocol nodes. A failure names its seed; GIMPS_SEEDS=5000 runs more, GIMPS_SEED=17 that one alone.
import { describe, expect, it } from "vitest";
import { Network } from "./network.ts";
import type { NetworkOptions } from "./network.ts";
import { commandOf, failure, planOf } from "./storm.ts";
import { failedStorms } from "./storms.ts";
import { isKnown } from "../../src/search/known.ts";

const only = process.env["GIMPS_SEED"];
const count = Number(process.env["GIMPS_SEEDS"] ?? 50);
/** Storms that are played where no count is asked for. */
const STORMS = 200;
const stormCount = process.env["GIMPS_SEEDS"] === undefined ? STORMS : count;
const storms = only === undefined ? Array.from({ length: stormCount }, (_, index) => index + 1) : [Number(only)];
const seeds = only === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [Number(only)];

function live(options: NetworkOptions, story: (network: Network) => void): void {
	try {
		story(new Network(options));
	} catch (error) {
		throw new Error(`seed ${options.seed}, ${options.nodes} nodes, ${options.liars} liars`, { cause: error });
	}
}

describe("a network", () => {
	it("weathers storms: lets a newcomer in, bans nobody honest, settles its hunt and agrees", { timeout: 600_000 }, () => {
		for (const plan of [...failedStorms(), ...storms.map(planOf)]) {
			const error = failure(plan);
			if (error !== null) throw new Error(commandOf(plan), { cause: error });
		}
	});

	it("of thirty nodes agrees after faults", { timeout: 600_000 }, () => {
		for (const seed of seeds.slice(0, Math.max(2, count / 100))) {
			live({ seed, nodes: 30, liars: 3, isChain: false, largestTestable: 4_999 }, (network) => {
				for (const daemon of network.daemons) daemon.up();
				network.suffer(40_000);
				network.heal(400_000);
				network.agree();
			});
		}
	});

	it("of four in the exercise's chain, started in any order, knows and agrees within 30 s", () => {
		for (const seed of seeds) {
			live({ seed, nodes: 4, liars: 0, isChain: true, largestTestable: 9_999 }, (network) => {
				for (const daemon of network.daemons) network.clock.in(network.chance.between(0, 2_000), () => daemon.up());
				network.clock.runUntil(32_000);
				for (const { node } of network.daemons) expect([...node.peers].filter((peer) => peer.link !== null)).toHaveLength(3);
				for (const daemon of network.daemons) daemon.findNoMore();
				network.clock.runUntil(40_000);
				const { exponent } = network.agree();
				expect(exponent).toBeGreaterThan(13);
				expect(isKnown(exponent)).toBe(true);
			});
		}
	});

	it("of four started an hour apart agrees all the same", () => {
		for (const seed of seeds.slice(0, Math.max(3, count / 50))) {
			live({ seed, nodes: 4, liars: 0, isChain: true, largestTestable: 9_999 }, (network) => {
				const order = [...network.daemons].sort(() => network.chance.next() - 0.5);
				for (const [index, daemon] of order.entries()) network.clock.at(index * 3_600_000, () => daemon.up());
				network.clock.runUntil(3 * 3_600_000 + 30_000);
				for (const { node } of network.daemons) expect([...node.peers].filter((peer) => peer.link !== null)).toHaveLength(3);
				network.clock.runUntil(3 * 3_600_000 + 120_000);
				expect(network.agree().exponent).toBe(9_941);
			});
		}
	});

	it("has a node that was killed out of all lists within 12 s, and back in all within 5 s of its start", () => {
		for (const seed of seeds) {
			live({ seed, nodes: 4, liars: 0, isChain: true, largestTestable: 9_999 }, (network) => {
				for (const daemon of network.daemons) daemon.up();
				network.clock.runUntil(40_000);
				const victim = network.chance.pick(network.daemons);
				const others = network.daemons.filter((daemon) => daemon !== victim);
				victim.down(network.chance.happens(0.5));
				network.clock.runUntil(52_000);
				for (const { node } of others) expect(node.peers.get(victim.port)).toBeUndefined();
				network.clock.runUntil(55_000);
				victim.up();
				network.clock.runUntil(60_000);
				for (const { node } of others) expect(node.peers.get(victim.port)?.link ?? null).not.toBeNull();
			});
		}
	});
});
