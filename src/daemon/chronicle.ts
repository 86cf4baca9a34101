// What passed and happened, for people: the latest messages, the discoveries, and counters. Bounded; it decides nothing.
import type { Discovery, LogEntry, NodeCounters } from "../dashboard/contract.ts";

/** The latest messages that GET /message_log gives ... */
const ENTRIES = 200;
/** ... and before them the latest that told of primes: what nodes say all day must not push them out. */
const PRIMES = 50;
/** The latest discoveries that GET /state gives. */
const DISCOVERIES = 64;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends number ? number : Record<string, number> };
/** Counters of events. */
export type EventCounts = Pick<
	NodeCounters,
	| "evictions"
	| "primes_found"
	| "claims_refuted"
	| "pages_written"
	| "pages_taken"
	| "pages_refused"
	| "keys_wrong"
	| "keys_forked"
	| "disputes"
>;

export type Counts = Mutable<
	Omit<NodeCounters, "bytes_received" | "bytes_sent" | "checks_done" | "tests_done" | "squarings" | "compute_seconds">
>;

export class Chronicle {
	readonly #entries: LogEntry[] = [];
	readonly #primes: LogEntry[] = [];
	readonly #listeners = new Set<(entry: LogEntry) => void>();
	readonly #discoveries: Discovery[] = [];
	readonly counts: Counts = {
		messages_received: {},
		messages_sent: {},
		messages_dropped: {},
		duplicates: 0,
		faults: {},
		connections_refused: {},
		evictions: 0,
		links_opened: 0,
		links_closed: 0,
		primes_found: 0,
		claims_refuted: 0,
		pages_written: 0,
		pages_taken: 0,
		pages_refused: 0,
		keys_wrong: 0,
		keys_forked: 0,
		disputes: 0,
	};

	add(entry: LogEntry): void {
		this.#entries.push(entry);
		if ("msg_type" in entry && entry.msg_type === "PRIME") this.#primes.push(entry);
		if (this.#primes.length > ENTRIES + PRIMES) this.#primes.shift();
		if (this.#entries.length >= 2 * ENTRIES) this.#entries.splice(0, this.#entries.length - ENTRIES);
		for (const listener of this.#listeners) listener(entry);
	}

	/** A later record of the same exponent corrects its finder. */
	discovered(discovery: Discovery): void {
		if (this.#discoveries.at(-1)?.exponent === discovery.exponent) this.#discoveries.pop();
		this.#discoveries.push(discovery);
		if (this.#discoveries.length > DISCOVERIES) this.#discoveries.shift();
	}

	/** Messages and discoveries as at the start; counters go on. */
	clear(): void {
		this.#entries.length = 0;
		this.#primes.length = 0;
		this.#discoveries.length = 0;
	}

	get entries(): readonly LogEntry[] {
		const latest = this.#entries.slice(-ENTRIES);
		const isLatest = new Set(latest);
		return [...this.#primes.filter((entry) => !isLatest.has(entry)).slice(-PRIMES), ...latest];
	}

	get discoveries(): readonly Discovery[] {
		return [...this.#discoveries];
	}

	onEntry(listener: (entry: LogEntry) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
}

export function count(record: Record<string, number>, key: string): void {
	record[key] = (record[key] ?? 0) + 1;
}
