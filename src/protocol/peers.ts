// The peer list: who was heard when, and over which link it is reached. Nothing here decides; the node does.
import { PEERS } from "./limits.ts";

export interface Peer {
	readonly id: number;
	heardAt: number;
	/** The bound link, or null while it is only known by name. */
	link: number | null;
}

export class Peers {
	readonly #byId = new Map<number, Peer>();
	/** The node's own deafness: how long it last could not listen, and until when. */
	#deafUntil = Number.NEGATIVE_INFINITY;
	#deafForMs = 0;

	/** The peer was heard now; true where that made it a peer. A full list takes nobody new without a link. */
	heard(now: number, id: number): boolean {
		const peer = this.#byId.get(id);
		if (peer !== undefined) {
			peer.heardAt = now;
			return false;
		}
		if (this.#byId.size >= PEERS) return false;
		this.#byId.set(id, { id, heardAt: now, link: null });
		return true;
	}

	get(id: number): Peer | undefined {
		return this.#byId.get(id);
	}

	/** A no-op for who is no peer. */
	remove(id: number): void {
		this.#byId.delete(id);
	}

	/** Time in which this node itself could not listen (asleep, suspended, blocked) does not count as a peer's silence. */
	wasDeaf(now: number, forMs: number): void {
		this.#deafUntil = now;
		this.#deafForMs = forMs;
	}

	/** Those unheard for longer than the limit. */
	stale(now: number, staleAfterMs: number): Peer[] {
		return [...this.#byId.values()].filter((peer) => {
			const excusedMs = peer.heardAt < this.#deafUntil ? this.#deafForMs : 0;
			return now - peer.heardAt - excusedMs > staleAfterMs;
		});
	}

	/** Links of all peers but the ones named, each once. */
	linksExcept(...ids: readonly number[]): number[] {
		const links: number[] = [];
		for (const peer of this.#byId.values()) if (peer.link !== null && !ids.includes(peer.id)) links.push(peer.link);
		return links;
	}

	get size(): number {
		return this.#byId.size;
	}

	[Symbol.iterator](): IterableIterator<Peer> {
		return this.#byId.values();
	}
}
