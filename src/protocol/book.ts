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
	/** Whether its node was ever linked, by a dial of ours or from the same host by its own. */
	wasLinked: boolean;
	state: "idle" | "dialling" | "open";
	dueAt: number;
	/** When its node was last linked for long, or the address was first heard of. */
	lostAt: number;
	/** When the latest dial began, and when its link opened. */
	dialledAt: number;
	openedAt: number;
	failures: number;
}

export class Book {
	readonly #random: () => number;
	readonly #entries = new Map<string, Entry>();
	#unverifiedDials = UNVERIFIED_DIALS_EACH_MINUTE;
	#unverifiedRefilledAt = Number.NEGATIVE_INFINITY;
	/** Kept, for it is asked for after every message. */
	#nextDueAt = Number.POSITIVE_INFINITY;

	constructor(dependencies: { readonly random: () => number }) {
		this.#random = dependencies.random;
	}

	/** A no-op for an address that is there already. */
	configure(now: number, address: string): void {
		if (!this.#entries.has(address)) this.#add(now, address, null, true);
	}

	/** A node lives here: it is said, or it was linked from this host. Such a sign of life makes an address that was given up worth a try. */
	learn(now: number, address: string, id: number, isLinked: boolean): void {
		const entry = this.#entries.get(address);
		if (entry !== undefined) {
			entry.wasLinked ||= isLinked;
			if (!entry.verified) entry.id = id;
			const worthTryingAt = Math.max(now, entry.dialledAt + REDIAL_MOST_MS);
			if (entry.state === "idle" && worthTryingAt < entry.dueAt) this.#setDue(entry, worthTryingAt);
			return;
		}
		const learned = [...this.#entries.values()].filter((other) => !other.configured);
		if (learned.length >= LEARNED_ADDRESSES) {
			const idle = learned.filter((other) => other.state === "idle");
			const leastUseful = idle.sort((a, b) => Number(a.verified) - Number(b.verified) || b.dueAt - a.dueAt)[0];
			if (leastUseful === undefined) return;
			this.forget(leastUseful.address);
		}
		this.#add(now, address, id, false).wasLinked = isLinked;
	}

	/** Where nodes answered, and which. */
	answering(): { readonly address: string; readonly id: number }[] {
		return [...this.#entries.values()].flatMap(({ address, id, verified }) => (verified && id !== null ? { address, id } : []));
	}

	/** Addresses to dial now; they count as being dialled from here on. One dial for a node at a time, however many addresses it has. */
	due(now: number, isLinked: (id: number) => boolean): string[] {
		const active = [...this.#entries.values()].filter((entry) => entry.state !== "idle");
		const reached = new Set(active.map((entry) => entry.id));
		const addresses: string[] = [];
		// All that must wait are looked at again at one moment, not at hundreds.
		const laterTogether = (Math.floor(now / REDIAL_LEAST_MS) + 1) * REDIAL_LEAST_MS;
		for (const entry of this.#dueEntries(now)) {
			if (entry.id !== null && isLinked(entry.id)) entry.lostAt = now;
			else if ((entry.id === null || !reached.has(entry.id)) && this.#mayDial(now, entry, active.length + addresses.length)) {
				entry.state = "dialling";
				entry.dialledAt = now;
				reached.add(entry.id);
				addresses.push(entry.address);
				continue;
			}
			entry.dueAt = laterTogether;
		}
		this.#reckon();
		return addresses;
	}

	opened(now: number, address: string): void {
		const entry = this.#entries.get(address);
		if (entry === undefined) return;
		entry.state = "open";
		entry.openedAt = now;
		this.#reckon();
	}

	/** The node behind an opened address has said who it is. */
	answered(address: string, id: number): void {
		const entry = this.#entries.get(address);
		if (entry === undefined) return;
		entry.id = id;
		entry.verified = true;
		entry.wasLinked = true;
		entry.failures = 0;
	}

	/** The dial failed or the link ended: try again after a pause. */
	lost(now: number, address: string): void {
		const entry = this.#entries.get(address);
		if (entry === undefined) return;
		if (entry.state === "open" && now - entry.openedAt >= STABLE_LINK_MS) entry.lostAt = now;
		entry.state = "idle";
		entry.failures++;
		this.#setDue(entry, now + this.#pause(now, entry));
	}

	/** Whether people should hear that a dial to the address failed: a configured one, at the first failure of each absence. */
	isMissed(address: string): boolean {
		const entry = this.#entries.get(address);
		return entry?.configured === true && entry.failures === 0;
	}

	/** The address is this node itself, or is not worth its place. */
	forget(address: string): void {
		this.#entries.delete(address);
		this.#reckon();
	}

	/** Back to nothing, save the configured addresses that are being dialled: what comes of it is still to be told. */
	clear(): void {
		for (const entry of this.#entries.values()) if (!entry.configured || entry.state !== "dialling") this.#entries.delete(entry.address);
		this.#reckon();
	}

	/** When an address is due next; infinity where none is. */
	nextDueAt(): number {
		return this.#nextDueAt;
	}

	get size(): number {
		return this.#entries.size;
	}

	#add(now: number, address: string, id: number | null, configured: boolean): Entry {
		const never = Number.NEGATIVE_INFINITY;
		const times = { dueAt: now, lostAt: now, dialledAt: never, openedAt: never };
		const entry: Entry = { address, configured, id, verified: false, wasLinked: false, state: "idle", ...times, failures: 0 };
		this.#entries.set(address, entry);
		this.#reckon();
		return entry;
	}

	#setDue(entry: Entry, at: number): void {
		entry.dueAt = at;
		this.#reckon();
	}

	#reckon(): void {
		this.#nextDueAt = Number.POSITIVE_INFINITY;
		for (const entry of this.#entries.values()) if (entry.state === "idle") this.#nextDueAt = Math.min(this.#nextDueAt, entry.dueAt);
	}

	#dueEntries(now: number): Entry[] {
		return [...this.#entries.values()]
			.filter((entry) => entry.state === "idle" && entry.dueAt <= now)
			.sort((a, b) => Number(b.configured) - Number(a.configured) || a.dueAt - b.dueAt);
	}

	/** The operator's addresses always; others while there is room, and at first sight only so many a minute. */
	#mayDial(now: number, entry: Entry, active: number): boolean {
		if (entry.configured) return true;
		return active < DIALLED_LINKS && (entry.wasLinked || entry.failures > 0 || this.#mayDialUnverified(now));
	}

	#pause(now: number, entry: Entry): number {
		const absenceMs = now - entry.lostAt;
		const givenUp = entry.wasLinked ? absenceMs >= LEARNED_PAUSE_MS : entry.failures >= LEARNED_FAILURES;
		if (!entry.configured && givenUp) {
			entry.failures = 0;
			return LEARNED_PAUSE_MS;
		}
		const isWorthIt = entry.configured || entry.wasLinked;
		const capMs = isWorthIt ? absenceMs * REDIAL_SHARE_OF_ABSENCE : REDIAL_LEAST_MS * 4 ** entry.failures;
		return this.#random() * Math.min(Math.max(capMs, REDIAL_LEAST_MS), REDIAL_MOST_MS);
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
