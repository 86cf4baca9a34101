// A node of the network as a pure machine: handle(now, input) gives the outputs to perform. No clock, no socket, no chance of its own.
// The exercise's four routines are generate, evict, ping and respond.
import { formatAddress, isLoopback, isUnusable, LOOPBACK, parseAddress } from "./address.ts";
import { Book } from "./book.ts";
import { Claims } from "./claims.ts";
import type { Claim, Verdict } from "./claims.ts";
import type { Facts, Input, LinkOpened, LogEvent, Output } from "./events.ts";
import { Faults } from "./faults.ts";
import { BAN_MS, DEAF_MS, SEEN_MESSAGES, SEEN_MESSAGES_EACH } from "./limits.ts";
import { Links, survivor } from "./links.ts";
import type { Link } from "./links.ts";
import type { Fault, Message, Received } from "./message.ts";
import { Peers } from "./peers.ts";
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

/** The largest Mersenne prime known, who found it, and the message that told. */
export interface Largest {
	readonly exponent: number;
	readonly finder: number;
	readonly message: Message | null;
}

export class Node {
	readonly #options: NodeOptions;
	readonly #dependencies: NodeDependencies;
	readonly #routines: Routines;
	readonly #faults = new Faults();
	/** Exponents proved prime-giving here; a fact outlives a reset. */
	readonly #proved = new Set([2]);
	#peers = new Peers();
	#links = new Links();
	#book: Book;
	#seen = new Seen({ most: SEEN_MESSAGES, mostEach: SEEN_MESSAGES_EACH });
	#claims = new Claims();
	#largest: Largest;
	#messageId: number;
	#asleepSince: number | null = null;
	#searching = false;
	#outputs: Output[] = [];

	constructor(options: NodeOptions, dependencies: NodeDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
		this.#routines = new Routines(options.timing, dependencies);
		this.#book = new Book(dependencies);
		this.#largest = { exponent: 2, finder: options.id, message: null };
		this.#messageId = options.firstMessageId;
	}

	handle(now: number, input: Input): Output[] {
		this.#outputs = [];
		if (this.#asleepSince === null || input.type !== "received") this.#take(now, input);
		return this.#outputs;
	}

	/** When to send "wake" next, at the latest. */
	wakeAt(): number {
		return this.#asleepSince === null ? Math.min(this.#routines.nextAt(), this.#book.nextDueAt()) : Number.POSITIVE_INFINITY;
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
				this.#log("debug", "dial failed", { address: input.address, reason: input.reason });
				return this.#book.lost(now, input.address);
			case "received":
				return this.#received(now, input.link, input.received);
			case "closed":
				return this.#closed(now, input.link, input.reason);
			case "found":
				return this.#found(input.exponent);
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
		if (this.#asleepSince !== null) return;
		if (this.#routines.isDue(now, "evict")) this.#evict(now);
		if (this.#routines.isDue(now, "ping")) this.#ping();
		if (this.#routines.isDue(now, "generate")) this.#generate();
		if (this.#routines.isDue(now, "catchUp")) this.#catchUp();
		this.#dial(now);
	}

	/** Every 10 s: look for the next Mersenne prime larger than any that was seen; what is found comes back as "found". */
	#generate(): void {
		if (this.#searching || !this.#options.searches) return;
		this.#searching = true;
		this.#outputs.push({ type: "search", above: this.#largest.exponent });
	}

	/** Every second: evict peers unheard for more than 10 s. A late call means that this node itself was deaf meanwhile. */
	#evict(now: number): void {
		const lateMs = this.#routines.lateness("evict");
		if (lateMs > DEAF_MS) this.#peers.wasDeaf(now, lateMs);
		for (const peer of this.#peers.stale(now, this.#options.timing.staleAfterMs)) {
			this.#peers.remove(peer.id);
			this.#log("info", "peer evicted", { peer: peer.id, silent_seconds: Math.round(now - peer.heardAt) / 1_000 });
			if (peer.link !== null) this.#hangUp(peer.link, "stale");
		}
		for (const link of this.#links.silent(now)) this.#hangUp(link.link, "silent");
	}

	/** Every 5 s: ask each peer whether it is there. */
	#ping(): void {
		for (const link of this.#peers.linksExcept()) this.#send([link], this.#create("PING", 0, null));
	}

	/** Every message received. */
	#respond(now: number, link: Link, message: Message): void {
		this.#heard(now, message.msg_forwarder);
		const isNew = message.msg_originator !== this.#options.id && this.#seen.remember(message.msg_originator, message.msg_id);
		this.#outputs.push({ type: "heard", link: link.link, message, duplicate: !isNew });
		if (!isNew) return;
		switch (message.msg_type) {
			case "PING":
				return this.#send([link.link], this.#create("PONG", 0, null));
			case "PONG":
				return;
			case "PRIME":
				return this.#respondToPrime(now, link, message);
		}
	}

	#respondToPrime(now: number, link: Link, message: Message): void {
		const exponent = message.data!;
		if (!this.#links.takePrimeToken(now, link)) return this.#fault(now, link, { code: "too-many-primes" });
		if (!this.#proved.has(exponent) && this.#dependencies.refutes(exponent))
			return this.#fault(now, link, { code: "false-claim", exponent });
		if (this.#proved.has(exponent)) this.#accept(exponent, message);
		else if (exponent > this.#largest.exponent) this.#claim(link, exponent, message);
		this.#learn(now, link, message);
		if (message.ttl > 0) this.#gossip({ ...message, ttl: message.ttl - 1 }, message.msg_forwarder);
	}

	/** Every 30 s: hand the largest prime to one peer, for the flood has a short reach. */
	#catchUp(): void {
		const links = this.#peers.linksExcept();
		const link = links[Math.floor(this.#dependencies.random() * links.length)];
		if (link !== undefined) this.#handOver(link);
	}

	// Messages

	#create(msg_type: Message["msg_type"], ttl: number, data: number | null): Message {
		const { id, advertise } = this.#options;
		const message = { msg_type, msg_id: this.#messageId++, msg_forwarder: id, msg_originator: id, ttl, data };
		return advertise !== null && msg_type === "PRIME" ? { ...message, msg_originator_addr: advertise } : message;
	}

	/** To each peer but the one that it came from and its originator; all but forwarder and ttl stays as it was. */
	#gossip(message: Message, from: number): void {
		this.#send(this.#peers.linksExcept(from, message.msg_originator), { ...message, msg_forwarder: this.#options.id });
	}

	/** The largest prime, as the original message, not to be forwarded. */
	#handOver(link: number): void {
		const { message } = this.#largest;
		if (message === null || message.msg_originator === this.#links.get(link)?.peer) return;
		this.#send([link], { ...message, msg_forwarder: this.#options.id, ttl: 0 });
	}

	#send(links: readonly number[], message: Message): void {
		if (links.length > 0) this.#outputs.push({ type: "send", links, message });
	}

	// Primes

	/** A proved prime that a message told of. Among finders of the same prime the lowest id counts, wherever one asks. */
	#accept(exponent: number, message: Message): void {
		const before = this.#largest;
		const { msg_originator: finder, msg_forwarder, msg_id, ttl } = message;
		const facts = { exponent, originator: finder, forwarder: msg_forwarder, ttl, msg_id };
		if (exponent > before.exponent) {
			this.#setLargest({ exponent, finder, message });
			this.#log("info", "largest prime", facts);
		} else if (exponent === before.exponent && before.message !== null && finder < before.finder) {
			this.#setLargest({ exponent, finder, message });
			this.#log("info", "finder settled", facts);
		}
	}

	#setLargest(largest: Largest): void {
		const isLarger = largest.exponent > this.#largest.exponent;
		this.#largest = largest;
		this.#claims.dropUpTo(largest.exponent);
		this.#outputs.push({ type: "record", exponent: largest.exponent, finder: largest.finder });
		if (isLarger && this.#searching) this.#outputs.push({ type: "search", above: largest.exponent });
	}

	/** The own search proved a prime. Who claimed it before that proof arrived had found it first. */
	#found(exponent: number): void {
		this.#searching = false;
		this.#proved.add(exponent);
		const claim = this.#claims.settle(exponent, "prime");
		if (claim !== undefined) return this.#acceptClaim(claim);
		if (this.#asleepSince !== null || exponent <= this.#largest.exponent) return;
		const message = this.#create("PRIME", this.#options.primeTtl, exponent);
		this.#setLargest({ exponent, finder: this.#options.id, message });
		this.#log("info", "prime found", { exponent, msg_id: message.msg_id, ttl: message.ttl });
		this.#gossip(message, this.#options.id);
	}

	#claim(link: Link, exponent: number, message: Message): void {
		const facts = { exponent, originator: message.msg_originator, forwarder: message.msg_forwarder };
		if (this.#claims.add(link.link, exponent, message)) this.#log("debug", "claim queued", facts);
		else this.#log("warn", "claim dropped", facts);
		this.#checkNext();
	}

	#checkNext(): void {
		const exponent = this.#claims.next();
		if (exponent !== null) this.#outputs.push({ type: "check", exponent });
	}

	#decided(now: number, exponent: number, verdict: Verdict): void {
		const claim = this.#claims.settle(exponent, verdict);
		if (verdict === "prime") this.#proved.add(exponent);
		if (claim !== undefined) {
			const facts = { exponent, originator: claim.messages[0]!.msg_originator };
			switch (verdict) {
				case "prime":
					this.#acceptClaim(claim);
					break;
				case "composite": {
					this.#log("warn", "claim refuted", facts);
					const link = this.#links.get(claim.link);
					if (link !== undefined) this.#fault(now, link, { code: "false-claim", exponent });
					break;
				}
				case "unverified":
					this.#log("info", "claim unverified", facts);
					break;
			}
		}
		this.#checkNext();
	}

	#acceptClaim(claim: Claim): void {
		for (const message of claim.messages) this.#accept(claim.exponent, message);
	}

	// Peers and links

	#heard(now: number, id: number): void {
		if (this.#peers.heard(now, id)) this.#log("info", "peer joined", { peer: id, peers: this.#peers.size });
	}

	/** The originator becomes a peer, heard now; where it lives is said in the message or, on one machine, is its id. */
	#learn(now: number, link: Link, message: Message): void {
		const id = message.msg_originator;
		this.#heard(now, id);
		if (this.#peers.get(id)?.link !== null) return;
		const address = parseAddress(message.msg_originator_addr ?? (link.loopback ? `${LOOPBACK}:${id}` : ""));
		if (address === undefined || isUnusable(address.host)) return;
		if (isLoopback(address.host) && !link.loopback) return;
		const formatted = formatAddress(address);
		if (formatted !== this.#options.advertise) this.#book.learn(now, formatted, id);
	}

	#dial(now: number): void {
		const isLinked = (id: number): boolean => id === this.#options.id || (this.#peers.get(id)?.link ?? null) !== null;
		for (const address of this.#book.due(now, isLinked)) this.#outputs.push({ type: "dial", address });
	}

	/** The dialler speaks first, with a PING. */
	#opened(now: number, opened: LinkOpened): void {
		this.#links.open(now, opened);
		if (opened.direction === "accepted") return;
		this.#book.opened(now, opened.address);
		if (this.#asleepSince === null) this.#send([opened.link], this.#create("PING", 0, null));
	}

	#received(now: number, id: number, received: Received): void {
		const link = this.#links.get(id);
		if (link === undefined) return;
		if (received.kind === "fault") return this.#fault(now, link, received.fault);
		const forwarder = received.kind === "message" ? received.message.msg_forwarder : received.forwarder;
		if (forwarder === this.#options.id) return this.#metOwnId(link);
		const isFirst = link.peer === null;
		if (isFirst && received.kind === "message") this.#noticeRestart(received.message);
		let superfluous: Link | null = null;
		if (isFirst) superfluous = this.#bind(now, link, forwarder);
		else if (link.peer !== forwarder) return this.#fault(now, link, { code: "wrong-forwarder", forwarder });
		if (received.kind === "message") this.#respond(now, link, received.message);
		else {
			this.#heard(now, forwarder);
			this.#log("debug", "unknown message type", { peer: forwarder, msg_type: received.type });
		}
		if (superfluous !== null) this.#hangUp(superfluous.link, "second link");
		if (isFirst && superfluous !== link) this.#handOver(id);
	}

	/** The first valid message binds a link to its forwarder. Gives the link that is one too many now, to be hung up once it was answered. */
	#bind(now: number, link: Link, id: number): Link | null {
		link.peer = id;
		this.#heard(now, id);
		this.#outputs.push({ type: "trust", link: link.link });
		if (link.direction === "dialled") this.#book.answered(link.address, id);
		this.#log("info", "link opened", { peer: id, address: link.address, direction: link.direction });
		const peer = this.#peers.get(id);
		if (peer === undefined) return link;
		const earlier = peer.link === null ? undefined : this.#links.get(peer.link);
		const kept = earlier === undefined ? link : survivor(this.#options.id, id, earlier, link);
		peer.link = kept.link;
		return earlier === undefined ? null : kept === link ? earlier : link;
	}

	/** A node whose counter begins again on a new link was restarted: its new messages are not its earlier ones. */
	#noticeRestart(message: Message): void {
		const { msg_originator, msg_forwarder, msg_id } = message;
		if (msg_originator !== msg_forwarder || (this.#peers.get(msg_originator)?.link ?? null) !== null) return;
		if (this.#seen.isBehind(msg_originator, msg_id)) this.#seen.forget(msg_originator);
	}

	/** Either the node dialled itself, or another node has its id. It answers, so that the dialler learns it too. */
	#metOwnId(link: Link): void {
		this.#log("warn", "own id met", { address: link.address, direction: link.direction });
		if (link.direction === "accepted") this.#send([link.link], this.#create("PONG", 0, null));
		else this.#book.forget(link.address);
		this.#hangUp(link.link, "own id");
	}

	#fault(now: number, link: Link, fault: Fault): void {
		this.#outputs.push({ type: "fault", link: link.link, peer: link.peer, fault });
		if (link.faults++ === 0) this.#log("warn", "fault", { peer: link.peer, address: link.address, ...(fault satisfies Facts) });
		if (!this.#faults.add(now, link.host, fault.code)) return;
		this.#hangUp(link.link, "too many faults");
		if (link.loopback) return;
		this.#outputs.push({ type: "ban", host: link.host, forMs: BAN_MS });
		this.#log("warn", "banned", { host: link.host, minutes: BAN_MS / 60_000 });
	}

	#hangUp(link: number, reason: string): void {
		this.#outputs.push({ type: "hang-up", link, reason });
	}

	/** The peer stays listed until it is stale: it may come back. */
	#closed(now: number, id: number, reason: string): void {
		const link = this.#links.get(id);
		if (link === undefined) return;
		this.#links.close(id);
		if (link.direction === "dialled") this.#book.lost(now, link.address);
		if (link.peer === null) return;
		this.#log("info", "link closed", { peer: link.peer, reason, faults: link.faults });
		const peer = this.#peers.get(link.peer);
		if (peer?.link === id) peer.link = null;
	}

	// Life

	/** As at the start: the configured peers are taken to be there until they turn out stale. */
	#start(now: number): void {
		this.#routines.start(now);
		for (const text of this.#options.peers) {
			this.#book.configure(now, text);
			const port = parseAddress(text)?.port;
			if (port !== undefined && port !== this.#options.id) this.#peers.heard(now, port);
		}
		this.#log("info", "node started", { peers: this.#options.peers.join(" ") });
		this.#dial(now);
	}

	#sleep(now: number): void {
		if (this.#asleepSince !== null) return;
		this.#asleepSince = now;
		this.#rest();
		this.#log("info", "node asleep", {});
	}

	/** What was said meanwhile was not heard; no peer is blamed for that. */
	#wakeUp(now: number): void {
		if (this.#asleepSince === null) return;
		this.#peers.wasDeaf(now, now - this.#asleepSince);
		this.#asleepSince = null;
		this.#routines.start(now);
		this.#log("info", "node awake", {});
		for (const link of this.#links) if (link.peer === null) this.#hangUp(link.link, "slept");
		this.#ping();
		this.#dial(now);
	}

	#reset(now: number): void {
		this.#rest();
		for (const link of this.#links) this.#hangUp(link.link, "reset");
		this.#asleepSince = null;
		this.#peers = new Peers();
		this.#links = new Links();
		this.#book = new Book(this.#dependencies);
		this.#seen = new Seen({ most: SEEN_MESSAGES, mostEach: SEEN_MESSAGES_EACH });
		this.#claims = new Claims();
		this.#largest = { exponent: 2, finder: this.#options.id, message: null };
		this.#log("info", "node reset", {});
		this.#start(now);
	}

	#rest(): void {
		this.#searching = false;
		this.#outputs.push({ type: "rest" });
	}

	#log(level: "debug" | "info" | "warn", event: LogEvent, facts: Facts): void {
		this.#outputs.push({ type: "log", level, event, facts });
	}

	// What people may see

	get largest(): Largest {
		return this.#largest;
	}

	get peers(): Peers {
		return this.#peers;
	}

	get links(): Links {
		return this.#links;
	}

	get unverified(): readonly Claim[] {
		return this.#claims.unverified;
	}

	get messageId(): number {
		return this.#messageId;
	}

	get awake(): boolean {
		return this.#asleepSince === null;
	}
}
