// Which messages become dots, and when each sets out.
// Promises a bounded number of dots, however many messages there are.
import type { Message } from "../model/message.ts";
import { pathKey } from "../model/paths.ts";
import { isGossip, stopOf } from "../model/stops.ts";
import { type Arrival, type Dot, DOTS_MAX, TRAVEL_MS } from "./dot.ts";

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
const KEYS_MAX = 400;

export type Copy = Pick<Message, "from" | "to" | "ttl" | "duplicate"> & { readonly number: number };

/** What of the network decides how a message is shown. */
export interface Sight {
	/** Whether a node's own log is seen here, so that the copies to it are shown when it received them. */
	isWatched(node: number): boolean;
	isCut(one: number, other: number): boolean;
	linkedTo(node: number): readonly number[] | undefined;
	/** Messages take so long, or stand still: then they are shown from their sending on. Null: they are over before they can be seen. */
	readonly delayMs: number | null;
}

export class Traffic {
	/** When the dots that are under way will arrive, in the order of their making. */
	#arrivals: number[] = [];
	readonly #lastStart = new Map<string, number>();
	readonly #floods = new Map<string, { start: number; ttl: number }>();
	/** Slow ones that set out and are not known to have arrived. */
	readonly #open = new Set<string>();
	/** Arrivals of slow ones that were told of before their sending. */
	readonly #early = new Map<string, Arrival>();

	dotsFor(messages: readonly Message[], now: number, sight: Sight): { dots: Dot[]; arrivals: Arrival[] } {
		this.#arrivals = this.#arrivals.filter((arrival) => arrival > now);
		if (this.#lastStart.size > LINKS_MAX) this.#lastStart.clear();
		const dots: Dot[] = [];
		const arrivals: Arrival[] = [];
		const firstAt = messages[0]?.timestamp ?? 0;
		for (const message of messages) {
			const { from, to, type, ttl, duplicate } = message;
			const isSlow = sight.delayMs !== null && sight.isWatched(from) && sight.isWatched(to);
			const isTold = type === "PRIME" || (isSlow && isGossip(type));
			const word = isTold && message.received ? stopOf(message, message.originator, sight.linkedTo(to)) : null;
			const isLost = !message.received && sight.isCut(from, to);
			const key = copyKey(message);
			// It may have set out when messages were slower than now.
			if (message.received && (this.#open.has(key) || isSlow)) {
				if (this.#open.delete(key)) arrivals.push({ key, duplicate, word });
				else this.#early.set(key, { key, duplicate, word });
				continue;
			}
			if (!isSlow && !isLost && !message.received && sight.isWatched(to)) continue;
			const sooner = now + Math.min(SPREAD_MS, Math.max(0, (message.timestamp - firstAt) * 1_000));
			const start = type === "PRIME" && !isSlow ? this.#hopStart(message, sooner) : sooner;
			if (!this.#hasRoom(message, start)) continue;
			const travelMs = isSlow ? Math.max(TRAVEL_MS, sight.delayMs ?? 0) : TRAVEL_MS;
			this.#arrivals.push(start + travelMs);
			dots.push({ from, to, type, ttl, duplicate, start, travelMs, word, isLost, ...(isSlow && !isLost ? { key } : {}) });
			if (!isSlow || isLost) continue;
			const early = this.#early.get(key);
			if (early === undefined) this.#open.add(key);
			else arrivals.push(early);
		}
		for (const known of [this.#early, this.#open]) for (const key of known.keys()) if (known.size > KEYS_MAX) known.delete(key);
		return { dots, arrivals };
	}

	/** One message's whole way again, hop by hop. */
	replay(copies: readonly Copy[], now: number, wordOf: (copy: Copy) => string | null): Dot[] {
		return copies.slice(0, DOTS_MAX).map((copy) => {
			const { from, to, ttl, duplicate, number } = copy;
			const start = now + (number - 1) * REPLAY_HOP_MS;
			return { from, to, ttl, duplicate, type: "PRIME", start, travelMs: TRAVEL_MS, word: wordOf(copy), isLost: false };
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

/** The same for both ends of a link. */
function copyKey({ from, to, type, originator, id, ttl }: Message): string {
	return `${from}>${to} ${type} ${originator}:${id} ${ttl}`;
}
