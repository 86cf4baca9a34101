// Two links with one id: which of them is spoken on, and which goes. They are two ends that dialled at once, one end that lost its
// earlier link, or somebody who claims another's id; a proof of the id's key decides, and where nobody has one the earlier link is asked.
import { RIVAL_MS } from "./limits.ts";
import type { Link, Links } from "./links.ts";
import type { Peer, Peers } from "./peers.ts";

/** A link to be hung up. */
export interface Surplus {
	readonly link: Link;
	readonly reason: string;
}

export class Doubles {
	readonly #own: number;
	readonly #peers: Peers;
	readonly #links: Links;

	constructor(own: number, { peers, links }: { readonly peers: Peers; readonly links: Links }) {
		this.#own = own;
		this.#peers = peers;
		this.#links = links;
	}

	/** One more link was bound to the peer: at most two stay. */
	bound(now: number, peer: Peer, link: Link): void {
		if (peer.link === null) {
			peer.link = link.link;
			return;
		}
		const earlier = this.#links.get(peer.link)!;
		const isRival = earlier.direction === link.direction && link.provedKey === null;
		link.rivalSince = isRival ? now : null;
		const spoken = isRival ? earlier : survivor(this.#own, peer.id, earlier, link);
		[peer.link, peer.spare] = [spoken.link, spoken === link ? earlier.link : link.link];
	}

	/** The peer spoke on the link. The one that stays has thereby shown that it lives, and the other may go: a rival, or that of the lower id's choice. */
	heard(peer: Peer, link: Link): Surplus | null {
		if (peer.spare === null || link.link !== peer.link) return null;
		const spare = this.#links.get(peer.spare)!;
		if (spare.rivalSince !== null) return { link: spare, reason: "its id is taken" };
		return this.#own < peer.id ? { link: spare, reason: "second link" } : null;
	}

	/** The key that a living link has proved for the id. */
	provedKey(id: number): string | null {
		const peer = this.#peers.get(id);
		for (const link of [peer?.link, peer?.spare]) {
			const key = link === null || link === undefined ? null : this.#links.get(link)!.provedKey;
			if (key !== null) return key;
		}
		return null;
	}

	/** The other end has proved its key: it is spoken to there, unless the other link has proved as much. */
	proved(link: Link): void {
		const peer = this.#peers.get(link.peer!)!;
		link.rivalSince = null;
		peer.key = link.provedKey;
		const spoken = this.#links.get(peer.link!)!;
		if (spoken !== link && spoken.provedKey === null) [peer.link, peer.spare] = [link.link, spoken.link];
	}

	/** What goes after some time: a link without proof beside one with, and an earlier one that was asked and said nothing. */
	settle(now: number): Surplus[] {
		const surplus: Surplus[] = [];
		for (const peer of this.#peers) {
			if (peer.link === null || peer.spare === null) continue;
			const [spoken, spare] = [this.#links.get(peer.link)!, this.#links.get(peer.spare)!];
			if (now - Math.max(spoken.openedAt, spare.openedAt) < RIVAL_MS) continue;
			if (spare.provedKey !== spoken.provedKey)
				surplus.push({ link: spoken.provedKey === null ? spoken : spare, reason: "its id is taken" });
			else if (spare.rivalSince !== null) surplus.push({ link: spoken, reason: "gave way" });
			spare.rivalSince = null;
		}
		return surplus;
	}
}

/**
 * Which of two links to the same node stays: the one that the lower id dialled; of two that the same node dialled the later,
 * for whoever dials again has lost the earlier.
 */
export function survivor(own: number, peer: number, earlier: Link, later: Link): Link {
	const dialler = (link: Link): number => (link.direction === "dialled" ? own : peer);
	return dialler(earlier) < dialler(later) ? earlier : later;
}
