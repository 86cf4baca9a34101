// A node of the network as a pure machine: handle(now, input) gives the outputs to perform. No clock, no socket, no chance of its own.
// Here are its dispatch and its life; the exercise's four routines are generate, evict, ping and respond.
import type { Respond as RespondOfOnesOwn } from "./answer.ts";
import { Answers } from "./answers.ts";
import { event } from "./events.ts";
import type { NodeInput, NodeOutput } from "./events.ts";
import { Exchange } from "./exchange.ts";
import { Gossip } from "./gossip.ts";
import type { GossipOptions } from "./gossip.ts";
import { Identities } from "./identities.ts";
import type { IdentitiesOptions } from "./identities.ts";
import type { Links } from "./links.ts";
import { Neighbours } from "./neighbours.ts";
import type { Peers } from "./peers.ts";
import { Primes } from "./primes.ts";
import type { Largest } from "./primes.ts";
import { Respond } from "./respond.ts";
import { Signatures } from "./signatures.ts";
import { Routines } from "./routines.ts";
import type { Timing } from "./routines.ts";
import type { UnprovedPrime } from "./unproved.ts";

export interface NodeOptions extends GossipOptions, IdentitiesOptions {
	/** Addresses of the peers to begin with, HOST:PORT. */
	readonly peers: readonly string[];
	readonly timing: Timing;
	readonly primeTtl: number;
	/** Whether this node looks for primes itself. */
	readonly searches: boolean;
}

export interface NodeDependencies {
	/** 0 <= random() < 1. */
	readonly random: () => number;
	/** Whether a glance shows that 2^exponent - 1 is no prime, in well under a millisecond. */
	readonly refutes: (exponent: number) => boolean;
	/** 32 bytes that nobody can foretell, in base64url. */
	readonly challenge: () => string;
	/** Answers PING, PONG and PRIME instead of this program's own routine. Pure, and never throws. */
	readonly respond?: RespondOfOnesOwn;
}

export class Node {
	readonly #options: NodeOptions;
	readonly #routines: Routines;
	readonly #neighbours: Neighbours;
	readonly #primes: Primes;
	readonly #gossip: Gossip;
	readonly #exchange: Exchange;
	readonly #respond: Respond;
	readonly #identities: Identities;
	readonly #signatures: Signatures;
	#requests = 0;
	#asleepSince: number | null = null;
	#outputs: NodeOutput[] = [];

	constructor(options: NodeOptions, dependencies: NodeDependencies) {
		const emit = (output: NodeOutput): void => void this.#outputs.push(output);
		this.#options = options;
		this.#routines = new Routines(options.timing, dependencies);
		this.#neighbours = new Neighbours(options.id, { ...dependencies, emit });
		this.#primes = new Primes(options.id, { ...dependencies, emit });
		this.#gossip = new Gossip(options, { neighbours: this.#neighbours, emit });
		// Numbers below 0: those above are the search's.
		const nextId = (): number => --this.#requests;
		this.#signatures = new Signatures(options, { emit, nextId });
		const parts = { neighbours: this.#neighbours, primes: this.#primes, gossip: this.#gossip, signatures: this.#signatures };
		this.#exchange = new Exchange(options, { ...dependencies, ...parts });
		this.#identities = new Identities(options, { ...dependencies, ...parts, emit, nextId });
		const all = { ...parts, exchange: this.#exchange, identities: this.#identities, emit };
		const answers = dependencies.respond ? new Answers(options.id, { ...all, respond: dependencies.respond }) : null;
		this.#respond = new Respond(options.id, { ...all, answers });
	}

	handle(now: number, input: NodeInput): NodeOutput[] {
		this.#outputs = [];
		this.#take(now, input);
		return this.#outputs;
	}

	/** When to send "wake" next, at the latest. */
	wakeAt(): number {
		return this.awake ? Math.min(this.#routines.nextAt(), this.#neighbours.nextDialAt()) : Number.POSITIVE_INFINITY;
	}

	#take(now: number, input: NodeInput): void {
		switch (input.type) {
			case "start":
				this.#primes.remember(input.remembered.primes);
				this.#start(now);
				return this.#neighbours.remember(now, input.remembered.peers);
			case "wake":
				return this.#wake(now);
			case "opened":
				return this.#respond.opened(now, input.opened, this.awake);
			case "dial-failed":
				return this.#neighbours.dialFailed(now, input.address, input.reason);
			case "received":
				return this.awake ? this.#respond.received(now, input.link, input.received) : undefined;
			case "closed":
				return this.#respond.closed(now, input.link, input.reason);
			case "found":
				return this.#found(input.exponent, input.isGap === true);
			case "say":
				return this.#gossip.send(input.to, this.#gossip.createSpeech(input.ttl, input.say));
			case "pass-on":
				return this.#gossip.send(input.to, { ...input.message, msg_type: "LEASE", msg_forwarder: this.#options.id });
			case "search-failed":
				return this.#primes.searchFailed();
			case "verdict":
				return this.#exchange.decided(now, input.exponent, input.verdict);
			case "signed":
				return this.#signed(input.id, input.sig);
			case "verified":
				return this.#verified(now, input.id, input.isValid);
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
		if (this.#routines.isDue(now, "catchUp")) this.#exchange.catchUp();
		this.#neighbours.dial(now);
	}

	/** Every 10 s: look for the next Mersenne prime larger than any that was seen; what is found comes back as "found". */
	#generate(): void {
		if (this.#options.searches) this.#primes.search();
	}

	/** With no time between two looks it looks on at once. */
	#found(exponent: number, isGap: boolean): void {
		this.#exchange.found(exponent, isGap);
		if (this.#options.timing.generateEveryMs === 0) this.#generate();
	}

	/** Every second: evict peers unheard for more than 10 s. */
	#evict(now: number): void {
		this.#neighbours.evict(now, this.#routines.lateness("evict"), this.#options.timing.staleAfterMs);
	}

	/** Every 5 s: ask each peer whether it is there. */
	#ping(): void {
		for (const recipient of this.#neighbours.peers.recipientsExcept()) this.#gossip.send([recipient], this.#gossip.createProbe("PING"));
	}

	// Signatures, of links and of PRIMEs

	#signed(id: number, sig: string): void {
		const message = this.#signatures.signed(id, sig);
		if (message === undefined) this.#identities.signed(id, sig);
		else this.#exchange.signed(message);
	}

	#verified(now: number, id: number, isValid: boolean): void {
		const checked = this.#signatures.checked(id);
		if (checked !== undefined) return this.#respond.checked(now, checked.link, checked.message, isValid);
		const link = this.#identities.verified(now, id, isValid);
		if (link !== undefined) this.#respond.proved(now, link);
	}

	// Life

	#start(now: number): void {
		this.#outputs.push(event("started", { peers: this.#options.peers.join(" ") }));
		this.#routines.start(now);
		this.#primes.resume();
		this.#neighbours.start(now, this.#options.peers);
		this.#exchange.start();
	}

	/** From here on nothing is sent and nothing heard. */
	#sleep(now: number): void {
		if (!this.awake) return;
		this.#asleepSince = now;
		this.#primes.rest();
		this.#outputs.push(event("asleep", {}));
	}

	/** What was said meanwhile was not heard; no peer is blamed for that. */
	#wakeUp(now: number): void {
		if (this.#asleepSince === null) return;
		this.#neighbours.excuse(now, now - this.#asleepSince);
		this.#asleepSince = null;
		this.#outputs.push(event("awake", {}));
		this.#neighbours.hangUpUnbound(now, "slept");
		this.#routines.start(now);
		this.#primes.resume();
		this.#ping();
		this.#neighbours.dial(now);
	}

	/** As at the start, the counter of messages and the faults of others apart. */
	#reset(now: number): void {
		this.#asleepSince = null;
		this.#outputs.push(event("reset", {}));
		this.#primes.rest();
		this.#primes.forget();
		this.#exchange.forget();
		this.#neighbours.reset(now);
		this.#gossip.forget();
		this.#start(now);
	}

	// What people may see

	get largest(): Largest {
		return this.#primes.largest;
	}

	get peers(): Peers {
		return this.#neighbours.peers;
	}

	/** Addresses at which nodes answered. */
	get answering(): Neighbours["answering"] {
		return this.#neighbours.answering;
	}

	get links(): Links {
		return this.#neighbours.links;
	}

	get unverified(): readonly UnprovedPrime[] {
		return this.#primes.unverified;
	}

	get messageId(): number {
		return this.#gossip.messageId;
	}

	/** Whether it looks for a prime, and does not rest until its next look. */
	get isSearching(): boolean {
		return this.#primes.isSearching;
	}

	/** When it looks for a prime again; null where it never does, or sleeps. */
	get nextLookAt(): number | null {
		return this.#options.searches && this.awake ? this.#routines.at("generate") : null;
	}

	get awake(): boolean {
		return this.#asleepSince === null;
	}
}
