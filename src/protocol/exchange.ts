// The exchange of primes: what is told of one, to whom, and what a PRIME that comes in leads to.
// Forwards in good faith what a glance does not refute; believes only what is proved here (primes.ts).
import type { Gossip } from "./gossip.ts";
import type { Link } from "./links.ts";
import type { Message } from "./messages/kinds.ts";
import { isSigned } from "./messages/prime.ts";
import type { PrimeMessage, SignedPrimeMessage } from "./messages/prime.ts";
import type { Neighbours } from "./neighbours.ts";
import type { Primes } from "./primes.ts";
import type { Signatures } from "./signatures.ts";
import type { Verdict } from "./unproved.ts";

export interface ExchangeDependencies {
	/** 0 <= random() < 1. */
	readonly random: () => number;
	readonly gossip: Gossip;
	readonly neighbours: Neighbours;
	readonly primes: Primes;
	readonly signatures: Signatures;
}

export class Exchange {
	readonly #primeTtl: number;
	readonly #random: () => number;
	readonly #gossip: Gossip;
	readonly #neighbours: Neighbours;
	readonly #primes: Primes;
	readonly #signatures: Signatures;
	/** The first Mersenne prime, which every node has found by itself when it starts. */
	#hello: PrimeMessage;

	constructor(options: { readonly primeTtl: number }, dependencies: ExchangeDependencies) {
		this.#primeTtl = options.primeTtl;
		this.#random = dependencies.random;
		this.#gossip = dependencies.gossip;
		this.#neighbours = dependencies.neighbours;
		this.#primes = dependencies.primes;
		this.#signatures = dependencies.signatures;
		this.#hello = this.#gossip.createPrime(0, 2);
	}

	/** A signed PRIME comes to heard() once its signature is checked. */
	check(now: number, link: Link, message: SignedPrimeMessage): void {
		if (this.#neighbours.admits(now, link, "PRIME")) this.#signatures.check(link, message);
	}

	/** A duplicate is nothing more, save that a prime still missing here is considered again: its first copy may have found no room. */
	heard(now: number, link: Link, message: PrimeMessage, isNew: boolean): void {
		if (!isNew && !this.#primes.isNews(message)) return this.told(link, message);
		if (!isSigned(message) && !this.#neighbours.admits(now, link, "PRIME")) return;
		if (!this.believe(now, link, message)) return;
		this.told(link, message);
		if (!isNew) return;
		this.meet(now, link, message);
		if (message.ttl > 0) this.#gossip.spread(now, { ...message, ttl: message.ttl - 1 });
	}

	/** Where somebody else says what is believed: whether the link may bring one more, and a glance does not refute it. */
	admits(now: number, link: Link, message: PrimeMessage): boolean {
		if (!isSigned(message) && !this.#neighbours.admits(now, link, "PRIME")) return false;
		const isPlausible = !this.#primes.isRefuted(message.data);
		if (!isPlausible) this.#refuted(now, link, message);
		return isPlausible;
	}

	/** False where the claim is refuted, which is its teller's fault, or finds no room: then it is not passed on either. */
	believe(now: number, link: Link, message: PrimeMessage): boolean {
		const heard = this.#primes.hear(message.data, message);
		if (heard === "refuted") this.#refuted(now, link, message);
		return heard === "believed";
	}

	/** The originator becomes a peer. */
	meet(now: number, link: Link, message: PrimeMessage): void {
		this.#neighbours.learn(now, link, message, this.#primes.isProved(message.data));
	}

	/** The peer has told of a prime that is, or may become, the largest: it need not be handed that. */
	told(link: Link, { data: exponent, msg_originator: finder }: PrimeMessage): void {
		if (this.#primes.concerns(exponent)) this.#neighbours.links.told(link, exponent, finder);
	}

	/** The own search proved it. */
	found(exponent: number, isGap: boolean): void {
		if (!this.#primes.found(exponent, isGap)) return;
		const message = this.#gossip.createPrime(this.#primeTtl, exponent);
		this.#primes.announced(exponent, message);
		this.#gossip.announce(message);
		this.#signatures.sign(message);
	}

	/** An own PRIME has got its signature. */
	signed(message: SignedPrimeMessage): void {
		if (message.msg_id === this.#hello.msg_id) {
			this.#hello = message;
			return;
		}
		this.#primes.signed(message);
		this.#gossip.announceSigned(message);
	}

	/** Who claimed falsely in its own name answers for it; who passed the claim on could not know. */
	decided(now: number, exponent: number, verdict: Verdict): void {
		const claim = this.#primes.decided(exponent, verdict);
		if (verdict === "prime" || verdict === "known") return;
		this.#neighbours.links.untell(exponent);
		if (verdict === "unverified" || claim?.direct !== true) return;
		const link = this.#neighbours.linkTo(claim.from);
		if (link !== undefined) this.#neighbours.fault(now, link, { code: "false-claim", exponent });
	}

	/** A link was bound by this message: what a newcomer should know. */
	welcome(link: Link, first: Message | null): void {
		this.#handOver(link);
		this.#introduce(link, first);
	}

	/** The other end has proved its key: what it heard without signatures it hears again with. */
	proved(link: Link): void {
		const { message: largest } = this.#primes.largest;
		const signed = [this.#hello, ...(largest === null ? [] : [largest]), ...this.#neighbours.introductions(link)].filter(isSigned);
		for (const message of new Set(signed)) this.#gossip.handOver(this.#neighbours.recipient(link), message);
	}

	/** The node's life begins. */
	start(): void {
		this.#signatures.sign(this.#hello);
	}

	/** Every 30 s: hand the largest prime to one peer that has not told of it, for the flood has a short reach. */
	catchUp(): void {
		const { links, peers } = this.#neighbours;
		const open = peers.recipientsExcept().map(({ link }) => links.get(link)!);
		const untold = open.filter((link) => !this.#hasLargest(link));
		const link = untold[Math.floor(this.#random() * untold.length)];
		if (link !== undefined) this.#handOver(link);
	}

	forget(): void {
		this.#hello = this.#gossip.createPrime(0, 2);
	}

	/** The largest prime, as the original message, not to be forwarded. */
	#handOver(link: Link): void {
		const { message } = this.#primes.largest;
		if (message !== null && !this.#hasLargest(link)) this.#gossip.handOver(this.#neighbours.recipient(link), message);
	}

	/** So that a node that comes late is in all lists at once, and not only after its first find: a PRIME of this node itself, and of each peer. */
	#introduce(link: Link, first: Message | null): void {
		const { message: largest } = this.#primes.largest;
		for (const message of [this.#hello, ...this.#neighbours.introductions(link)]) {
			const isKnown = message === largest || (message.msg_originator === first?.msg_originator && message.msg_id === first.msg_id);
			if (!isKnown) this.#gossip.handOver(this.#neighbours.recipient(link), message);
		}
	}

	#refuted(now: number, link: Link, { data: exponent, msg_originator, msg_forwarder }: PrimeMessage): void {
		this.#neighbours.fault(now, link, { code: msg_originator === msg_forwarder ? "false-claim" : "relayed-false-claim", exponent });
	}

	#hasLargest(link: Link): boolean {
		const { exponent, finder } = this.#primes.largest;
		return link.told?.exponent === exponent && link.told.finder === finder;
	}
}
