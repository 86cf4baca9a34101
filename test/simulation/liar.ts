// A hostile peer: it dials, claims false primes in its own and others' names, floods, replays, breaks the rules, and hangs up.
import { FIRST_LIAR } from "./invariants.ts";
import type { World } from "./daemon-twin.ts";
import type { Station } from "./wires.ts";
import type { LinkOpened } from "../../src/protocol/events.ts";
import type { Message } from "../../src/protocol/messages/kinds.ts";
import { parseMessage } from "../../src/protocol/messages/parse.ts";
import type { Received } from "../../src/protocol/messages/parse.ts";

/** No glance refutes these, and none gives a prime. */
const PLAUSIBLE = [
	67, 101, 103, 109, 137, 139, 149, 157, 199, 227, 241, 257, 263, 269, 271, 293, 347, 379, 401, 449, 1_277, 5_003, 5_009, 7_919,
];
const REFUTED = [11, 23, 29, 2 ** 40, 999_999];
const TRUE = [3, 5, 7, 13, 17, 19, 31, 61, 89];

export class Liar implements Station {
	readonly port: number;
	readonly #world: World;
	readonly #victims: readonly number[];
	readonly #links = new Set<number>();
	readonly #overheard: Message[] = [];
	life = 1;
	isUp = true;
	#messageId = 0;

	constructor(port: number, victims: readonly number[], world: World) {
		this.port = port;
		this.#victims = victims;
		this.#world = world;
		world.wires.attach(this);
		this.#act();
	}

	get openLinks(): number {
		return this.#links.size;
	}

	leave(): void {
		this.isUp = false;
		this.life++;
		this.#world.wires.drop(this, true);
	}

	opened(opened: LinkOpened): void {
		this.#links.add(opened.link);
	}

	dialFailed(): void {
		// It tries again anyway.
	}

	closed(link: number): void {
		this.#links.delete(link);
	}

	received(_link: number, received: Received): void {
		if (received.kind === "message" && received.message.msg_type === "PRIME") this.#overheard.push(received.message);
	}

	#act(): void {
		if (!this.isUp) return;
		const { chance, clock, wires } = this.#world;
		if (this.#links.size < 4) wires.dial(this, `127.0.0.1:${chance.pick(this.#victims)}`);
		if (this.#links.size > 0) {
			const link = chance.pick([...this.#links]);
			if (chance.happens(0.02)) wires.hangUp(link, "whim");
			else for (let count = chance.happens(0.05) ? 100 : 1; count > 0; count--) wires.send(link, this.#lie());
		}
		clock.in(chance.between(5, 400), () => this.#act());
	}

	#lie(): Received {
		const { chance } = this.#world;
		const own = { msg_forwarder: this.port, msg_originator: this.port, msg_id: this.#messageId++ };
		const prime = { ...own, msg_type: "PRIME" as const, ttl: chance.whole(0, 64) };
		switch (chance.whole(0, 9)) {
			case 0:
				return parseMessage("]".repeat(chance.whole(1, 30)));
			case 1:
				return this.#say({ ...prime, data: chance.pick(REFUTED) });
			case 2:
				return this.#say({ ...prime, data: chance.pick(TRUE) });
			case 3:
				return this.#say({ ...prime, data: chance.pick(PLAUSIBLE), msg_originator: chance.pick(this.#victims) });
			case 4:
				return this.#say({ ...prime, data: chance.pick(PLAUSIBLE), msg_originator: FIRST_LIAR + chance.whole(100, 5_000) });
			case 5:
				return this.#overheard.length === 0
					? this.#say({ ...prime, data: 67 })
					: this.#say({ ...chance.pick(this.#overheard), msg_forwarder: this.port, ttl: 64 });
			case 6:
				return parseMessage(JSON.stringify({ ...own, msg_type: "HELLO", data: {} }));
			case 7:
				return this.#say({ ...own, msg_type: "PING", ttl: 0, data: null });
			case 8:
				return this.#say({ ...own, msg_type: "PONG", msg_id: chance.whole(0, 5), ttl: 9, data: null });
			default:
				return this.#say({ ...prime, data: chance.pick(PLAUSIBLE), msg_originator_addr: `127.0.0.1:${chance.whole(1, 65_535)}` });
		}
	}

	#say(message: Message): Received {
		return parseMessage(JSON.stringify(message));
	}
}
