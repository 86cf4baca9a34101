// A whole network in virtual time, from one seed: a phase of faults, then a healed phase in which all must come to agree.
import { strict as assert } from "node:assert";
import { Chance } from "./chance.ts";
import { Clock } from "./clock.ts";
import { DaemonTwin } from "./daemon-twin.ts";
import type { World } from "./daemon-twin.ts";
import { FIRST_LIAR } from "./invariants.ts";
import { Liar } from "./liar.ts";
import { Wires } from "./wires.ts";

export interface NetworkOptions {
	readonly seed: number;
	readonly nodes: number;
	readonly liars: number;
	/** Otherwise each node is told one random earlier node besides the one before it. */
	readonly isChain: boolean;
	/** No node finds or can test an exponent above this one. */
	readonly largestTestable: number;
}

const FIRST_PORT = 5_001;

export class Network {
	readonly clock = new Clock();
	readonly chance: Chance;
	readonly wires: Wires;
	readonly daemons: readonly DaemonTwin[];
	readonly #options: NetworkOptions;
	#liars: Liar[] = [];

	constructor(options: NetworkOptions) {
		this.#options = options;
		this.chance = new Chance(options.seed);
		// Half of the networks are of one machine, half of many that advertise their addresses.
		const isLocal = options.seed % 2 === 0;
		this.wires = new Wires(this.clock, this.chance, isLocal);
		const world: World = { clock: this.clock, chance: this.chance, wires: this.wires };
		const address = (index: number): string => `${isLocal ? "127.0.0.1" : `node${index + 1}`}:${FIRST_PORT + index}`;
		this.daemons = Array.from({ length: options.nodes }, (_, index) => {
			const before = index === 0 ? [] : [address(index - 1)];
			const another = index > 1 && !options.isChain ? [address(this.chance.whole(0, index - 2))] : [];
			const peers = [...before, ...another];
			const { largestTestable } = options;
			return new DaemonTwin({ id: FIRST_PORT + index, peers, advertise: isLocal ? null : address(index), largestTestable }, world);
		});
	}

	/** Every few moments something breaks. */
	suffer(forMs: number): void {
		const { chance, clock, wires } = this;
		const world: World = { clock, chance, wires };
		const ports = this.daemons.map((daemon) => daemon.port);
		wires.mostDelayMs = chance.pick([5, 50, 1_000]);
		this.#liars = Array.from({ length: this.#options.liars }, (_, index) => new Liar(FIRST_LIAR + index, ports, world));
		const end = clock.now + forMs;
		while (clock.now < end) {
			clock.runUntil(Math.min(end, clock.now + chance.between(100, 6_000)));
			const daemon = chance.pick(this.daemons);
			switch (chance.whole(0, 8)) {
				case 0:
					daemon.down(chance.happens(0.7));
					break;
				case 1:
				case 2:
					daemon.up();
					break;
				case 3:
					wires.breakOne();
					break;
				case 4:
					wires.silent.add(`${daemon.port}>${chance.pick(ports)}`);
					break;
				case 5:
					wires.silent.clear();
					break;
				case 6:
					daemon.stall(chance.between(100, 15_000));
					break;
				case 7:
					if (daemon.isUp) daemon.feed({ type: chance.happens(0.5) ? "sleep" : "wake-up" });
					break;
				default:
					if (daemon.isUp && chance.happens(0.3)) daemon.feed({ type: "reset" });
			}
		}
	}

	/** No more faults, no more finds: what is known spreads. */
	heal(forMs: number): void {
		for (const liar of this.#liars) liar.leave();
		this.wires.silent.clear();
		this.wires.mostDelayMs = 20;
		for (const daemon of this.daemons) {
			daemon.up();
			daemon.feed({ type: "wake-up" });
			daemon.findNoMore();
		}
		this.clock.runUntil(this.clock.now + forMs);
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
