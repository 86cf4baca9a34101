// What a node knows of primes: the largest, who found it, what is proved, and which claims wait for a proof.
// Nothing becomes the largest on a peer's word alone. Among finders of the same prime the lowest id counts, wherever one asks.
import { event } from "./events.ts";
import type { Emit } from "./events.ts";
import { outranks } from "./messages/prime.ts";
import type { PrimeMessage, SignedPrimeMessage } from "./messages/prime.ts";
import { UnprovedPrimes } from "./unproved.ts";
import type { UnprovedPrime, Verdict } from "./unproved.ts";

/** The largest Mersenne prime known, who found it, and the message that told. */
export interface Largest {
	readonly exponent: number;
	readonly finder: number;
	readonly message: PrimeMessage | null;
}

export class Primes {
	readonly #own: number;
	readonly #refutes: (exponent: number) => boolean;
	readonly #emit: Emit;
	/** Exponents proved prime-giving here; a fact outlives a reset. */
	readonly #proved = new Set([2]);
	readonly #unproved = new UnprovedPrimes();
	#largest: Largest;
	/** The largest prime that a test here proved: from there the search by oneself goes on. One that was looked up moves nobody. */
	#testedUpTo = 2;
	#searching = false;
	#resting = false;

	constructor(own: number, dependencies: { readonly refutes: (exponent: number) => boolean; readonly emit: Emit }) {
		this.#own = own;
		this.#refutes = dependencies.refutes;
		this.#emit = dependencies.emit;
		this.#largest = { exponent: 2, finder: own, message: null };
	}

	/** Look for the next prime above the largest, unless that is under way. */
	search(): void {
		if (this.#searching) return;
		this.#searching = true;
		this.#emit({ type: "search", above: this.#testedUpTo });
	}

	/** What was accepted in an earlier life is proved, and the largest of it is known. */
	remember(primes: readonly (Largest & { readonly isTested: boolean })[]): void {
		for (const prime of primes) {
			this.#proved.add(prime.exponent);
			if (prime.isTested) this.#testedUpTo = Math.max(this.#testedUpTo, prime.exponent);
			if (prime.exponent > this.#largest.exponent) this.#largest = prime;
		}
	}

	get isSearching(): boolean {
		return this.#searching;
	}

	searchFailed(): void {
		this.#searching = false;
	}

	/** A PRIME was received: what is proved counts at once, what is plausible waits for a proof, what a glance refutes or finds no room is not believed. */
	hear(exponent: number, message: PrimeMessage): "believed" | "refuted" | "no-room" {
		if (this.#proved.has(exponent)) this.#accept(exponent, message);
		else if (this.#unproved.join(exponent, message)) return "believed";
		else if (this.#refutes(exponent)) return "refuted";
		else if (exponent > this.#testedUpTo) return this.#claim(exponent, message) ? "believed" : "no-room";
		return "believed";
	}

	isProved(exponent: number): boolean {
		return this.#proved.has(exponent);
	}

	/** Whether a glance shows that it is none, and nobody waits to know more. */
	isRefuted(exponent: number): boolean {
		return !this.#proved.has(exponent) && !this.#unproved.isWaiting(exponent) && this.#refutes(exponent);
	}

	/** Whether the message tells of a larger prime than the largest, or of a finder that counts before the one known. */
	isNews(message: PrimeMessage): boolean {
		const { largest } = this;
		if (message.data !== largest.exponent) return message.data > largest.exponent;
		return largest.message !== null && outranks(message, largest.message);
	}

	/** Whether a node that tells of this exponent has told of the largest, or of one that may become it. */
	concerns(exponent: number): boolean {
		return exponent === this.#largest.exponent || this.#unproved.isWaiting(exponent);
	}

	/**
	 * The own search proved a prime. True where nobody else had told of it: then it is to be announced, and recorded with the
	 * announcement. One below the largest is news only where the search leaves gaps behind on its way up.
	 */
	found(exponent: number, isGap: boolean): boolean {
		const isNew = !this.#proved.has(exponent);
		this.#proved.add(exponent);
		if (!this.#searching || exponent === this.#largest.exponent) return false;
		if (exponent < this.#largest.exponent && !(isNew && (isGap || exponent > this.#testedUpTo))) return false;
		this.#searching = false;
		this.#testedUpTo = Math.max(this.#testedUpTo, exponent);
		const claim = this.#unproved.settle(exponent, "prime");
		if (claim !== undefined) this.#accept(exponent, claim.message);
		return claim === undefined;
	}

	announced(exponent: number, message: PrimeMessage): void {
		if (exponent > this.#largest.exponent) this.#setLargest({ exponent, finder: this.#own, message });
		else this.#emit({ type: "record", exponent, finder: this.#own, message, isTested: true });
		this.#emit(event("prime-found", { exponent, msg_id: message.msg_id, ttl: message.ttl }));
	}

	/** An own announcement has got its signature: a copy without one takes no credit from it. */
	signed(message: SignedPrimeMessage): void {
		if (message.data === this.#largest.exponent && this.isNews(message))
			this.#setLargest({ exponent: message.data, finder: this.#own, message });
	}

	/** The answer to a check; the claim that it decided. */
	decided(exponent: number, verdict: Verdict): UnprovedPrime | undefined {
		this.#unproved.answered(exponent);
		const claim = this.#unproved.settle(exponent, verdict);
		if (verdict === "prime" || verdict === "known") this.#proved.add(exponent);
		if (claim !== undefined) {
			const facts = { exponent, originator: claim.message.msg_originator };
			if (verdict === "prime") this.#testedPrime(exponent, claim.message);
			else if (verdict === "known") this.#accept(exponent, claim.message);
			else if (verdict === "composite") this.#emit(event("claim-refuted", facts));
			else this.#emit(event("claim-unverified", facts));
		}
		this.#checkNext();
		return claim;
	}

	/** Neither searches nor begins a check until resumed. */
	rest(): void {
		this.#searching = false;
		this.#resting = true;
		this.#emit({ type: "rest" });
	}

	resume(): void {
		this.#resting = false;
		this.#checkNext();
	}

	/** Nothing is known but the first prime; what was proved need not be proved again. */
	forget(): void {
		this.#unproved.clear();
		this.#largest = { exponent: 2, finder: this.#own, message: null };
		this.#testedUpTo = 2;
	}

	get largest(): Largest {
		return this.#largest;
	}

	get unverified(): readonly UnprovedPrime[] {
		return this.#unproved.unverified;
	}

	#accept(exponent: number, message: PrimeMessage): void {
		const { msg_originator: finder, msg_forwarder, msg_id, ttl } = message;
		if (!this.isNews(message)) return;
		const name = exponent > this.#largest.exponent ? "largest-prime" : "finder-settled";
		this.#setLargest({ exponent, finder, message });
		this.#emit(event(name, { exponent, originator: finder, forwarder: msg_forwarder, ttl, msg_id }));
	}

	#setLargest(largest: Largest): void {
		const isLarger = largest.exponent > this.#largest.exponent;
		this.#largest = largest;
		this.#unproved.dropUpTo(this.#testedUpTo);
		const isTested = largest.exponent <= this.#testedUpTo;
		this.#emit({ type: "record", ...largest, isTested });
		if (isLarger && isTested && this.#searching) this.#emit({ type: "search", above: largest.exponent });
	}

	/** The search by oneself goes on above it, though a larger one may have been looked up. */
	#testedPrime(exponent: number, message: PrimeMessage): void {
		const isHigher = exponent > this.#testedUpTo;
		this.#testedUpTo = Math.max(this.#testedUpTo, exponent);
		const isLargest = exponent > this.#largest.exponent;
		this.#accept(exponent, message);
		if (isHigher && !isLargest && this.#searching) this.#emit({ type: "search", above: exponent });
	}

	#claim(exponent: number, message: PrimeMessage): boolean {
		const facts = { exponent, originator: message.msg_originator, forwarder: message.msg_forwarder };
		const hasRoom = this.#unproved.add(exponent, message);
		this.#emit(event(hasRoom ? "claim-queued" : "claim-dropped", facts));
		this.#checkNext();
		return hasRoom;
	}

	#checkNext(): void {
		const exponent = this.#resting ? null : this.#unproved.next();
		if (exponent !== null) this.#emit({ type: "check", exponent });
	}
}
