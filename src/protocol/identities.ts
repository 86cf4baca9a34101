// Who is at the other end of a link: each end signs the other's challenge with its key, so that an id which is proved on a link that
// lives cannot be taken by another. A node without a key takes no part. Who holds a key is proved, not who may have an id: who comes
// first has it, as long as its link lives.
import { event } from "./events.ts";
import type { Emit } from "./events.ts";
import type { Gossip } from "./gossip.ts";
import type { Link } from "./links.ts";
import { linkText } from "./messages/identity.ts";
import type { KeyMessage, LinkEnd, ProofMessage } from "./messages/identity.ts";
import type { Neighbours } from "./neighbours.ts";

export interface IdentitiesOptions {
	readonly id: number;
	/** An Ed25519 public key; null: this node proves nothing and asks for nothing. */
	readonly key: string | null;
}

export interface IdentitiesDependencies {
	readonly neighbours: Neighbours;
	readonly gossip: Gossip;
	readonly emit: Emit;
	/** 32 bytes that nobody can foretell, in base64url. */
	readonly challenge: () => string;
	readonly nextId: () => number;
}

export class Identities {
	readonly #own: LinkEnd | null;
	readonly #dependencies: IdentitiesDependencies;
	/** Links whose proofs are being signed or verified, by the number of the request. */
	readonly #asked = new Map<number, number>();

	constructor({ id, key }: IdentitiesOptions, dependencies: IdentitiesDependencies) {
		this.#own = key === null ? null : { id, key };
		this.#dependencies = dependencies;
	}

	/** Whether a link that lives has proved the id, and this one has not by the same key. */
	isHeld(id: number, link: Link): boolean {
		const key = this.#dependencies.neighbours.doubles.provedKey(id);
		return key !== null && key !== link.provedKey;
	}

	/** Tells the own key, and asks for a proof of the other's; once on each link. */
	ask(link: Link): void {
		if (this.#own === null || link.challenge !== null) return;
		const { neighbours, gossip, challenge } = this.#dependencies;
		link.challenge = challenge();
		const data = { key: this.#own.key, challenge: link.challenge };
		gossip.send([neighbours.recipient(link)], gossip.createSpeech(0, { msg_type: "KEY", data }));
	}

	/** The other end asks; the first time it is answered. */
	asked(link: Link, { data, msg_forwarder: id }: KeyMessage): void {
		// Whoever sends back what it heard has no key of its own.
		if (this.#own === null || link.theirs !== null || data.key === this.#own.key) return;
		link.theirs = { key: data.key, id };
		this.ask(link);
		const text = linkText(this.#own, link.theirs, data.challenge, link.binding ?? "");
		this.#dependencies.emit({ type: "sign", id: this.#request(link), text });
	}

	proved(link: Link, { data }: ProofMessage): void {
		if (this.#own === null || link.theirs === null || link.challenge === null || link.provedKey !== null) return;
		const text = linkText(link.theirs, this.#own, link.challenge, link.binding ?? "");
		this.#dependencies.emit({ type: "verify", id: this.#request(link), key: link.theirs.key, text, sig: data.sig });
	}

	/** The own signature is there. */
	signed(id: number, sig: string): void {
		const { neighbours, gossip } = this.#dependencies;
		const link = this.#requested(id);
		if (link === undefined) return;
		gossip.send([neighbours.recipient(link)], gossip.createSpeech(0, { msg_type: "PROOF", data: { sig } }));
	}

	/** The link whose other end has proved its key now. */
	verified(now: number, id: number, isValid: boolean): Link | undefined {
		const { neighbours, emit } = this.#dependencies;
		const link = this.#requested(id);
		if (link === undefined || link.theirs === null) return undefined;
		if (!isValid) {
			neighbours.fault(now, link, { code: "bad-proof" });
			return undefined;
		}
		link.provedKey = link.theirs.key;
		emit(event("key-proved", { peer: link.theirs.id, key: link.provedKey }));
		return link;
	}

	#request(link: Link): number {
		const id = this.#dependencies.nextId();
		this.#asked.set(id, link.link);
		return id;
	}

	#requested(id: number): Link | undefined {
		const link = this.#asked.get(id);
		this.#asked.delete(id);
		return link === undefined ? undefined : this.#dependencies.neighbours.links.get(link);
	}
}
