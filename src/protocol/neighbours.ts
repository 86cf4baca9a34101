// The nodes around this one: whom it knows, over which link it reaches them, whom it dials, and what their faults lead to.
// One link for each pair; of two doubles.ts decides.
import { formatAddress, isLoopback, isUnusable, LOOPBACK, parseAddress } from "../address.ts";
import { Book } from "./book.ts";
import { Doubles } from "./doubles.ts";
import { event } from "./events.ts";
import type { Emit, LinkOpened, Recipient, RememberedNode } from "./events.ts";
import type { Fault } from "./fault.ts";
import { Faults } from "./faults.ts";
import { BAN_MS, DEAF_MS, INTRODUCTIONS } from "./limits.ts";
import { Links } from "./links.ts";
import type { Link } from "./links.ts";
import { KINDS } from "./messages/kinds.ts";
import type { Message, MessageType } from "./messages/kinds.ts";
import type { PrimeMessage } from "./messages/prime.ts";
import { Peers } from "./peers.ts";
import type { Peer } from "./peers.ts";

export class Neighbours {
	readonly #own: number;
	readonly #emit: Emit;
	readonly #book: Book;
	readonly #faults = new Faults();
	readonly peers = new Peers();
	readonly links = new Links();
	readonly doubles: Doubles;

	constructor(own: number, dependencies: { readonly random: () => number; readonly emit: Emit }) {
		this.#own = own;
		this.#emit = dependencies.emit;
		this.#book = new Book(dependencies);
		this.doubles = new Doubles(own, this);
	}

	/** The configured peers are taken to be there, under their port, until they turn out stale. */
	start(now: number, addresses: readonly string[]): void {
		for (const text of addresses) {
			const address = parseAddress(text);
			if (address === undefined) continue;
			this.#book.configure(now, formatAddress(address));
			if (address.port !== this.#own) this.peers.heard(now, address.port, false);
		}
		this.dial(now);
	}

	/** Addresses at which nodes answered in an earlier life. */
	remember(now: number, peers: RememberedNode["peers"]): void {
		for (const { address, id } of peers) this.#book.learn(now, address, id, true);
		this.dial(now);
	}

	/** Addresses at which nodes answered. */
	get answering(): { readonly address: string; readonly id: number }[] {
		return this.#book.answering();
	}

	dial(now: number): void {
		for (const address of this.#book.due(now, (id) => this.linkTo(id) !== undefined)) this.#emit({ type: "dial", address });
	}

	dialFailed(now: number, address: string, reason: string): void {
		this.#emit(event(this.#book.isMissed(address) ? "peer-missed" : "dial-failed", { address, reason }));
		this.#book.lost(now, address);
	}

	nextDialAt(): number {
		return this.#book.nextDueAt();
	}

	opened(now: number, opened: LinkOpened): Link {
		if (opened.direction === "dialled") this.#book.opened(now, opened.address);
		return this.links.open(now, opened);
	}

	/** The first valid message binds a link to its forwarder. False where there was no room for one more peer. */
	bind(now: number, link: Link, id: number): boolean {
		const peer = this.#heard(now, id, true);
		if (peer === undefined) {
			this.hangUp(now, link, "no room");
			return false;
		}
		link.peer = id;
		this.#emit({ type: "trust", link: link.link });
		if (link.direction === "dialled") this.#book.answered(link.address, id);
		else {
			// Who dialled us and is lost may come back without its memory: then it is for us to dial.
			for (const home of homes(link, id)) this.#book.learn(now, home, id, true);
		}
		this.#emit(event("link-opened", { peer: id, address: link.address, direction: link.direction }));
		if (peer.spare !== null) this.hangUp(now, this.links.get(peer.spare)!, "third link");
		this.doubles.bound(now, peer, link);
		return true;
	}

	/** The peer of a bound link was heard. */
	heard(now: number, link: Link, message: Message | null): void {
		const peer = this.peers.heard(now, link.peer!, true)!;
		this.links.heard(now, link, message);
		const surplus = this.doubles.heard(peer, link);
		if (surplus !== null) this.hangUp(now, surplus.link, surplus.reason);
	}

	/** The originator becomes a peer, heard now; where it lives is said in the message or, on one machine, is its id. */
	learn(now: number, link: Link, message: PrimeMessage, isProved: boolean): void {
		const id = message.msg_originator;
		const { msg_originator_key: key = null } = message;
		const known = this.peers.get(id)?.key ?? null;
		if (known !== null && known !== key) return;
		const peer = this.#heard(now, id, false);
		if (peer === undefined) return;
		peer.key = key;
		if (isProved && message.data <= (peer.introduction?.data ?? message.data)) peer.introduction = message;
		const said = message.msg_originator_addr;
		if (said === undefined && link.loopback) for (const home of homes(link, id)) this.#book.learn(now, home, id, false);
		const address = parseAddress(said ?? "");
		if (address === undefined || isUnusable(address.host)) return;
		if (isLoopback(address.host) && !link.loopback) return;
		this.#book.learn(now, formatAddress(address), id, false);
	}

	/** Peers unheard for too long leave the list, links unheard for too long end. A late call means that this node itself was deaf meanwhile. */
	evict(now: number, lateMs: number, staleAfterMs: number): void {
		if (lateMs > DEAF_MS) this.excuse(now, lateMs);
		for (const { link, reason } of this.doubles.settle(now)) this.hangUp(now, link, reason);
		for (const link of this.links.silent(now, staleAfterMs)) this.hangUp(now, link, link.peer === null ? "silent" : "stale");
		for (const peer of this.peers.stale(now, staleAfterMs)) {
			this.peers.remove(peer.id);
			this.#emit(event("peer-evicted", { peer: peer.id, silent_seconds: Math.round(now - peer.heardAt) / 1_000 }));
		}
	}

	/** This node could not listen for so long; no peer is blamed for that. */
	excuse(now: number, forMs: number): void {
		this.peers.excuse(now, forMs);
		this.links.excuse(now, forMs);
	}

	/** Whether the link may bring one more message of this kind. What is above its rate is dropped and no fault: it may be others' that it passes on. */
	admits(now: number, link: Link, type: MessageType): boolean {
		const { rate } = KINDS[type];
		if (rate === null || this.links.takeToken(now, link, type, rate)) return true;
		this.#emit({ type: "dropped", link: link.link, msg_type: type });
		return false;
	}

	fault(now: number, link: Link, fault: Fault): void {
		this.#emit({ type: "fault", link: link.link, peer: link.peer, fault });
		// Whom this node dialled and who is no node has done nothing wrong: somebody else said that one lived there.
		if (link.peer === null && link.direction === "dialled") return this.hangUp(now, link, "no node there");
		if (link.faults++ === 0) this.#emit(event("first-fault", { peer: link.peer, address: link.address, ...fault }));
		// On one machine all nodes share the host; none is to answer for another.
		const culprit = link.loopback && link.peer !== null ? `node ${link.peer}` : link.host;
		if (!this.#faults.add(now, culprit, fault.code)) return;
		this.hangUp(now, link, "too many faults");
		if (link.loopback) return;
		this.#emit({ type: "ban", host: link.host, forMs: BAN_MS });
		this.#emit(event("banned", { host: link.host, minutes: BAN_MS / 60_000 }));
	}

	/** The own id came from the other end of an unbound link. If this node dialled itself, it need not try again. */
	metOwnId(now: number, link: Link): void {
		this.#emit(event("own-id-met", { address: link.address, direction: link.direction }));
		if (link.direction === "dialled") this.#book.forget(link.address);
		this.hangUp(now, link, "own id");
	}

	/** From here on the link is as good as closed: what still comes over it is not read. */
	hangUp(now: number, link: Link, reason: string): void {
		this.#emit({ type: "hang-up", link: link.link, reason });
		this.closed(now, link, reason);
	}

	/** The peer stays listed until it is stale: it may come back. */
	closed(now: number, link: Link, reason: string): void {
		this.links.close(now, link);
		if (link.direction === "dialled") {
			// Who takes the call and says nothing sensible is as good as not there.
			const isMissed = link.peer === null && !OWN_REASONS.has(reason) && this.#book.isMissed(link.address);
			if (isMissed) this.#emit(event("peer-missed", { address: link.address, reason }));
			this.#book.lost(now, link.address);
		}
		if (link.peer === null) return;
		this.#emit({ type: "unlinked", link: link.link });
		this.#emit(event("link-closed", { peer: link.peer, reason, faults: link.faults }));
		const peer = this.peers.get(link.peer)!;
		if (peer.link === link.link) peer.link = peer.spare;
		peer.spare = null;
	}

	/** A PRIME of each other peer that this node is linked to, by which the one at the other end can learn of it; none that it told of itself. */
	introductions(to: Link): PrimeMessage[] {
		const linked = [...this.peers].filter((peer) => peer.link !== null && peer.id !== to.peer);
		return linked
			.flatMap((peer) => peer.introduction ?? [])
			.filter((message) => message.msg_forwarder !== to.peer)
			.slice(0, INTRODUCTIONS);
	}

	/** The link on which a node is spoken to. */
	linkTo(id: number): Link | undefined {
		return this.links.get(this.peers.get(id)?.link ?? NO_LINK);
	}

	/** How to speak on a link. Whoever has not said who it is goes by the port that was dialled. */
	recipient(link: Link): Recipient {
		return { link: link.link, peer: link.peer ?? parseAddress(link.address)?.port ?? 0 };
	}

	/** Links that never spoke while this node slept. */
	hangUpUnbound(now: number, reason: string): void {
		for (const link of this.links) if (link.peer === null) this.hangUp(now, link, reason);
	}

	reset(now: number): void {
		for (const link of this.links) this.hangUp(now, link, "reset");
		this.peers.clear();
		this.#book.clear();
	}

	#heard(now: number, id: number, isLinked: boolean): Peer | undefined {
		const isNew = this.peers.get(id) === undefined;
		const peer = this.peers.heard(now, id, isLinked);
		if (isNew && peer !== undefined) this.#emit(event("peer-joined", { peer: id, peers: this.peers.size }));
		return peer;
	}
}

/** Where a node on the link's host can be dialled: it is known by its port, says the exercise. On one machine it may listen on either family. */
function homes(link: Link, id: number): string[] {
	const hosts = link.loopback ? new Set([link.host, LOOPBACK]) : [link.host];
	return [...hosts].map((host) => formatAddress({ host, port: id })).filter((home) => parseAddress(home) !== undefined);
}

/** Ends of links that this node brought about without the other's doing. */
const OWN_REASONS: ReadonlySet<string> = new Set(["slept", "reset", "own id"]);

/** The transport counts its links from 0 up. */
const NO_LINK = -1;
