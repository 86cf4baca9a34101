// The address book: whom this node dials, and when. Configured addresses for ever, learned ones while they answer.
// Pauses are random up to a cap that grows with the time since the peer was lost.
import {
	DIALLED_LINKS,
	LEARNED_ADDRESSES,
	LEARNED_FAILURES,
	LEARNED_PAUSE_MS,
	REDIAL_LEAST_MS,
	REDIAL_MOST_MS,
	REDIAL_SHARE_OF_ABSENCE,
	STABLE_LINK_MS,
	UNVERIFIED_DIALS_EACH_MINUTE,
} from "./limits.ts";

interface Entry {
	readonly address: string;
	readonly configured: boolean;
	/** The node that answered there, or is said to live there. */
	id: number | null;
	/** Whether a node ever answered there. */
	verified: boolean;
	state: "idle" | "dialling" | "open";
	dueAt: number;
	/** When the last worthwhile link ended, or the address was first heard of. */
	lostAt: number;
	openedAt: number;
	failures: number;
}

export class Book {
	readonly #random: () => number;
	readonly #entries = new Map<string, Entry>();
	#unverifiedDials = UNVERIFIED_DIALS_EACH_MINUTE;
	#unverifiedRefilledAt = Number.NEGATIVE_INFINITY;

	constructor(dependencies: { readonly random: () => number }) {
		this.#random = dependencies.random;
	}

	configure(now: number, address: string): void {
		this.#add(now, address, null, true);
	}

	/** An originator lives here, it is said. A sign of life makes an address that was given up worth a try. */
	learn(now: number, address: string, id: number): void {
		const entry = this.#entries.get(address);
		if (entry !== undefined) {
			entry.id = id;
			if (entry.state === "idle" && entry.dueAt > now + REDIAL_MOST_MS) {
				entry.dueAt = now;
				entry.failures = 0;
			}
			return;
		}
		const learned = [...this.#entries.values()].filter((other) => !other.configured);
		if (learned.length >= LEARNED_ADDRESSES) {
			const leastUseful = learned.filter((other) => other.state === "idle").sort((a, b) => b.dueAt - a.dueAt)[0];
			if (leastUseful === undefined) return;
			this.#entries.delete(leastUseful.address);
		}
		this.#add(now, address, id, false);
	}

	/** Addresses to dial now; they count as being dialled from here on. */
	due(now: number, isLinked: (id: number) => boolean): string[] {
		const active = [...this.#entries.values()].filter((entry) => entry.state !== "idle").length;
		let room = DIALLED_LINKS - active;
		const addresses: string[] = [];
		for (const entry of this.#dueEntries(now)) {
			const wanted = entry.id === null || !isLinked(entry.id);
			if (wanted && room > 0 && (entry.configured || entry.verified || this.#mayDialUnverified(now))) {
				entry.state = "dialling";
				room--;
				addresses.push(entry.address);
			} else entry.dueAt = now + REDIAL_LEAST_MS;
		}
		return addresses;
	}

	opened(now: number, address: string): void {
		const entry = this.#entries.get(address);
		if (entry === undefined) return;
		entry.state = "open";
		entry.openedAt = now;
	}

	/** The node behind an opened address has said who it is. */
	answered(address: string, id: number): void {
		const entry = this.#entries.get(address);
		if (entry === undefined) return;
		entry.id = id;
		entry.verified = true;
		entry.failures = 0;
	}

	/** The dial failed or the link ended: try again after a pause. */
	lost(now: number, address: string): void {
		const entry = this.#entries.get(address);
		if (entry === undefined) return;
		if (entry.state === "open" && now - entry.openedAt >= STABLE_LINK_MS) entry.lostAt = now;
		entry.state = "idle";
		entry.failures++;
		entry.dueAt = now + this.#pause(now, entry);
	}

	/** The address is this node itself. */
	forget(address: string): void {
		this.#entries.delete(address);
	}

	/** When an address is due next; infinity where none is. */
	nextDueAt(): number {
		let next = Number.POSITIVE_INFINITY;
		for (const entry of this.#entries.values()) if (entry.state === "idle") next = Math.min(next, entry.dueAt);
		return next;
	}

	#add(now: number, address: string, id: number | null, configured: boolean): void {
		this.#entries.set(address, {
			address,
			configured,
			id,
			verified: false,
			state: "idle",
			dueAt: now,
			lostAt: now,
			openedAt: now,
			failures: 0,
		});
	}

	#dueEntries(now: number): Entry[] {
		return [...this.#entries.values()]
			.filter((entry) => entry.state === "idle" && entry.dueAt <= now)
			.sort((a, b) => Number(b.configured) - Number(a.configured) || a.dueAt - b.dueAt);
	}

	#pause(now: number, entry: Entry): number {
		const absenceMs = now - entry.lostAt;
		const givenUp = entry.verified ? absenceMs >= LEARNED_PAUSE_MS : entry.failures >= LEARNED_FAILURES;
		if (!entry.configured && givenUp) {
			entry.failures = 0;
			return LEARNED_PAUSE_MS;
		}
		const capMs = Math.min(Math.max(absenceMs * REDIAL_SHARE_OF_ABSENCE, REDIAL_LEAST_MS), REDIAL_MOST_MS);
		return this.#random() * capMs;
	}

	/** A token bucket over a minute. */
	#mayDialUnverified(now: number): boolean {
		if (now - this.#unverifiedRefilledAt >= 60_000) {
			this.#unverifiedRefilledAt = now;
			this.#unverifiedDials = UNVERIFIED_DIALS_EACH_MINUTE;
		}
		if (this.#unverifiedDials === 0) return false;
		this.#unverifiedDials--;
		return true;
	}
}
