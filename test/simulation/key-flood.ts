// A hostile peer with thousands of keys that really sign: it tells of their journals again and again, and gives every page that it is asked for.
import { hashOf, keyOf, signature } from "./crypto-twin.ts";
import type { World } from "./daemon-twin.ts";
import type { Station } from "./wires.ts";
import type { LinkOpened } from "../../src/protocol/events.ts";
import { parseMessage } from "../../src/protocol/messages/parse.ts";
import type { Received } from "../../src/protocol/messages/parse.ts";
import { headOf } from "../../src/search/heads.ts";
import { HEADS } from "../../src/search/limits.ts";
import { textOf } from "../../src/search/page.ts";
import type { Page } from "../../src/search/page.ts";
import type { WireRecord } from "../../src/search/record.ts";

export interface KeyFloodOptions {
	readonly port: number;
	readonly victims: readonly number[];
	readonly keys: number;
	/** Of the one page of each. */
	readonly records: (key: number) => readonly WireRecord[];
}

const TELL_EVERY_MS = 2_000;

export class KeyFlood implements Station {
	readonly port: number;
	readonly #options: KeyFloodOptions;
	readonly #world: World;
	readonly #links = new Set<number>();
	readonly #keys = new Map<string, number>();
	readonly #heads: (readonly [key: string, seq: number, hash: string])[] = [];
	life = 1;
	isUp = true;
	/** Pages that it gave. */
	given = 0;
	#messageId = 0;

	constructor(options: KeyFloodOptions, world: World) {
		this.port = options.port;
		this.#options = options;
		this.#world = world;
		for (let index = 0; index < options.keys; index++) {
			const key = keyOf(`flood ${index}`);
			this.#keys.set(key, index);
			this.#heads.push(headOf(key, 1, hashOf(textOf(this.#page(key, index)))));
		}
		world.wires.attach(this);
		for (const victim of options.victims) world.wires.dial(this, `127.0.0.1:${victim}`);
		this.#act();
	}

	get openLinks(): number {
		return this.#links.size;
	}

	opened({ link }: LinkOpened): void {
		this.#links.add(link);
		this.#say(link, "PING", null);
	}

	dialFailed(address: string): void {
		this.#world.clock.in(TELL_EVERY_MS, () => this.#world.wires.dial(this, address));
	}

	closed(link: number): void {
		this.#links.delete(link);
	}

	received(link: number, received: Received): void {
		if (received.kind !== "message" || received.message.msg_type !== "WANT") return;
		const { key, from } = received.message.data;
		const index = this.#keys.get(key);
		if (index === undefined || from !== 1) return;
		this.given++;
		this.#say(link, "RESULT", [this.#page(key, index)]);
	}

	#page(key: string, index: number): Page {
		const page = { key, seq: 1, prev: "", time: 1_790_000_000, records: this.#options.records(index) };
		return { ...page, sig: signature(key, textOf(page)) };
	}

	#act(): void {
		if (!this.isUp) return;
		for (const link of this.#links) {
			this.#say(link, "PING", null);
			for (let at = 0; at < this.#heads.length; at += HEADS)
				this.#say(link, "HAVE", { heads: this.#heads.slice(at, at + HEADS), forks: [] });
		}
		this.#world.clock.in(TELL_EVERY_MS, () => this.#act());
	}

	#say(link: number, msg_type: string, data: unknown): void {
		const ids = { msg_id: this.#messageId++, msg_forwarder: this.port, msg_originator: this.port };
		this.#world.wires.send(link, parseMessage(JSON.stringify({ msg_type, ...ids, ttl: 0, data })));
	}
}
