// The twin of the daemon: the real core and the real performer over the twin's wires, clock and engine, every step held to the invariants.
import type { Chance } from "./chance.ts";
import type { Clock } from "./clock.ts";
import { EngineWorkTwin } from "./engine-work-twin.ts";
import { Invariants } from "./invariants.ts";
import type { Station, Wires } from "./wires.ts";
import { Core } from "../../src/core/core.ts";
import type { Input } from "../../src/core/core.ts";
import { Performer } from "../../src/daemon/performer.ts";
import type { Ports } from "../../src/daemon/ports.ts";
import type { LinkOpened } from "../../src/protocol/events.ts";
import { parseMessage } from "../../src/protocol/messages/parse.ts";
import type { Received } from "../../src/protocol/messages/parse.ts";
import type { Node } from "../../src/protocol/node.ts";
import { TIMING } from "../../src/protocol/routines.ts";
import { refutes } from "../../src/search/exponents.ts";

export interface DaemonTwinOptions {
	readonly id: number;
	readonly peers: readonly string[];
	readonly advertise: string | null;
	/** No exponent above this one is tested to its end. */
	readonly largestTestable: number;
}

export interface World {
	readonly clock: Clock;
	readonly chance: Chance;
	readonly wires: Wires;
}

const EPOCH_MS = 1_790_000_000_000;
const TESTS_AT_ONCE = 4;

export class DaemonTwin implements Station {
	readonly port: number;
	readonly #options: DaemonTwinOptions;
	readonly #world: World;
	life = 0;
	isUp = false;
	#core!: Core;
	#performer!: Performer;
	readonly #links = new Set<number>();
	#timer = 0;
	#armedFor = Number.POSITIVE_INFINITY;
	/** Until then the process does nothing at all. */
	#stalledUntil = 0;
	#engine!: EngineWorkTwin;
	#findsMore = true;
	#messageIds = 0;

	constructor(options: DaemonTwinOptions, world: World) {
		this.port = options.id;
		this.#options = options;
		this.#world = world;
		world.wires.attach(this);
	}

	get node(): Node {
		return this.#core.node;
	}

	get openLinks(): number {
		return this.#links.size;
	}

	up(): void {
		if (this.isUp) return;
		const { clock, chance } = this.#world;
		this.isUp = true;
		this.life++;
		this.#links.clear();
		this.#armedFor = Number.POSITIVE_INFINITY;
		this.#messageIds = Math.max(EPOCH_MS + Math.floor(clock.now), this.#messageIds + 1);
		const { id, peers, advertise } = this.#options;
		const options = { id, peers, advertise, timing: TIMING, primeTtl: 2, firstMessageId: this.#messageIds, searches: true };
		const core = new Core({ ...options, testsAtOnce: TESTS_AT_ONCE }, { random: chance.next, refutes });
		this.#core = core;
		const { life } = this;
		const answer = (input: Input): void => {
			if (this.life === life) this.feed(input);
		};
		this.#engine = new EngineWorkTwin({ largestTestable: this.#options.largestTestable }, { clock, chance, answer });
		if (!this.#findsMore) this.#engine.findNoMore();
		const invariants = new Invariants(id, core.node);
		this.#performer = new Performer(
			{
				handle: (now, input) => {
					const outputs = core.handle(now, input);
					invariants.check(now, input, outputs);
					return outputs;
				},
				wakeAt: () => core.wakeAt(),
			},
			{ ports: this.#ports(), observer: { performed: () => {}, keepingFailed: () => {}, keepingRecovered: () => {} } },
		);
		this.feed({ type: "start" });
	}

	down(isSeen: boolean): void {
		if (!this.isUp) return;
		this.#messageIds = this.node.messageId;
		this.isUp = false;
		this.#timer++;
		this.#performer.stop();
		this.#world.wires.drop(this, isSeen);
	}

	stall(forMs: number): void {
		this.#stalledUntil = Math.max(this.#stalledUntil, this.#world.clock.now + forMs);
	}

	/** No larger prime is found from now on. */
	findNoMore(): void {
		this.#findsMore = false;
		this.#engine.findNoMore();
	}

	feed(input: Input): void {
		this.#inTurn(0, () => this.#performer.feed(input));
	}

	opened(opened: LinkOpened): void {
		this.#links.add(opened.link);
		this.feed({ type: "opened", opened });
	}

	dialFailed(address: string, reason: string): void {
		this.feed({ type: "dial-failed", address, reason });
	}

	received(link: number, received: Received): void {
		this.feed({ type: "received", link, received });
	}

	closed(link: number, reason: string): void {
		this.#links.delete(link);
		this.feed({ type: "closed", link, reason });
	}

	#ports(): Ports {
		const { clock, wires } = this.#world;
		return {
			clock: {
				now: () => clock.now,
				after: (forMs, call) => clock.in(forMs, () => this.#inTurn(AFTER_READING_MS, call)),
				wakeAt: (time, wake) => this.#arm(time, wake),
			},
			ledger: { keep: (_prime, done) => done(null) },
			engine: this.#engine,
			transport: {
				send: (to, message) => {
					const received = parseMessage(JSON.stringify(message));
					for (const { link } of to) wires.send(link, received);
				},
				dial: (address) => wires.dial(this, address),
				trust: () => {},
				hangUp: (link, reason) => {
					this.#links.delete(link);
					wires.hangUp(link, reason);
				},
				ban: () => {},
			},
		};
	}

	/** A process that stands still reads what its sockets hold before it asks its clock. */
	#inTurn(lateMs: number, happen: () => void): void {
		const { clock } = this.#world;
		const { life } = this;
		const go = (): void => {
			if (this.life === life && this.isUp) happen();
		};
		if (clock.now < this.#stalledUntil) clock.at(this.#stalledUntil + lateMs, go);
		else go();
	}

	#arm(time: number, wake: () => void): void {
		if (time === this.#armedFor) return;
		const timer = ++this.#timer;
		this.#armedFor = time;
		if (time === Number.POSITIVE_INFINITY) return;
		this.#world.clock.at(time, () => {
			if (timer !== this.#timer || !this.isUp) return;
			this.#armedFor = Number.POSITIVE_INFINITY;
			this.#inTurn(AFTER_READING_MS, wake);
		});
	}
}

const AFTER_READING_MS = 0.5;
