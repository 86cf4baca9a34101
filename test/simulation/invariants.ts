// What must hold at every step of a node, whatever its peers do. Throws with the facts where it does not.
import { strict as assert } from "node:assert";
import type { Input, Output } from "../../src/core/core.ts";
import type { Recipient } from "../../src/protocol/events.ts";
import { CLAIMS, DEAF_MS, EVICT_EVERY_MS, PEERS, STALE_AFTER_MS, UNVERIFIED_CLAIMS } from "../../src/protocol/limits.ts";
import type { Message } from "../../src/protocol/messages/kinds.ts";
import { isSigned, unsigned } from "../../src/protocol/messages/prime.ts";
import type { Node } from "../../src/protocol/node.ts";
import { isKnown } from "../../src/search/known.ts";
import { LEASE_TTL } from "../../src/search/limits.ts";
import { LINK_LIMIT } from "../../src/transport/limits.ts";

/** Ids from here on belong to liars, who may begin their counters again as they like. */
export const FIRST_LIAR = 9_000;

/** A wake-up may be so late without counting as deafness. */
const LAG_MS = DEAF_MS + 1;

export class Invariants {
	readonly #own: number;
	readonly #node: Node;
	#processed = new Set<string>();
	/** Links that are hung up in this step. */
	#ending: ReadonlySet<number> = new Set();
	readonly #heardAt = new Map<number, number>();
	readonly #bound = new Map<number, number>();
	#deafMs = 0;
	#expectedWake = Number.POSITIVE_INFINITY;
	#asleepSince: number | null = null;
	#largest = 2;
	#steps = 0;

	constructor(own: number, node: Node) {
		this.#own = own;
		this.#node = node;
	}

	check(now: number, input: Input, outputs: readonly Output[]): void {
		const message = input.type === "received" && input.received.kind === "message" ? input.received.message : null;
		if (input.type === "reset") {
			this.#processed = new Set();
			this.#largest = 2;
		}
		this.#ending = new Set(outputs.flatMap((output) => (output.type === "hang-up" ? output.link : [])));
		let cause = message;
		for (const output of outputs) {
			// A signed PRIME is heard once its signature is checked.
			if (output.type === "heard") cause = output.message;
			this.#output(now, output, cause);
		}
		this.#time(now, input);
		const { largest, unverified, peers } = this.#node;
		assert(isKnown(largest.exponent), `a false claim became the largest: ${largest.exponent}`);
		assert(largest.exponent >= this.#largest, "the largest shrank");
		this.#largest = largest.exponent;
		assert(unverified.length <= UNVERIFIED_CLAIMS && peers.size <= PEERS, "a table is over its cap");
		if (++this.#steps % 16 === 0) this.#bindings();
	}

	#output(now: number, output: Output, message: Message | null): void {
		if (output.type === "heard") this.#heard(now, output);
		else if (output.type === "send") this.#sent(output.to, output.message, message);
		else if (output.type === "ban")
			assert(Number(output.host.replace("node", "")) >= FIRST_LIAR, `an honest node is banned: ${output.host}`);
		else if (output.type === "event") {
			if (output.event === "peer-joined") this.#heardAt.set(output.facts.peer, now);
			if (output.event !== "peer-evicted") return;
			const { peer } = output.facts;
			assert(now - (this.#heardAt.get(peer) ?? 0) > STALE_AFTER_MS, `evicted though heard: ${peer}`);
		}
	}

	#heard(now: number, { link, message, duplicate }: Extract<Output, { readonly type: "heard" }>): void {
		assert(this.#node.awake, "heard while asleep");
		// That of a signed PRIME comes with the answer about its signature; the peer was heard before.
		if (!isSignedPrime(message)) this.#heardAt.set(message.msg_forwarder, now);
		this.#bound.set(link, message.msg_forwarder);
		if (duplicate) return;
		if (this.#node.peers.get(message.msg_originator)?.heardAt === now) this.#heardAt.set(message.msg_originator, now);
		if (message.msg_originator >= FIRST_LIAR) return;
		// What its originator signed is a message of its own: its copies without the signature may have come before.
		const name = `${message.msg_originator}/${message.msg_id}${isSignedPrime(message) ? " signed" : ""}`;
		assert(!this.#processed.has(name), `processed twice: ${name}`);
		this.#processed.add(name);
	}

	#sent(to: readonly Recipient[], sent: Message, cause: Message | null): void {
		const links = to.map(({ link }) => link);
		assert(this.#node.awake, "sent while asleep");
		assert.equal(sent.msg_forwarder, this.#own);
		for (const link of links)
			assert(
				sent.msg_type === "PONG" || this.#node.links.get(link) !== undefined || this.#ending.has(link),
				`sent on a link that is none: ${sent.msg_type}`,
			);
		if (sent.msg_type === "PING" || sent.msg_type === "PONG") assert(links.length === 1 && sent.ttl === 0);
		if (sent.msg_type !== "PRIME") return this.#sentShared(sent);
		const isForwarded = cause?.msg_type === "PRIME" && cause.msg_id === sent.msg_id && cause.msg_originator === sent.msg_originator;
		if (!isForwarded) {
			// Handed over or created here: never with hops to go, save by its originator.
			if (sent.msg_originator !== this.#own) assert.equal(sent.ttl, 0);
			return;
		}
		const isHandOver = links.length === 1 && sent.ttl === 0 && this.#bound.get(links[0]!) === cause.msg_forwarder;
		assert(!isHandOver, "a prime went back to its sender");
		assert.deepEqual(unsigned(sent), { ...unsigned(cause), msg_forwarder: this.#own, ttl: cause.ttl - 1 });
		assert(!isSigned(sent) || sent.msg_originator_sig === cause.msg_originator_sig);
		for (const link of links) {
			const peer = this.#node.links.get(link)?.peer;
			assert(peer !== cause.msg_forwarder, "a prime went back to its sender");
			assert(peer !== cause.msg_originator, "a prime went back to its originator");
		}
	}

	/** What passes one link speaks for its sender; a lease goes on with all but its hops as it was. */
	#sentShared(sent: Message): void {
		if (sent.msg_type !== "LEASE") assert(sent.msg_originator === this.#own && sent.ttl === 0);
		assert(sent.ttl <= LEASE_TTL);
	}

	/** Deadlines: a wake-up moves them on, and who is silent leaves. */
	#time(now: number, input: Input): void {
		if (input.type === "sleep") {
			this.#asleepSince ??= now;
			this.#deafMs += Math.max(0, now - this.#expectedWake);
		}
		if (input.type === "wake-up" || input.type === "reset") {
			if (this.#asleepSince !== null) this.#deafMs += now - this.#asleepSince;
			this.#asleepSince = null;
		}
		if (input.type === "wake" && now > this.#expectedWake + 1) this.#deafMs += now - this.#expectedWake;
		const wakeAt = this.#node.wakeAt();
		if (input.type === "wake" && this.#node.awake) {
			assert(wakeAt > now, `a wake-up is due at once again: ${wakeAt} at ${now}`);
			for (const peer of this.#node.peers)
				assert(
					now - peer.heardAt <= STALE_AFTER_MS + EVICT_EVERY_MS + LAG_MS + this.#deafMs,
					`silent, but not evicted: ${peer.id}, heard ${now - peer.heardAt} ms ago, deaf for ${this.#deafMs}`,
				);
		}
		this.#expectedWake = wakeAt;
	}

	/** Every bound link belongs to a listed peer, which has at most two. */
	#bindings(): void {
		const links = new Map<number, number>();
		for (const link of this.#node.links) if (link.peer !== null) links.set(link.peer, (links.get(link.peer) ?? 0) + 1);
		for (const [peer, count] of links) {
			assert(count <= 2, `${count} links for ${peer}`);
			assert(this.#node.peers.get(peer)!.link !== null, `bound, but not spoken to: ${peer}`);
		}
		assert(this.#node.links.size <= LINK_LIMIT + CLAIMS);
	}
}

function isSignedPrime(message: Message): boolean {
	return message.msg_type === "PRIME" && isSigned(message);
}
