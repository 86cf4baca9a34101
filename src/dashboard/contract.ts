// What the HTTP side sees of a daemon: a read-only view and a control of three buttons.
// The field names in snake case are the exercise's; people and foreign pages read them.

export interface NodeState {
	readonly name: string;
	readonly id: number;
	readonly port: number;
	/** Peer id to the time last heard, Unix seconds. */
	readonly peers: Readonly<Record<string, number>>;
	/** Exponent of the largest Mersenne prime known here. */
	readonly biggest_prime: number;
	/** Who found it: the originator, or this node itself. */
	readonly biggest_prime_sender: number;
	readonly msg_id: number;
	readonly awake: boolean;
	/** Decimal digits of 2^biggest_prime - 1. */
	readonly biggest_prime_digits: number;
	/** Unix seconds at which the process started. */
	readonly started: number;
	/** Bound connections. */
	readonly links: readonly LinkState[];
	readonly search: SearchState;
	/** Claims of larger primes that could be neither proved nor refuted here. */
	readonly unverified: readonly { readonly exponent: number; readonly originator: number }[];
	/** Accepted primes, oldest first: the latest 64. */
	readonly discoveries: readonly Discovery[];
	/** Seconds without a word after which a peer is evicted. */
	readonly stale_after: number;
}

export interface LinkState {
	readonly peer: number;
	readonly direction: "dialled" | "accepted";
	/** HOST:PORT of the other end. */
	readonly address: string;
	/** Unix seconds. */
	readonly since: number;
}

export interface SearchState {
	/** Processes that compute; 0: this node does not search. */
	readonly workers: number;
	/** The search looks for the next Mersenne exponent above this one; null while it rests. */
	readonly above: number | null;
	readonly testing: readonly TestingState[];
	readonly tests_done: number;
	readonly squarings_done: number;
}

export interface TestingState {
	readonly exponent: number;
	readonly iteration: number;
	readonly iterations: number;
	readonly ms_per_iteration: number;
	/** Seconds to go. */
	readonly eta: number;
	/** "search" or, for the check of somebody's claim, "claim". */
	readonly purpose: "search" | "claim";
}

export interface Discovery {
	readonly exponent: number;
	readonly finder: number;
	/** Unix seconds at which it was accepted here. */
	readonly timestamp: number;
}

/** A message as it passed a link, or what was wrong with a line. Flat, as the exercise's /message_log. */
export type LogEntry = MessageEntry | ErrorEntry;

export interface MessageEntry {
	readonly msg_type: string;
	readonly msg_id: number;
	readonly msg_forwarder: number;
	readonly msg_originator: number;
	readonly ttl: number;
	readonly data: number | null;
	readonly msg_originator_addr?: string;
	/** What a message of the shared search is about, for people. */
	readonly about?: string;
	/** Unix seconds, with a fraction. */
	readonly timestamp: number;
	/** Present on received messages only. */
	readonly received?: true;
	/** The node at the other end of the link. */
	readonly peer: number;
	/** Present where the message had been seen before. */
	readonly duplicate?: true;
}

export interface ErrorEntry {
	readonly error: string;
	readonly timestamp: number;
	readonly received: true;
	readonly peer?: number;
}

/** Counters since the start, for /metrics; every number only grows. */
export interface NodeCounters {
	readonly messages_received: Readonly<Record<string, number>>;
	readonly messages_sent: Readonly<Record<string, number>>;
	/** Above the rate of their kind, by type. */
	readonly messages_dropped: Readonly<Record<string, number>>;
	readonly duplicates: number;
	readonly faults: Readonly<Record<string, number>>;
	readonly evictions: number;
	readonly links_opened: number;
	readonly links_closed: number;
	readonly bytes_received: number;
	readonly bytes_sent: number;
	readonly primes_found: number;
	readonly claims_refuted: number;
	/** Pages of the own journal, pages of others that were taken in, and pages that were not signed or did not follow. */
	readonly pages_written: number;
	readonly pages_taken: number;
	readonly pages_refused: number;
	/** Keys whose records proved wrong, keys that wrote two histories, exponents that records disagreed about. */
	readonly keys_wrong: number;
	readonly keys_forked: number;
	readonly disputes: number;
	readonly tests_done: number;
	readonly squarings: number;
}

export interface NodeView {
	state(): NodeState;
	/** The latest entries, oldest first, at most 200. */
	messageLog(): readonly LogEntry[];
	counters(): NodeCounters;
	/** Each new log entry, as it happens; returns the way to unsubscribe. */
	onEntry(listener: (entry: LogEntry) => void): () => void;
}

export interface NodeControl {
	sleep(): void;
	wakeUp(): void;
	reset(): void;
}
