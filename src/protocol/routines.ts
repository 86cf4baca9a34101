// The one table of a node's deadlines: which routine runs next, and when.
import { CATCH_UP_EVERY_MS, EVICT_EVERY_MS, GENERATE_EVERY_MS, PING_EVERY_MS, STALE_AFTER_MS, START_JITTER_MS } from "./limits.ts";

export interface Timing {
	/** 0: a node that found one looks on at once. */
	readonly generateEveryMs: number;
	readonly pingEveryMs: number;
	readonly evictEveryMs: number;
	readonly catchUpEveryMs: number;
	readonly staleAfterMs: number;
}

export const TIMING: Timing = {
	generateEveryMs: GENERATE_EVERY_MS,
	pingEveryMs: PING_EVERY_MS,
	evictEveryMs: EVICT_EVERY_MS,
	catchUpEveryMs: CATCH_UP_EVERY_MS,
	staleAfterMs: STALE_AFTER_MS,
};

export type Routine = "generate" | "ping" | "evict" | "catchUp";

interface Deadline {
	readonly everyMs: number;
	at: number;
	/** By how much the latest run came too late. */
	lateMs: number;
}

/** A search that failed begins again after this, where a node never rests. */
const RESTLESS_MS = 1_000;

export class Routines {
	readonly #random: () => number;
	readonly #table: Readonly<Record<Routine, Deadline>>;
	#nextAt = Number.POSITIVE_INFINITY;

	constructor(timing: Timing, dependencies: { readonly random: () => number }) {
		const deadline = (everyMs: number): Deadline => ({ everyMs, at: Number.POSITIVE_INFINITY, lateMs: 0 });
		this.#random = dependencies.random;
		this.#table = {
			generate: deadline(timing.generateEveryMs === 0 ? RESTLESS_MS : timing.generateEveryMs),
			ping: deadline(timing.pingEveryMs),
			evict: deadline(timing.evictEveryMs),
			catchUp: deadline(timing.catchUpEveryMs),
		};
	}

	/** Each routine begins after a jitter of its own. */
	start(now: number): void {
		for (const deadline of Object.values(this.#table)) deadline.at = now + this.#random() * Math.min(START_JITTER_MS, deadline.everyMs);
		this.#reckon();
	}

	/** True once for each deadline that has passed; runs missed meanwhile are not made up for. */
	isDue(now: number, routine: Routine): boolean {
		const deadline = this.#table[routine];
		if (now < deadline.at) return false;
		deadline.lateMs = now - deadline.at;
		deadline.at += deadline.everyMs * (Math.floor(deadline.lateMs / deadline.everyMs) + 1);
		this.#reckon();
		return true;
	}

	lateness(routine: Routine): number {
		return this.#table[routine].lateMs;
	}

	at(routine: Routine): number {
		return this.#table[routine].at;
	}

	nextAt(): number {
		return this.#nextAt;
	}

	#reckon(): void {
		this.#nextAt = Math.min(...Object.values(this.#table).map((deadline) => deadline.at));
	}
}
