// A whole network in virtual time, from one seed: a phase of faults, then a healed phase in which all must come to agree.
import { strict as assert } from "node:assert";
import { Chance } from "./chance.ts";
import { Clock } from "./clock.ts";
import { DaemonTwin } from "./daemon-twin.ts";
import type { DaemonTwinOptions, World } from "./daemon-twin.ts";
import { FIRST_LIAR } from "./invariants.ts";
import { Liar } from "./liar.ts";
import { FAULTS, happen } from "./troubles.ts";
import type { Trouble } from "./troubles.ts";
import { Wires } from "./wires.ts";
import { residueOf } from "./residues.ts";
import { Sieve } from "../../src/search/sieve.ts";

export interface NetworkOptions {
	readonly seed: number;
	readonly nodes: number;
	readonly liars: number;
	/** Otherwise each node is told one random earlier node besides the one before it. */
	readonly isChain: boolean;
	/** No node finds or can test an exponent above this one. */
	readonly largestTestable: number;
	/** Default: each by itself. */
	readonly hunt?: Partial<DaemonTwinOptions>;
}

const FIRST_PORT = 5_001;

export class Network {
	readonly clock = new Clock();
	readonly chance: Chance;
	readonly wires: Wires;
	readonly daemons: DaemonTwin[];
	readonly #options: NetworkOptions;
	readonly #isLocal: boolean;
	#liars: Liar[] = [];

	constructor(options: NetworkOptions) {
		this.#options = options;
		this.chance = new Chance(options.seed);
		// Half of the networks are of one machine, half of many that advertise their addresses.
		this.#isLocal = options.seed % 2 === 0;
		this.wires = new Wires(this.clock, this.chance, this.#isLocal);
		this.daemons = [];
		for (let index = 0; index < options.nodes; index++) this.addNode();
	}

	/** One more node, which is told of the one before it. */
	addNode(): DaemonTwin {
		const { daemons, chance, clock, wires } = this;
		const { isChain, largestTestable, hunt } = this.#options;
		const index = daemons.length;
		const before = index === 0 ? [] : [this.#address(index - 1)];
		const another = index > 1 && !isChain ? [this.#address(chance.whole(0, index - 2))] : [];
		const advertise = this.#isLocal ? null : this.#address(index);
		const daemon = new DaemonTwin(
			{ id: FIRST_PORT + index, peers: [...before, ...another], advertise, largestTestable, ...hunt },
			{ clock, chance, wires },
		);
		daemons.push(daemon);
		return daemon;
	}

	#address(index: number): string {
		return `${this.#isLocal ? "127.0.0.1" : `node${FIRST_PORT + index}`}:${FIRST_PORT + index}`;
	}

	/** Every few moments something breaks. */
	suffer(forMs: number, troubles: readonly Trouble[] = FAULTS): void {
		const { chance, clock, wires } = this;
		const world: World = { clock, chance, wires };
		const ports = this.daemons.map(({ port }) => port);
		wires.mostDelayMs = chance.pick([5, 50, 1_000]);
		this.#liars = Array.from({ length: this.#options.liars }, (_, index) => new Liar(FIRST_LIAR + index, ports, world));
		const end = clock.now + forMs;
		while (clock.now < end) {
			clock.runUntil(Math.min(end, clock.now + chance.between(100, 6_000)));
			const daemon = chance.pick(this.daemons);
			if (troubles.length > 0) happen(chance.pick(troubles), { chance, wires, daemons: this.daemons, daemon });
		}
	}

	/** No more faults, no more finds: what is known spreads. */
	heal(forMs: number): void {
		for (const liar of this.#liars) liar.leave();
		this.wires.silent.clear();
		this.wires.mostDelayMs = 20;
		for (const daemon of this.daemons) {
			daemon.ledger.isFull = false;
			daemon.up();
			daemon.feed({ type: "wake-up" });
			if (this.#options.hunt === undefined) daemon.findNoMore();
		}
		this.clock.runUntil(this.clock.now + forMs);
	}

	/**
	 * Of a shared hunt: all is settled everywhere, alike and rightly, and the ledgers hold the same pages. A node that lost its ledger while
	 * it was cut off may have written two histories; nobody else is taken for wrong.
	 */
	expectSettled(from: number, to: number): void {
		let isForked = false;
		for (const { port, core } of this.daemons) {
			const { evidence, exchange, journals } = core.shared!;
			for (const number of evidence.standing.wrong) {
				assert(exchange.forks.has(journals.get(number).key), `${port} takes an honest key for wrong`);
				isForked = true;
			}
			for (const exponent of new Sieve().primesBetween(from, to + 1)) {
				const state = evidence.knowledge.state(exponent);
				assert(["tested", "double-checked", "factored", "refuted"].includes(state), `${port} says ${state} of M${exponent}`);
				for (const { res64 } of evidence.knowledge.records(exponent)) assert(res64 === null || res64 === residueOf(exponent));
			}
		}
		const contents = new Set(this.daemons.map(({ ledger }) => ledger.contents));
		assert(isForked || contents.size === 1, `ledgers differ: ${[...contents].join(" | ")}`);
	}

	agree(): { readonly exponent: number; readonly finder: number } {
		// The first prime needs no finder: each node begins with it.
		const views = this.daemons.map(
			({ node: { largest } }) => `${largest.exponent} by ${largest.message === null ? "none" : largest.finder}`,
		);
		assert.equal(new Set(views).size, 1, `no agreement: ${views.join(", ")}`);
		for (const [pair, count] of this.wires.pairs()) assert.equal(count, 1, `${count} links for ${pair}`);
		for (const { node } of this.daemons)
			for (const link of node.links) assert(link.peer !== null && node.peers.get(link.peer)?.spare === null, "a link is left over");
		for (const [index, { node }] of this.daemons.entries())
			if (index > 0)
				assert(node.peers.get(FIRST_PORT + index - 1)?.link !== undefined, `${FIRST_PORT + index} has lost its configured peer`);
		return this.daemons[0]!.node.largest;
	}
}
