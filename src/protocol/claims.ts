// Claims of larger primes that wait to be checked: bounded for each link and in all, cheapest first, one at a time.
// A claim is a PRIME whose exponent is not proved here; several nodes may claim the same exponent.
import { CLAIMANTS, CLAIMS, CLAIMS_EACH_LINK, UNVERIFIED_CLAIMS } from "./limits.ts";
import type { Message } from "./message.ts";

export type Verdict = "prime" | "composite" | "unverified";

export interface Claim {
	readonly exponent: number;
	/** The claiming messages, one for each originator, in the order of their coming. */
	readonly messages: Message[];
	/** The link that brought the first one, which answers for it. */
	readonly link: number;
}

export class Claims {
	readonly #waiting = new Map<number, Claim>();
	readonly #unverified = new Map<number, Claim>();
	#checking: number | null = null;

	/** False where the queue had no room: then nothing is remembered, and the claim may come again. */
	add(link: number, exponent: number, message: Message): boolean {
		const known = this.#waiting.get(exponent) ?? this.#unverified.get(exponent);
		if (known !== undefined) {
			const isNew = known.messages.every((other) => other.msg_originator !== message.msg_originator);
			if (isNew && known.messages.length < CLAIMANTS) known.messages.push(message);
			return true;
		}
		if (this.#waiting.size >= CLAIMS) return false;
		let fromLink = 0;
		for (const claim of this.#waiting.values()) if (claim.link === link) fromLink++;
		if (fromLink >= CLAIMS_EACH_LINK) return false;
		this.#waiting.set(exponent, { exponent, messages: [message], link });
		return true;
	}

	/** The exponent to check next, while none is being checked: the smallest, for it costs least. */
	next(): number | null {
		if (this.#checking !== null || this.#waiting.size === 0) return null;
		this.#checking = Math.min(...this.#waiting.keys());
		return this.#checking;
	}

	/** The exponent is decided or undecidable: its claim leaves the queue. */
	settle(exponent: number, verdict: Verdict): Claim | undefined {
		if (this.#checking === exponent) this.#checking = null;
		const claim = this.#waiting.get(exponent) ?? this.#unverified.get(exponent);
		this.#waiting.delete(exponent);
		this.#unverified.delete(exponent);
		if (verdict !== "unverified" || claim === undefined) return claim;
		if (this.#unverified.size >= UNVERIFIED_CLAIMS) this.#unverified.delete(this.#unverified.keys().next().value!);
		this.#unverified.set(exponent, claim);
		return claim;
	}

	/** Claims that a larger proved prime made uninteresting are dropped; the one being checked ends by its verdict. */
	dropUpTo(exponent: number): void {
		for (const map of [this.#waiting, this.#unverified])
			for (const claimed of map.keys()) if (claimed <= exponent && claimed !== this.#checking) map.delete(claimed);
	}

	get unverified(): readonly Claim[] {
		return [...this.#unverified.values()];
	}

	get size(): number {
		return this.#waiting.size;
	}
}
