// Which messages become dots, and when each sets out.
// Promises a bounded number of dots, however many messages there are.
import type { Message } from "../model/message.ts";
import { pathKey } from "../model/paths.ts";
import { type Dot, DOTS_MAX, TRAVEL_MS } from "./dot.ts";

/** A flood is over in a few ms: each hop waits for the one before, so that it can be seen. */
const HOP_MS = 750;
const REPLAY_HOP_MS = 1_050;
/** On one link, dots of one type follow each other no closer than this. */
const GAP_MS = 220;
const PRIME_GAP_MS = 70;
const CROWDED_GAPS = 12;
/** How far apart the first and the last dot of one batch may set out. */
const SPREAD_MS = 300;
const FLOODS_MAX = 200;
const FLOOD_FORGOTTEN_MS = 10_000;
const LINKS_MAX = 2_000;

export type Copy = Pick<Message, "from" | "to" | "ttl" | "duplicate"> & { readonly number: number };

export class Traffic {
	/** When the dots that are under way will arrive, in the order of their making. */
	#arrivals: number[] = [];
	readonly #lastStart = new Map<string, number>();
	readonly #floods = new Map<string, { start: number; ttl: number }>();

	/** isWatched: whether a node's own log is seen here, so that the copies to it are shown when it received them. */
	dotsFor(messages: readonly Message[], now: number, isWatched: (node: number) => boolean): Dot[] {
		this.#arrivals = this.#arrivals.filter((arrival) => arrival > now);
		if (this.#lastStart.size > LINKS_MAX) this.#lastStart.clear();
		const dots: Dot[] = [];
		const firstAt = messages[0]?.timestamp ?? 0;
		for (const message of messages) {
			if (!message.received && isWatched(message.to)) continue;
			const sooner = now + Math.min(SPREAD_MS, Math.max(0, (message.timestamp - firstAt) * 1_000));
			const start = message.type === "PRIME" ? this.#hopStart(message, sooner) : sooner;
			if (!this.#hasRoom(message, start)) continue;
			this.#arrivals.push(start + TRAVEL_MS);
			dots.push({ from: message.from, to: message.to, type: message.type, ttl: message.ttl, duplicate: message.duplicate, start });
		}
		return dots;
	}

	/** One message's whole way again, hop by hop. */
	replay(copies: readonly Copy[], now: number): Dot[] {
		return copies.slice(0, DOTS_MAX).map(({ from, to, ttl, duplicate, number }) => {
			return { from, to, ttl, duplicate, type: "PRIME", start: now + (number - 1) * REPLAY_HOP_MS };
		});
	}

	#hopStart(message: Message, now: number): number {
		const key = pathKey(message);
		let flood = this.#floods.get(key);
		if (flood === undefined || now - flood.start > FLOOD_FORGOTTEN_MS) {
			flood = { start: now, ttl: message.ttl };
			this.#floods.set(key, flood);
			const oldest = this.#floods.keys().next().value;
			if (this.#floods.size > FLOODS_MAX && oldest !== undefined) this.#floods.delete(oldest);
		}
		// The first copy told of here may be of a later hop: batches of the nodes come in any order.
		flood.ttl = Math.max(flood.ttl, message.ttl);
		return Math.max(now, flood.start + (flood.ttl - message.ttl) * HOP_MS);
	}

	#hasRoom(message: Message, start: number): boolean {
		if (this.#arrivals.length >= DOTS_MAX) return false;
		const link = `${message.from}>${message.to}${message.type}`;
		// The fuller it is the longer each link waits, so that all links get their turn.
		const gap = (message.type === "PRIME" ? PRIME_GAP_MS : GAP_MS) * (1 + (CROWDED_GAPS * this.#arrivals.length) / DOTS_MAX);
		if (start - (this.#lastStart.get(link) ?? 0) < gap) return false;
		this.#lastStart.set(link, start);
		return true;
	}
}
