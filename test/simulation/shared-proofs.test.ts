// Networks whose tests carry proofs: they are checked instead of tested again, a false one is found, and where none can be had a test decides.
// A failure names its seed; GIMPS_SEED=17 runs that one alone.
import { describe, expect, it } from "vitest";
import type { DaemonTwin } from "./daemon-twin.ts";
import { LIES } from "./engine-work-twin.ts";
import { SharedNetwork } from "./shared-network.ts";
import { Sieve } from "../../src/search/sieve.ts";

const only = process.env["GIMPS_SEED"];
const seeds = only === undefined ? [1, 2] : [Number(only)];

const NODES = 6;
const RANGE = { from: 131_072, to: 134_000, secondsATest: 4, spread: 4 };
const MOST_MS = 1_200_000;

interface Seen {
	readonly verified: number[];
	readonly refused: string[];
}

/** Until all is settled and nobody has a proof to check. */
function live(network: SharedNetwork, honest: readonly DaemonTwin[]): Seen {
	const seen: Seen = { verified: [], refused: [] };
	for (const daemon of honest)
		daemon.onOutput = (output) => {
			if (output.type !== "event") return;
			if (output.event === "proof-verified") seen.verified.push(output.facts.exponent);
			if (output.event === "proof-refused") seen.refused.push(output.facts.key);
		};
	network.start();
	network.untilSettled(MOST_MS, honest);
	for (let left = 60; left > 0 && honest.some(({ core }) => core.shared!.proofs.isBusy); left--) network.run(5_000);
	network.run(10_000);
	return seen;
}

function states({ core }: DaemonTwin): Map<string, number> {
	const { knowledge } = core.shared!.evidence;
	const counts = new Map<string, number>();
	for (const exponent of new Sieve().primesBetween(RANGE.from, RANGE.to)) {
		const state = knowledge.state(exponent);
		counts.set(state, (counts.get(state) ?? 0) + 1);
	}
	return counts;
}

describe("tests that carry proofs", () => {
	it("are checked once each, as a rule, and all is double-checked without second tests", () => {
		for (const seed of seeds) {
			const network = new SharedNetwork({ seed, nodes: NODES, ...RANGE, isProving: () => true });
			const { verified, refused } = live(network, network.daemons);
			network.expectRight(network.daemons);
			network.expectAlike();
			expect([seed, refused]).toEqual([seed, []]);
			const tally = states(network.daemons[0]!);
			const residues = (tally.get("double-checked") ?? 0) + (tally.get("prime") ?? 0);
			expect([seed, tally.get("tested") ?? 0]).toEqual([seed, 0]);
			// Two may have tested the same before they heard of each other.
			expect(new Set(verified).size / residues, `seed ${seed}`).toBeGreaterThan(0.9);
			// Strangers check more: in the first seconds nobody knows whose word counts.
			expect(verified.length / residues, `seed ${seed}`).toBeLessThan(2.5);
			expect(network.tests / (residues + (tally.get("factored") ?? 0)), `seed ${seed}`).toBeLessThan(1.15);
		}
	});

	it("and say what is false: the liar is found by its proofs", () => {
		for (const seed of seeds) {
			const network = new SharedNetwork({ seed, nodes: NODES + 1, ...RANGE, isProving: () => true });
			const honest = network.daemons.slice(0, NODES);
			const liar = network.daemons[NODES]!;
			liar.lie = LIES.proof;
			liar.isWatched = false;
			const { refused } = live(network, honest);
			network.expectRight(honest);
			expect([seed, new Set(refused)]).toEqual([seed, new Set([liar.key])]);
			for (const { core } of honest) {
				const { evidence, journals } = core.shared!;
				const number = journals.find(liar.key)?.number;
				expect([seed, number !== undefined && evidence.standing.counts(number)]).toEqual([seed, false]);
			}
		}
	});

	it("whose files are withheld are tested again as ever", () => {
		for (const seed of seeds) {
			const network = new SharedNetwork({ seed, nodes: NODES, ...RANGE, isProving: (index) => index % 2 === 0 });
			for (const [index, daemon] of network.daemons.entries()) if (index % 2 === 0) daemon.withholds = "PIECE";
			const { verified, refused } = live(network, network.daemons);
			network.expectRight(network.daemons);
			network.expectAlike();
			expect([seed, verified, refused]).toEqual([seed, [], []]);
			for (const one of network.daemons)
				for (const other of network.daemons) {
					const { evidence, journals } = one.core.shared!;
					expect([seed, evidence.standing.counts(journals.find(other.key)!.number)]).toEqual([seed, true]);
				}
		}
	});
});
