// A node of the network as a pure machine: handle(now, input) gives the outputs to perform. No clock, no socket, no chance of its own.
// The exercise's four routines are generate, evict, ping and respond.
import type { Claim, Verdict } from "./claims.ts";
import { log } from "./events.ts";
import type { Input, LinkOpened, Output } from "./events.ts";
import { SEEN_MESSAGES, SEEN_MESSAGES_EACH } from "./limits.ts";
import type { Link, Links } from "./links.ts";
import type { Message, Received } from "./message.ts";
import { Neighbours } from "./neighbours.ts";
import type { Peers } from "./peers.ts";
import { Primes } from "./primes.ts";
import type { Largest } from "./primes.ts";
import { Routines } from "./routines.ts";
import type { Timing } from "./routines.ts";
import { Seen } from "./seen.ts";

export interface NodeOptions {
	readonly id: number;
	/** Addresses of the peers to begin with, HOST:PORT. */
	readonly peers: readonly string[];
	/** HOST:PORT under which others can dial this node; without it they guess, on one machine. */
	readonly advertise: string | null;
	readonly timing: Timing;
	readonly primeTtl: number;
	/** Larger than any id that this node used before, in an earlier run. */
	readonly firstMessageId: number;
	/** Whether this node looks for primes itself. */
	readonly searches: boolean;
}

export interface NodeDependencies {
	/** 0 <= random() < 1. */
	readonly random: () => number;
	/** Whether a glance shows that 2^exponent - 1 is no prime, in well under a millisecond. */
	readonly refutes: (exponent: number) => boolean;
}

export class Node {
	readonly #options: NodeOptions;
	readonly #random: () => number;
	readonly #routines: Routines;
	readonly #neighbours: Neighbours;
	readonly #primes: Primes;
	#seen = new Seen({ most: SEEN_MESSAGES, mostEach: SEEN_MESSAGES_EACH });
	#messageId: number;
	/** The first Mersenne prime, which every node has found by itself when it starts. */
	#hello: Message;
	#asleepSince: number | null = null;
	#outputs: Output[] = [];

	constructor(options: NodeOptions, dependencies: NodeDependencies) {
		const emit = (output: Output): void => void this.#outputs.push(output);
		this.#options = options;
		this.#random = dependencies.random;
		this.#routines = new Routines(options.timing, dependencies);
		this.#neighbours = new Neighbours(options.id, { ...dependencies, emit });
		this.#primes = new Primes(options.id, { ...dependencies, emit });
		this.#messageId = options.firstMessageId;
		this.#hello = this.#create("PRIME", 0, 2);
	}

	handle(now: number, input: Input): Output[] {
		this.#outputs = [];
		this.#take(now, input);
		return this.#outputs;
	}

	/** When to send "wake" next, at the latest. */
	wakeAt(): number {
		return this.awake ? Math.min(this.#routines.nextAt(), this.#neighbours.nextDialAt()) : Number.POSITIVE_INFINITY;
	}

	#take(now: number, input: Input): void {
		switch (input.type) {
			case "start":
				return this.#start(now);
			case "wake":
				return this.#wake(now);
			case "opened":
				return this.#opened(now, input.opened);
			case "dial-failed":
				return this.#neighbours.dialFailed(now, input.address, input.reason);
			case "received":
				return this.#received(now, input.link, input.received);
			case "closed":
				return this.#closed(now, input.link, input.reason);
			case "found":
				return this.#found(input.exponent);
			case "search-failed":
				return this.#primes.searchFailed();
			case "verdict":
				return this.#decided(now, input.exponent, input.verdict);
			case "sleep":
				return this.#sleep(now);
			case "wake-up":
				return this.#wakeUp(now);
			case "reset":
				return this.#reset(now);
		}
	}

	// The routines

	#wake(now: number): void {
		if (!this.awake) return;
		if (this.#routines.isDue(now, "evict")) this.#evict(now);
		if (this.#routines.isDue(now, "ping")) this.#ping();
		if (this.#routines.isDue(now, "generate")) this.#generate();
		if (this.#routines.isDue(now, "catchUp")) this.#catchUp();
		this.#neighbours.dial(now);
	}

	/** Every 10 s: look for the next Mersenne prime larger than any that was seen; what is found comes back as "found". */
	#generate(): void {
		if (this.#options.searches) this.#primes.search();
	}

	/** Every second: evict peers unheard for more than 10 s. */
	#evict(now: number): void {
		this.#neighbours.evict(now, this.#routines.lateness("evict"), this.#options.timing.staleAfterMs);
	}

	/** Every 5 s: ask each peer whether it is there. */
	#ping(): void {
		for (const link of this.#neighbours.peers.linksExcept()) this.#send([link], this.#create("PING", 0, null));
	}

	/** To every message received. */
	#respond(now: number, link: Link, message: Message): void {
		this.#neighbours.heard(now, link, message);
		const isNew = message.msg_originator !== this.#options.id && this.#seen.remember(message.msg_originator, message.msg_id);
		this.#outputs.push({ type: "heard", link: link.link, message, duplicate: !isNew });
		if (message.msg_type === "PRIME") this.#respondToPrime(now, link, message, isNew);
		else if (message.msg_type === "PING" && isNew) this.#send([link.link], this.#create("PONG", 0, null));
	}

	/** A duplicate is nothing more, save that a prime still missing here is considered again: its first copy may have found no room. */
	#respondToPrime(now: number, link: Link, message: Message, isNew: boolean): void {
		const exponent = message.data!;
		const finder = message.msg_originator;
		if (!isNew && !this.#primes.isNews(exponent, finder)) return this.#told(link, exponent, finder);
		if (!this.#neighbours.links.takePrimeToken(now, link)) return this.#neighbours.fault(now, link, { code: "too-many-primes" });
		const heard = this.#primes.hear(exponent, message);
		if (heard === "refuted") {
			const code = finder === message.msg_forwarder ? "false-claim" : "relayed-false-claim";
			return this.#neighbours.fault(now, link, { code, exponent });
		}
		if (heard === "no-room") return;
		this.#told(link, exponent, finder);
		if (!isNew) return;
		this.#neighbours.learn(now, link, message, this.#primes.isProved(exponent));
		if (message.ttl > 0) this.#gossip({ ...message, ttl: message.ttl - 1 });
	}

	/** Every 30 s: hand the largest prime to one peer that has not told of it, for the flood has a short reach. */
	#catchUp(): void {
		const { links, peers } = this.#neighbours;
		const open = peers.linksExcept().map((link) => links.get(link)!);
		const untold = open.filter((link) => !this.#hasLargest(link));
		const link = untold[Math.floor(this.#random() * untold.length)];
		if (link !== undefined) this.#handOver(link);
	}

	// Messages

	#create(msg_type: Message["msg_type"], ttl: number, data: number | null): Message {
		const { id, advertise } = this.#options;
		const message = { msg_type, msg_id: this.#messageId++, msg_forwarder: id, msg_originator: id, ttl, data };
		return advertise !== null && msg_type === "PRIME" ? { ...message, msg_originator_addr: advertise } : message;
	}

	/** To each peer but the one that it came from and its originator; all but forwarder and ttl stays as it was. */
	#gossip(message: Message): void {
		const links = this.#neighbours.peers.linksExcept(message.msg_forwarder, message.msg_originator);
		this.#send(links, { ...message, msg_forwarder: this.#options.id });
	}

	/** The largest prime, as the original message, not to be forwarded. */
	#handOver(link: Link): void {
		const { message } = this.#primes.largest;
		if (message !== null && !this.#hasLargest(link)) this.#send([link.link], { ...message, msg_forwarder: this.#options.id, ttl: 0 });
	}

	/** So that a node that comes late is in all lists at once, and not only after its first find: a PRIME of this node itself, and of each peer. */
	#introduce(link: Link, first: Message | null): void {
		const { message: largest } = this.#primes.largest;
		for (const message of [this.#hello, ...this.#neighbours.introductions(link)]) {
			const isKnown = message === largest || (message.msg_originator === first?.msg_originator && message.msg_id === first.msg_id);
			if (!isKnown) this.#send([link.link], { ...message, msg_forwarder: this.#options.id, ttl: 0 });
		}
	}

	#send(links: readonly number[], message: Message): void {
		if (links.length > 0) this.#outputs.push({ type: "send", links, message });
	}

	// Primes

	#found(exponent: number): void {
		if (!this.#primes.found(exponent)) return;
		const message = this.#create("PRIME", this.#options.primeTtl, exponent);
		this.#primes.announced(exponent, message);
		this.#gossip(message);
	}

	/** Who claimed falsely in its own name answers for it; who passed the claim on could not know. */
	#decided(now: number, exponent: number, verdict: Verdict): void {
		const claim = this.#primes.decided(exponent, verdict);
		if (verdict === "prime") return;
		this.#neighbours.links.untell(exponent);
		if (verdict === "unverified" || claim?.direct !== true) return;
		const link = this.#neighbours.linkTo(claim.from);
		if (link !== undefined) this.#neighbours.fault(now, link, { code: "false-claim", exponent });
	}

	/** The peer has told of a prime that is, or may become, the largest: it need not be handed that. */
	#told(link: Link, exponent: number, finder: number): void {
		if (this.#primes.concerns(exponent)) this.#neighbours.links.told(link, exponent, finder);
	}

	#hasLargest(link: Link): boolean {
		const { exponent, finder } = this.#primes.largest;
		return link.told?.exponent === exponent && link.told.finder === finder;
	}

	// Links

	/** The dialler speaks first, with a PING. */
	#opened(now: number, opened: LinkOpened): void {
		this.#neighbours.opened(now, opened);
		if (opened.direction === "dialled" && this.awake) this.#send([opened.link], this.#create("PING", 0, null));
	}

	#received(now: number, id: number, received: Received): void {
		const link = this.#neighbours.links.get(id);
		if (link === undefined || !this.awake) return;
		if (received.kind === "fault") return this.#neighbours.fault(now, link, received.fault);
		const forwarder = received.kind === "message" ? received.message.msg_forwarder : received.forwarder;
		const isFirst = link.peer === null;
		if (isFirst && forwarder === this.#options.id) return this.#metOwnId(now, link);
		if (isFirst) {
			if (received.kind === "message") this.#noticeRestart(link, received.message);
			if (!this.#neighbours.bind(now, link, forwarder)) return;
		} else if (forwarder !== link.peer) return this.#neighbours.fault(now, link, { code: "wrong-forwarder", forwarder });
		if (received.kind === "message") this.#respond(now, link, received.message);
		else {
			this.#neighbours.heard(now, link, null);
			this.#outputs.push(log("debug", "unknown message type", { peer: forwarder, msg_type: received.type }));
		}
		if (!isFirst || this.#neighbours.links.get(id) === undefined) return;
		this.#handOver(link);
		this.#introduce(link, received.kind === "message" ? received.message : null);
	}

	/**
	 * A node whose counter begins again on a new link was restarted: its new messages are not its earlier ones.
	 * Sure signs are an id of its own that was seen before, or one below what its earlier link had reached.
	 */
	#noticeRestart(link: Link, message: Message): void {
		const { msg_originator, msg_forwarder, msg_id } = message;
		if (msg_originator !== msg_forwarder) return;
		const isBehind = this.#neighbours.links.isBehind(link, msg_originator, msg_id);
		if (isBehind || this.#seen.has(msg_originator, msg_id)) this.#seen.forget(msg_originator);
	}

	/** Either the node dialled itself, or another node has its id. It answers, so that the dialler learns it too. */
	#metOwnId(now: number, link: Link): void {
		if (link.direction === "accepted") this.#send([link.link], this.#create("PONG", 0, null));
		this.#neighbours.metOwnId(now, link);
	}

	#closed(now: number, id: number, reason: string): void {
		const link = this.#neighbours.links.get(id);
		if (link !== undefined) this.#neighbours.closed(now, link, reason);
	}

	// Life

	#start(now: number): void {
		this.#outputs.push(log("info", "node started", { peers: this.#options.peers.join(" ") }));
		this.#routines.start(now);
		this.#primes.resume();
		this.#neighbours.start(now, this.#options.peers);
	}

	/** From here on nothing is sent and nothing heard. */
	#sleep(now: number): void {
		if (!this.awake) return;
		this.#asleepSince = now;
		this.#primes.rest();
		this.#outputs.push(log("info", "node asleep", {}));
	}

	/** What was said meanwhile was not heard; no peer is blamed for that. */
	#wakeUp(now: number): void {
		if (this.#asleepSince === null) return;
		this.#neighbours.excuse(now, now - this.#asleepSince);
		this.#asleepSince = null;
		this.#outputs.push(log("info", "node awake", {}));
		this.#neighbours.hangUpUnbound(now, "slept");
		this.#routines.start(now);
		this.#primes.resume();
		this.#ping();
		this.#neighbours.dial(now);
	}

	/** As at the start, the counter of messages and the faults of others apart. */
	#reset(now: number): void {
		this.#asleepSince = null;
		this.#outputs.push(log("info", "node reset", {}));
		this.#primes.rest();
		this.#primes.forget();
		this.#hello = this.#create("PRIME", 0, 2);
		this.#neighbours.reset(now);
		this.#seen = new Seen({ most: SEEN_MESSAGES, mostEach: SEEN_MESSAGES_EACH });
		this.#start(now);
	}

	// What people may see

	get largest(): Largest {
		return this.#primes.largest;
	}

	get peers(): Peers {
		return this.#neighbours.peers;
	}

	get links(): Links {
		return this.#neighbours.links;
	}

	get unverified(): readonly Claim[] {
		return this.#primes.unverified;
	}

	get messageId(): number {
		return this.#messageId;
	}

	get awake(): boolean {
		return this.#asleepSince === null;
	}
}
