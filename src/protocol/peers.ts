// The peer list: who was heard when, and over which link it is reached. Nothing here decides; the node does.
import { PEERS, PEERS_BY_GOSSIP } from "./limits.ts";
import type { Recipient } from "./events.ts";
import type { PrimeMessage } from "./messages/prime.ts";

export interface Peer {
	readonly id: number;
	heardAt: number;
	/** For how long since then this node itself could not listen. */
	excusedMs: number;
	/** The bound link that is spoken on, or null while the peer is only known by name. */
	link: number | null;
	/** A second bound link, until one of the two is closed. */
	spare: number | null;
	/** The key that it has proved, or signed a PRIME with; what others say in its name without that is no word of it. */
	key: string | null;
	/** A PRIME of its own that others may be handed to learn of it: the smallest proved one, for it costs them least. */
	introduction: PrimeMessage | null;
}

export class Peers {
	readonly #byId = new Map<number, Peer>();

	/** The peer was heard now, over a link or through others. A list near its cap takes in only who has a link, a full one nobody: undefined. */
	heard(now: number, id: number, isLinked: boolean): Peer | undefined {
		let peer = this.#byId.get(id);
		if (peer === undefined) {
			if (this.#byId.size >= (isLinked ? PEERS : PEERS_BY_GOSSIP)) return undefined;
			this.#byId.set(id, (peer = { id, heardAt: now, excusedMs: 0, link: null, spare: null, key: null, introduction: null }));
		}
		peer.heardAt = now;
		peer.excusedMs = 0;
		return peer;
	}

	get(id: number): Peer | undefined {
		return this.#byId.get(id);
	}

	/** A no-op for who is no peer. */
	remove(id: number): void {
		this.#byId.delete(id);
	}

	clear(): void {
		this.#byId.clear();
	}

	/** Time in which this node itself could not listen (asleep, suspended, blocked) does not count as a peer's silence. */
	excuse(now: number, forMs: number): void {
		for (const peer of this.#byId.values()) peer.excusedMs += Math.min(forMs, now - peer.heardAt - peer.excusedMs);
	}

	/** Those unheard for longer than the limit. */
	stale(now: number, staleAfterMs: number): Peer[] {
		return [...this.#byId.values()].filter((peer) => now - peer.heardAt - peer.excusedMs > staleAfterMs);
	}

	/** All linked peers but the ones named. */
	recipientsExcept(...ids: readonly number[]): Recipient[] {
		const recipients: Recipient[] = [];
		for (const { id, link } of this.#byId.values()) if (link !== null && !ids.includes(id)) recipients.push({ link, peer: id });
		return recipients;
	}

	get size(): number {
		return this.#byId.size;
	}

	[Symbol.iterator](): IterableIterator<Peer> {
		return this.#byId.values();
	}
}
