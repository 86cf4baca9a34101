// The twin of the daemon: drives a real protocol node over the twin's wires and clock, tests nothing but looks exponents up,
// and holds every step of the node to the invariants.
import type { Chance } from "./chance.ts";
import type { Clock } from "./clock.ts";
import { Invariants } from "./invariants.ts";
import type { Station, Wires } from "./wires.ts";
import type { Verdict } from "../../src/protocol/claims.ts";
import type { Input, LinkOpened, Output } from "../../src/protocol/events.ts";
import { parseMessage } from "../../src/protocol/message.ts";
import type { Received } from "../../src/protocol/message.ts";
import { Node } from "../../src/protocol/node.ts";
import { TIMING } from "../../src/protocol/routines.ts";
import { refutes } from "../../src/search/exponents.ts";
import { isKnown } from "../../src/search/known.ts";

export interface DaemonTwinOptions {
	readonly id: number;
	readonly peers: readonly string[];
	readonly advertise: string | null;
	/** No exponent above this one is found or tested. */
	readonly largestTestable: number;
}

export interface World {
	readonly clock: Clock;
	readonly chance: Chance;
	readonly wires: Wires;
}

const EPOCH_MS = 1_790_000_000_000;

export class DaemonTwin implements Station {
	readonly port: number;
	readonly #options: DaemonTwinOptions;
	readonly #world: World;
	life = 0;
	isUp = false;
	node!: Node;
	#invariants!: Invariants;
	readonly #links = new Set<number>();
	/** Bumped to make what is under way void. */
	#search = 0;
	#timer = 0;
	#armedFor = Number.POSITIVE_INFINITY;
	/** Until then the process does nothing at all. */
	#stalledUntil = 0;
	#largestFindable: number;
	#messageIds = 0;

	constructor(options: DaemonTwinOptions, world: World) {
		this.port = options.id;
		this.#options = options;
		this.#world = world;
		this.#largestFindable = options.largestTestable;
		world.wires.attach(this);
	}

	get openLinks(): number {
		return this.#links.size;
	}

	up(): void {
		if (this.isUp) return;
		const { id, peers, advertise } = this.#options;
		this.isUp = true;
		this.life++;
		this.#links.clear();
		this.#armedFor = Number.POSITIVE_INFINITY;
		this.#messageIds = Math.max(EPOCH_MS + Math.floor(this.#world.clock.now), this.#messageIds + 1);
		this.node = new Node(
			{ id, peers, advertise, timing: TIMING, primeTtl: 2, firstMessageId: this.#messageIds, searches: true },
			{ random: this.#world.chance.next, refutes },
		);
		this.#invariants = new Invariants(id, this.node);
		this.feed({ type: "start" });
	}

	down(isSeen: boolean): void {
		if (!this.isUp) return;
		this.#messageIds = this.node.messageId;
		this.isUp = false;
		this.#search++;
		this.#timer++;
		this.#world.wires.drop(this, isSeen);
	}

	stall(forMs: number): void {
		this.#stalledUntil = Math.max(this.#stalledUntil, this.#world.clock.now + forMs);
	}

	/** No larger prime is found from now on. */
	findNoMore(): void {
		this.#largestFindable = 0;
	}

	feed(input: Input): void {
		const { clock } = this.#world;
		const { life } = this;
		if (clock.now < this.#stalledUntil) {
			// What the sockets hold is read before the clock is asked.
			return clock.at(this.#stalledUntil + (input.type === "wake" ? 0.5 : 0), () => this.life === life && this.isUp && this.feed(input));
		}
		const outputs = this.node.handle(clock.now, input);
		this.#invariants.check(clock.now, input, outputs);
		for (const output of outputs) this.#perform(output);
		this.#arm();
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

	#arm(): void {
		const { clock } = this.#world;
		const at = this.node.wakeAt();
		if (at === this.#armedFor) return;
		const timer = ++this.#timer;
		this.#armedFor = at;
		if (at === Number.POSITIVE_INFINITY) return;
		clock.at(at, () => {
			if (timer !== this.#timer || !this.isUp) return;
			this.#armedFor = Number.POSITIVE_INFINITY;
			this.feed({ type: "wake" });
		});
	}

	#perform(output: Output): void {
		const { clock, chance, wires } = this.#world;
		const { life } = this;
		switch (output.type) {
			case "send": {
				const received = parseMessage(JSON.stringify(output.message));
				for (const link of output.links) wires.send(link, received);
				return;
			}
			case "dial":
				return wires.dial(this, output.address);
			case "hang-up":
				this.#links.delete(output.link);
				return wires.hangUp(output.link, output.reason);
			case "search": {
				const search = ++this.#search;
				const next = nextKnown(output.above);
				clock.in(chance.between(50, 8_000), () => {
					if (search !== this.#search || !this.isUp || next > this.#largestFindable) return;
					this.feed({ type: "found", exponent: next });
				});
				return;
			}
			case "rest":
				this.#search++;
				return;
			case "check":
				clock.in(chance.between(1, 3_000), () => {
					if (this.life === life && this.isUp)
						this.feed({ type: "verdict", exponent: output.exponent, verdict: this.#verdict(output.exponent) });
				});
				return;
			case "record":
			case "trust":
			case "ban":
			case "heard":
			case "fault":
			case "log":
				return;
		}
	}

	#verdict(exponent: number): Verdict {
		if (isKnown(exponent)) return "prime";
		return exponent > this.#options.largestTestable ? "unverified" : "composite";
	}
}

function nextKnown(above: number): number {
	let exponent = above + 1;
	while (!isKnown(exponent)) exponent++;
	return exponent;
}
