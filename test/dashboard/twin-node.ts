// An in-memory twin of a daemon as its HTTP side sees it: a state that a test may change, a log that it may write.
import type { Acquaintance } from "../../src/dashboard/acquaintance.ts";
import type { LinkState, LogEntry, NodeControl, NodeCounters, NodeState, NodeView, SearchState } from "../../src/dashboard/contract.ts";

export const LOG_ENTRIES_MAX = 200;

/** A search that has not begun. */
export const IDLE: SearchState = {
	workers: 1,
	above: 2,
	testing: [],
	tests_done: 0,
	squarings_done: 0,
	checks_done: 0,
	share_done_twice: 0,
	tests_per_second: 0,
	squarings_per_second: 0,
	network_tests_per_second: 0,
	network_squarings_per_second: 0,
	mode: "shared",
	next_look: null,
	from: 2,
	to: null,
	frontier: 3,
	gaps: [],
	settled: { factored: 0, tested: 0, double_checked: 0, disputed: 0, primes: 0 },
	journals: 0,
	records: 0,
	strip: null,
	leases: [],
	keys_at_work: 0,
	cells_leased: 0,
	cells_held: 0,
	standing: [],
	keys: { known: 0, stranger: 0, wrong: 0, forked: 0 },
};

export class TwinNode implements NodeView, NodeControl {
	current: NodeState;
	readonly pressed: string[] = [];
	counts: NodeCounters = {
		messages_received: { PING: 3, PRIME: 2 },
		messages_sent: { PONG: 3 },
		duplicates: 1,
		faults: { "not JSON": 2 },
		connections_refused: { "too many links": 1 },
		evictions: 4,
		links_opened: 5,
		links_closed: 1,
		bytes_received: 1_000,
		bytes_sent: 2_000,
		primes_found: 1,
		messages_dropped: {},
		pages_written: 3,
		pages_taken: 5,
		pages_refused: 0,
		keys_wrong: 0,
		keys_forked: 0,
		disputes: 0,
		claims_refuted: 0,
		checks_done: 2,
		tests_done: 17,
		squarings: 12_345,
		compute_seconds: 2.5,
	};
	readonly #initial: NodeState;
	readonly #log: LogEntry[] = [];
	readonly #listeners = new Set<(entry: LogEntry) => void>();

	constructor(id: number, fields: Partial<NodeState> = {}) {
		const now = Date.now() / 1_000;
		this.#initial = {
			name: `node ${id}`,
			id,
			port: id,
			key: `key-of-${id}`.padEnd(43, "_"),
			version: "0.1.0",
			peers: {},
			biggest_prime: 2,
			biggest_prime_sender: id,
			msg_id: 0,
			awake: true,
			biggest_prime_digits: 1,
			started: now,
			links: [],
			search: IDLE,
			unverified: [],
			discoveries: [],
			stale_after: 10,
			acquaintances: [],
			...fields,
		};
		this.current = this.#initial;
	}

	get listeners(): number {
		return this.#listeners.size;
	}

	set(fields: Partial<NodeState> & Readonly<Record<string, unknown>>): void {
		this.current = { ...this.current, ...fields };
	}

	log(entry: LogEntry): void {
		this.#log.push(entry);
		if (this.#log.length > LOG_ENTRIES_MAX) this.#log.shift();
		for (const listener of this.#listeners) listener(entry);
	}

	state(): NodeState {
		return this.current;
	}

	messageLog(): readonly LogEntry[] {
		return this.#log;
	}

	counters(): NodeCounters {
		return this.counts;
	}

	onEntry(listener: (entry: LogEntry) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	sleep(): void {
		this.pressed.push("sleep");
		this.set({ awake: false });
	}

	wakeUp(): void {
		this.pressed.push("wake_up");
		this.set({ awake: true });
	}

	reset(): void {
		this.pressed.push("reset");
		this.current = { ...this.#initial, msg_id: this.current.msg_id };
	}
}

export function pingEntry(id: number, from: number, to: number, received = true): LogEntry {
	return {
		msg_type: "PING",
		msg_id: id,
		msg_forwarder: from,
		msg_originator: from,
		ttl: 0,
		data: null,
		timestamp: Date.now() / 1_000,
		peer: received ? from : to,
		...(received ? { received: true as const } : {}),
	};
}

/** A node that spoke just now. */
export function met(peer: number | null, fields: Partial<Acquaintance> = {}): Acquaintance {
	return { peer, heard: Date.now() / 1_000, evicted: null, messages_received: 7, messages_sent: 9, faults: [], ...fields };
}

export function linkTo(peer: number): LinkState {
	return { peer, direction: "dialled", address: `127.0.0.1:${peer}`, since: 0 };
}
