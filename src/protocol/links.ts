// The open links and which node is bound to each. Of two links to one node both ends keep the same one, by one rule.
import { FIRST_MESSAGE_MS, PRIMES_EACH_SECOND, PRIME_BURST } from "./limits.ts";
import type { LinkOpened } from "./events.ts";

export interface Link extends LinkOpened {
	/** The node at the other end, from its first valid message on. */
	peer: number | null;
	readonly openedAt: number;
	/** Faults counted so far; the first one is logged. */
	faults: number;
	/** New PRIMEs that it may still bring now, and when that was reckoned. */
	primeTokens: number;
	primeTokensAt: number;
}

export class Links {
	readonly #byLink = new Map<number, Link>();

	open(now: number, opened: LinkOpened): Link {
		const link: Link = { ...opened, peer: null, openedAt: now, faults: 0, primeTokens: PRIME_BURST, primeTokensAt: now };
		this.#byLink.set(opened.link, link);
		return link;
	}

	get(link: number): Link | undefined {
		return this.#byLink.get(link);
	}

	close(link: number): void {
		this.#byLink.delete(link);
	}

	/** Links whose other end has said nothing valid for too long. */
	silent(now: number): Link[] {
		return [...this.#byLink.values()].filter((link) => link.peer === null && now - link.openedAt > FIRST_MESSAGE_MS);
	}

	/** Whether the link may bring one more new PRIME: a token bucket. */
	takePrimeToken(now: number, link: Link): boolean {
		link.primeTokens = Math.min(PRIME_BURST, link.primeTokens + ((now - link.primeTokensAt) / 1_000) * PRIMES_EACH_SECOND);
		link.primeTokensAt = now;
		if (link.primeTokens < 1) return false;
		link.primeTokens--;
		return true;
	}

	[Symbol.iterator](): IterableIterator<Link> {
		return this.#byLink.values();
	}
}

/**
 * Which of two links to the same node stays: the one that the lower id dialled; of two that the same node dialled the later,
 * for whoever dials again has lost the earlier. Both ends reckon alike.
 */
export function survivor(own: number, peer: number, earlier: Link, later: Link): Link {
	const dialler = (link: Link): number => (link.direction === "dialled" ? own : peer);
	return dialler(earlier) < dialler(later) ? earlier : later;
}
