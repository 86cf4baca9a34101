// Primes that others told of and that are not proved here yet: they wait to be checked, one at a time, bounded for each peer and in
// all, and served peer by peer, so that no liar can keep another's from its turn.
import { CLAIMS, CLAIMS_EACH_PEER, UNVERIFIED_CLAIMS } from "./limits.ts";
import { outranks } from "./messages/prime.ts";
import type { PrimeMessage } from "./messages/prime.ts";

/** prime, composite: by a test here. known: too dear to test, but on the list of known Mersenne primes. */
export type Verdict = "prime" | "known" | "composite" | "unverified";

export interface UnprovedPrime {
	readonly exponent: number;
	/** The message that told; of several originators' the lowest one's, for that is who is credited. */
	message: PrimeMessage;
	/** The peer that brought the claim first, and whether it claimed in its own name. */
	readonly from: number;
	readonly direct: boolean;
}

export class UnprovedPrimes {
	readonly #waiting = new Map<number, UnprovedPrime>();
	readonly #unverified = new Map<number, UnprovedPrime>();
	/** Peers whose claims were checked, the latest last. */
	#served: number[] = [];
	#checking: number | null = null;

	/** Another message that claims what waits already. */
	join(exponent: number, message: PrimeMessage): boolean {
		const claim = this.#waiting.get(exponent) ?? this.#unverified.get(exponent);
		if (claim === undefined) return false;
		if (outranks(message, claim.message)) claim.message = message;
		return true;
	}

	/** A new claim. False where the queue had no room: then nothing is remembered, and it may come again. */
	add(exponent: number, message: PrimeMessage): boolean {
		const from = message.msg_forwarder;
		if (this.#waiting.size >= CLAIMS) return false;
		let ofPeer = 0;
		for (const claim of this.#waiting.values()) if (claim.from === from) ofPeer++;
		if (ofPeer >= CLAIMS_EACH_PEER) return false;
		this.#waiting.set(exponent, { exponent, message, from, direct: message.msg_originator === from });
		return true;
	}

	/** The exponent to check next, while none is being checked: of the peer that was served longest ago the smallest, for it costs least. */
	next(): number | null {
		if (this.#checking !== null || this.#waiting.size === 0) return null;
		const turn = (claim: UnprovedPrime): number => this.#served.indexOf(claim.from);
		const next = [...this.#waiting.values()].reduce((best, claim) =>
			turn(claim) < turn(best) || (turn(claim) === turn(best) && claim.exponent < best.exponent) ? claim : best,
		);
		this.#served = [...this.#served.filter((peer) => peer !== next.from), next.from].slice(-CLAIMS);
		this.#checking = next.exponent;
		return next.exponent;
	}

	/** The check under way has ended. */
	answered(exponent: number): void {
		if (this.#checking === exponent) this.#checking = null;
	}

	/** The exponent is decided or undecidable: its claim leaves the queue. */
	settle(exponent: number, verdict: Verdict): UnprovedPrime | undefined {
		const claim = this.#waiting.get(exponent) ?? this.#unverified.get(exponent);
		this.#waiting.delete(exponent);
		this.#unverified.delete(exponent);
		if (verdict !== "unverified" || claim === undefined) return claim;
		if (this.#unverified.size >= UNVERIFIED_CLAIMS) this.#unverified.delete(this.#unverified.keys().next().value!);
		this.#unverified.set(exponent, claim);
		return claim;
	}

	/** Claims that a larger proved prime made uninteresting; a check under way still ends by its verdict. */
	dropUpTo(exponent: number): void {
		for (const map of [this.#waiting, this.#unverified]) for (const claimed of map.keys()) if (claimed <= exponent) map.delete(claimed);
	}

	/** Nothing waits any more; a check under way still ends by its verdict. */
	clear(): void {
		this.#waiting.clear();
		this.#unverified.clear();
	}

	isWaiting(exponent: number): boolean {
		return this.#waiting.has(exponent);
	}

	get unverified(): readonly UnprovedPrime[] {
		return [...this.#unverified.values()];
	}

	get size(): number {
		return this.#waiting.size;
	}
}
