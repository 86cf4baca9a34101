// The open links: which node is bound to each, when it was heard, and what it told. Of two links to one node both ends prefer the same.
import type { LinkOpened } from "./events.ts";
import { FIRST_MESSAGE_MS, PEERS } from "./limits.ts";
import type { LinkEnd } from "./messages/identity.ts";
import type { Message, MessageType, Rate } from "./messages/kinds.ts";

export interface Link extends LinkOpened {
	/** The node at the other end, from its first valid message on. */
	peer: number | null;
	readonly openedAt: number;
	heardAt: number;
	/** For how long since then this node itself could not listen. */
	excusedMs: number;
	/** The highest msg_id of the peer's own messages. */
	lastId: number;
	/** The largest prime that the peer is known to have: it told of it here. */
	told: { readonly exponent: number; readonly finder: number } | null;
	/** What this end asked the other to sign, once it has. */
	challenge: string | null;
	/** Who the other end says that it is, by its KEY. */
	theirs: LinkEnd | null;
	/** The key that the other end has proved to hold. */
	provedKey: string | null;
	/** Since when the link claims an id whose earlier link may still live. */
	rivalSince: number | null;
	/** Faults counted so far; the first one is logged. */
	faults: number;
	/** What it may still bring of each kind that has a rate, and what may still be passed on to it. */
	readonly buckets: Map<MessageType | "forward", Bucket>;
}

/** Messages that may still come, as reckoned at a time. */
interface Bucket {
	tokens: number;
	at: number;
}

const UNPROVED = { challenge: null, theirs: null, provedKey: null, rivalSince: null };

export class Links {
	readonly #byLink = new Map<number, Link>();
	/** How far the counters of nodes had come whose links ended, and when that was. */
	readonly #ended = new Map<number, { readonly lastId: number; readonly at: number }>();

	open(now: number, opened: LinkOpened): Link {
		const times = { openedAt: now, heardAt: now, excusedMs: 0 };
		const link: Link = { ...opened, ...times, peer: null, lastId: -1, told: null, ...UNPROVED, faults: 0, buckets: new Map() };
		this.#byLink.set(opened.link, link);
		return link;
	}

	get(link: number): Link | undefined {
		return this.#byLink.get(link);
	}

	close(now: number, link: Link): void {
		this.#byLink.delete(link.link);
		if (link.peer === null) return;
		this.#ended.delete(link.peer);
		this.#ended.set(link.peer, { lastId: link.lastId, at: now });
		if (this.#ended.size > PEERS) this.#ended.delete(this.#ended.keys().next().value!);
	}

	/** A message of the link's own peer, or one that it passes on, came now. */
	heard(now: number, link: Link, message: Message | null): void {
		link.heardAt = now;
		link.excusedMs = 0;
		if (message !== null && message.msg_originator === link.peer) link.lastId = Math.max(link.lastId, message.msg_id);
	}

	/**
	 * Whether a node opens this link with an id that its earlier link, which had ended by then, was already beyond:
	 * a counter only begins again with its node. (Between two links that overlap one message may overtake another.)
	 */
	isBehind(link: Link, peer: number, id: number): boolean {
		const ended = this.#ended.get(peer);
		return ended !== undefined && link.openedAt > ended.at && id <= ended.lastId;
	}

	/** The peer has this prime, for it told of it. */
	told(link: Link, exponent: number, finder: number): void {
		const { told } = link;
		if (told === null || exponent > told.exponent || (exponent === told.exponent && finder < told.finder)) link.told = { exponent, finder };
	}

	/** What was told of this exponent did not hold: nobody has it. */
	untell(exponent: number): void {
		for (const link of this.#byLink.values()) if (link.told?.exponent === exponent) link.told = null;
	}

	/** Time in which this node itself could not listen does not count as silence. */
	excuse(now: number, forMs: number): void {
		for (const link of this.#byLink.values()) link.excusedMs += Math.min(forMs, now - link.heardAt - link.excusedMs);
	}

	/** Links whose other end has said nothing valid for too long. */
	silent(now: number, staleAfterMs: number): Link[] {
		return [...this.#byLink.values()].filter(
			(link) => now - link.heardAt - link.excusedMs > (link.peer === null ? FIRST_MESSAGE_MS : staleAfterMs),
		);
	}

	/** Whether the link may bring, or take, one more message of this kind: a token bucket. */
	takeToken(now: number, link: Link, type: MessageType | "forward", rate: Rate): boolean {
		const bucket = link.buckets.get(type) ?? { tokens: rate.burst, at: now };
		bucket.tokens = Math.min(rate.burst, bucket.tokens + ((now - bucket.at) / 1_000) * rate.eachSecond);
		bucket.at = now;
		link.buckets.set(type, bucket);
		if (bucket.tokens < 1) return false;
		bucket.tokens--;
		return true;
	}

	get size(): number {
		return this.#byLink.size;
	}

	[Symbol.iterator](): IterableIterator<Link> {
		return this.#byLink.values();
	}
}
