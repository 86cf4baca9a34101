// The shared search in virtual time: real cores, performers and protocol, twins of wires, engine, ledger and signatures.
// A failure names its seed; GIMPS_SEED=17 runs that one alone.
import { describe, expect, it } from "vitest";
import { DaemonTwin } from "./daemon-twin.ts";
import { LIES } from "./engine-work-twin.ts";
import { SharedNetwork } from "./shared-network.ts";
import type { SharedNetworkOptions } from "./shared-network.ts";
import { residueOf } from "./residues.ts";
import { isKnown } from "../../src/search/known.ts";

const DAY_MS = 86_400_000;

const only = process.env["GIMPS_SEED"];
const seeds = only === undefined ? [1, 2, 3, 4, 5, 6] : [Number(only)];

function live(options: SharedNetworkOptions, story: (network: SharedNetwork) => void): void {
	try {
		story(new SharedNetwork(options));
	} catch (error) {
		throw new Error(`seed ${options.seed}, ${options.nodes} nodes`, { cause: error });
	}
}

describe("nodes that search together", () => {
	it("settle a range n times as fast, know the same, find every prime, and agree in every residue", () => {
		for (const seed of seeds) {
			const range = { from: 20_000, to: 24_000, secondsATest: 0.5 };
			const times = [1, 2, 4].map((nodes) => {
				let time = 0;
				live({ seed, nodes, ...range }, (network) => {
					network.start();
					time = network.untilSettled(600_000);
					network.run(10_000);
					network.expectAlike();
					const { knowledge } = network.daemons[0]!.core.shared!.evidence;
					expect(knowledge.primes()).toEqual([21_701, 23_209]);
					for (const { exponent, res64 } of network.residues()) expect([exponent, res64]).toEqual([exponent, residueOf(exponent)]);
				});
				return time;
			});
			const [one, two, four] = times as [number, number, number];
			expect(two / one).toBeLessThan(0.6);
			expect(four / one).toBeLessThan(0.35);
		}
	});

	it("credit a find to its finder everywhere", () => {
		for (const seed of seeds) {
			live({ seed, nodes: 4, from: 20_000, to: 22_000, secondsATest: 0.5 }, (network) => {
				network.start();
				network.untilSettled(600_000);
				network.run(40_000);
				const largest = network.daemons.map(({ node }) => `${node.largest.exponent} by ${node.largest.finder}`);
				expect(new Set(largest).size).toBe(1);
				expect(isKnown(network.daemons[0]!.node.largest.exponent)).toBe(true);
			});
		}
	});

	it("lose nothing when one is killed and comes back, and do its work meanwhile", () => {
		for (const seed of seeds) {
			live({ seed, nodes: 3, from: 20_000, to: 24_000, secondsATest: 0.5 }, (network) => {
				network.start();
				network.run(30_000);
				const [victim] = network.daemons;
				victim!.down(true);
				const announced = victim!.ledger.pagesOf(victim!.key).length;
				network.run(40_000);
				victim!.up();
				expect(victim!.ledger.pagesOf(victim!.key).length).toBe(announced);
				network.untilSettled(600_000);
				network.run(40_000);
				network.expectAlike();
			});
		}
	});

	it("go on with clocks that are set back and forth between two lives, and with one that stood still for two minutes", () => {
		for (const seed of seeds) {
			live({ seed, nodes: 4, from: 20_000, to: 25_000, secondsATest: 0.5 }, (network) => {
				const [one, two, sleeper] = network.daemons;
				one!.clockErrorMs = 2 * DAY_MS;
				network.start();
				network.run(20_000);
				for (const [daemon, errorMs] of [[one!, DAY_MS] as const, [two!, 3 * DAY_MS] as const]) {
					daemon.down(true);
					daemon.clockErrorMs = errorMs;
					daemon.up();
				}
				sleeper!.stall(120_000);
				network.run(20_000);
				// The others hear of the leases of who goes after another clock, and leave it its work.
				const numberOf = (key: string): number => network.daemons[3]!.core.shared!.journals.find(key)!.number;
				const { leases } = network.daemons[3]!.core.shared!.runs;
				for (const { key } of [one!, two!]) expect(leases.active()).toContain(numberOf(key));
				one!.down(true, false);
				one!.clockErrorMs = 0;
				one!.up();
				network.run(100_000);
				network.untilSettled(600_000);
				network.run(60_000);
				network.expectAlike();
				network.expectRight(network.daemons);
				for (const { core } of network.daemons) expect(core.shared!.exchange.forks.keys).toEqual([]);
			});
		}
	});

	it("refill a lost ledger, and use no page number twice", () => {
		for (const seed of seeds) {
			live({ seed, nodes: 3, from: 20_000, to: 24_000, secondsATest: 0.5 }, (network) => {
				network.start();
				network.run(30_000);
				const [victim] = network.daemons;
				victim!.down(true);
				victim!.ledger.lose();
				network.run(5_000);
				victim!.up();
				network.untilSettled(600_000);
				network.run(60_000);
				network.expectAlike();
				for (const { core } of network.daemons) expect(core.shared!.exchange.forks.keys).toEqual([]);
			});
		}
	});

	it("leave a peer in peace that speaks the base protocol alone, and tell it of their primes", () => {
		for (const seed of seeds) {
			live({ seed, nodes: 3, from: 20_000, to: 22_000, secondsATest: 0.5 }, (network) => {
				const old = { id: 5_100, peers: ["127.0.0.1:5001", "127.0.0.1:5003"], advertise: null, largestTestable: 1e9, workers: 0 };
				const peer = new DaemonTwin(old, network);
				const heard = new Set<string>();
				peer.onOutput = (output) => {
					if (output.type === "heard") heard.add(output.message.msg_type);
				};
				peer.up();
				network.start();
				network.untilSettled(600_000);
				network.run(40_000);
				network.expectAlike();
				// The HAVE by which each link opens is all that it is told.
				expect([...heard].toSorted()).toEqual(["HAVE", "PING", "PONG", "PRIME"]);
				expect(peer.node.largest.exponent).toBe(21_701);
			});
		}
	});

	it("are right in the end though one computes wrongly", () => {
		for (const seed of seeds) {
			live({ seed, nodes: 5, from: 20_000, to: 23_000, secondsATest: 0.5 }, (network) => {
				const broken = network.daemons[2]!;
				broken.lie = LIES.residue;
				network.start();
				const honest = network.daemons.filter((daemon) => daemon !== broken);
				network.untilSettled(900_000, honest);
				network.run(10_000);
				for (const { core } of honest) {
					expect(core.shared!.evidence.knowledge.primes()).toEqual([21_701]);
				}
			});
		}
	});
});
