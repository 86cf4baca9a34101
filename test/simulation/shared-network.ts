// A network of nodes that search together, in virtual time and from one seed.
import { strict as assert } from "node:assert";
import { Chance } from "./chance.ts";
import { Clock } from "./clock.ts";
import { isKnown } from "../../src/search/known.ts";
import { DaemonTwin } from "./daemon-twin.ts";
import { prpResidueOf, residueOf } from "./residues.ts";
import { Wires } from "./wires.ts";
import { Sieve } from "../../src/search/sieve.ts";

export interface SharedNetworkOptions {
	readonly seed: number;
	readonly nodes: number;
	readonly from: number;
	readonly to: number | null;
	/** Of the slowest node; the others are up to `spread` times as fast. */
	readonly secondsATest: number;
	readonly spread?: number;
	/** Links that each node dials; default 3. */
	readonly degree?: number;
	readonly isWatched?: boolean;
	/** Of each node, by its place; default: none does. */
	readonly isProving?: (index: number) => boolean;
}

const FIRST_PORT = 5_001;

export class SharedNetwork {
	readonly clock = new Clock();
	readonly chance: Chance;
	readonly wires: Wires;
	readonly daemons: readonly DaemonTwin[];
	readonly #options: SharedNetworkOptions;

	constructor(options: SharedNetworkOptions) {
		const { seed, nodes, from, to, spread = 1, degree = 3, isWatched = true, isProving = () => false } = options;
		this.#options = options;
		this.chance = new Chance(seed);
		this.wires = new Wires(this.clock, this.chance, true);
		const world = { clock: this.clock, chance: this.chance, wires: this.wires };
		this.daemons = Array.from({ length: nodes }, (_, index) => {
			const known = Array.from({ length: Math.min(degree, index) }, (_each, link) =>
				link === 0 ? index - 1 : this.chance.whole(0, index - 1),
			);
			const peers = [...new Set(known)].map((other) => `127.0.0.1:${FIRST_PORT + other}`);
			const seconds = options.secondsATest / spread ** this.chance.next();
			const hunt = {
				from,
				to,
				secondsATest: () => seconds,
				search: "shared",
				generateEveryMs: 0,
				isWatched,
				isProving: isProving(index),
			} as const;
			return new DaemonTwin({ id: FIRST_PORT + index, peers, advertise: null, largestTestable: 1e9, ...hunt }, world);
		});
	}

	start(): void {
		for (const daemon of this.daemons) this.clock.in(this.chance.between(0, 1_000), () => daemon.up());
		this.run(1_001);
	}

	run(forMs: number): void {
		this.clock.runUntil(this.clock.now + forMs);
	}

	/** Runs until all (or these) say that the range is settled; gives the time. */
	untilSettled(mostMs: number, daemons: readonly DaemonTwin[] = this.daemons): number {
		const end = this.clock.now + mostMs;
		while (!daemons.every(({ isUp, core }) => isUp && core.shared!.isSettled)) {
			const frontiers = daemons.map(({ core }) => core.shared!.evidence.knowledge.frontier);
			assert(this.clock.now < end, `not settled: ${frontiers.join(" ")}`);
			this.run(100);
		}
		return this.clock.now;
	}

	/** All ledgers hold the same pages, and all say the same of each exponent. */
	expectAlike(): void {
		const contents = new Set(this.daemons.map(({ ledger }) => ledger.contents));
		assert.equal(contents.size, 1, `ledgers differ: ${[...contents].join(" | ")}`);
		const { from, to } = this.#options;
		for (const exponent of new Sieve().primesBetween(from, to ?? from)) {
			const states = new Set(this.daemons.map(({ core }) => core.shared!.evidence.knowledge.state(exponent)));
			assert.equal(states.size, 1, `M${exponent}: ${[...states].join(", ")}`);
		}
	}

	/** These know of each exponent what is true, and every prime. */
	expectRight(daemons: readonly DaemonTwin[]): void {
		const { from, to } = this.#options;
		for (const { port, core } of daemons) {
			const { knowledge } = core.shared!.evidence;
			for (const exponent of new Sieve().primesBetween(from, to! + 1)) {
				const state = knowledge.state(exponent);
				const right = isKnown(exponent) ? ["prime"] : ["tested", "double-checked", "factored", "refuted"];
				assert(right.includes(state), `${port} says ${state} of M${exponent}`);
				if (state !== "tested" && state !== "double-checked") continue;
				const { standing } = core.shared!.evidence;
				const counting = knowledge.records(exponent).filter(({ key, res64 }) => standing.counts(key) && res64 !== null);
				for (const { key, kind, res64 } of counting)
					assert.equal(
						res64,
						kind === "LL" ? residueOf(exponent) : prpResidueOf(exponent),
						`${port} believes key ${key} about M${exponent}`,
					);
			}
		}
	}

	/** What the first node knows of residues. */
	residues(): { readonly exponent: number; readonly res64: string }[] {
		const { from, to } = this.#options;
		const { knowledge } = this.daemons[0]!.core.shared!.evidence;
		return new Sieve()
			.primesBetween(from, to ?? from)
			.flatMap((exponent) => knowledge.records(exponent).flatMap(({ res64 }) => (res64 === null ? [] : [{ exponent, res64 }])));
	}

	/** Tests that ended at all nodes. */
	get tests(): number {
		return this.daemons.reduce((sum, { tests }) => sum + tests, 0);
	}
}
