// What the HTTP side sees of a daemon: a read-only view and a control of three buttons.
// The field names in snake case are the exercise's; people and foreign pages read them.

import type { Acquaintance } from "./acquaintance.ts";

export interface NodeState {
	readonly name: string;
	readonly id: number;
	readonly port: number;
	/** The node's public key, under which it signs what it settled: Ed25519, 43 characters of base64url. */
	readonly key: string;
	/** Of the program. */
	readonly version: string;
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
	/** Who it spoke with since its start: the latest 64. */
	readonly acquaintances: readonly Acquaintance[];
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
	/** Of the tests: those of what others had settled already. */
	readonly checks_done: number;
	/** checks_done / tests_done. */
	readonly share_done_twice: number;
	/** Of this node, over the last minute. */
	readonly tests_per_second: number;
	readonly squarings_per_second: number;
	/** Of all nodes whose word counts here: the above, and what others signed in the last five minutes. An estimate. */
	readonly network_tests_per_second: number;
	readonly network_squarings_per_second: number;
	/** "alone": each node searches for itself, and keeps no journal. */
	readonly mode: "shared" | "alone";
	/** Unix seconds at which a node that rests looks for the next prime; null while it searches, sleeps, or never will. */
	readonly next_look: number | null;
	/** Bounds of the hunt, inclusive; to null: on and on. */
	readonly from: number;
	readonly to: number | null;
	/** The lowest exponent that is not known to be settled; null when all is. */
	readonly frontier: number | null;
	/** What is not settled between the frontier and the highest settled exponent: the lowest few intervals. */
	readonly gaps: readonly GapState[];
	/** Exponents from --from up, by what is known of them; those with a small factor were never tested and are in none. */
	readonly settled: SettledState;
	/** Journals that are kept here, and the records in all of them. */
	readonly journals: number;
	readonly records: number;
	/** Where the search is; null in mode alone. */
	readonly strip: StripState | null;
	/** Who works where, own lease first; at most 64. */
	readonly leases: readonly LeaseState[];
	/** Keys that hold cells, cells that somebody holds, and cells that this node holds. */
	readonly keys_at_work: number;
	readonly cells_leased: number;
	readonly cells_held: number;
	/** Whose word counts: own key first, then what is amiss, strangers, known ones; at most 64. */
	readonly standing: readonly StandingState[];
	/** All keys by their state. */
	readonly keys: Readonly<Record<Exclude<Standing, "own">, number>>;
}

export interface GapState {
	readonly from: number;
	/** Exclusive. */
	readonly below: number;
	/** Somebody works in it. */
	readonly is_held: boolean;
}

export interface SettledState {
	readonly factored: number;
	/** By one key, or alone. */
	readonly tested: number;
	readonly double_checked: number;
	readonly disputed: number;
	readonly primes: number;
}

/** The exponent range in columns: one number each in every list, and one bound more. */
export interface StripState {
	/** linear: all columns are equally wide; log: each is wider than the one before by the same factor, from 1,024 up. */
	readonly scale: "linear" | "log";
	/** Ascending; column i holds the exponents p with bounds[i] <= p < bounds[i + 1]. */
	readonly bounds: readonly number[];
	/** Estimated where nobody has looked yet. */
	readonly open: readonly number[];
	readonly factored: readonly number[];
	readonly tested: readonly number[];
	readonly double_checked: readonly number[];
	readonly disputed: readonly number[];
	readonly primes: readonly number[];
	/** Who holds leases there: places in the list of leases. */
	readonly holders: readonly (readonly number[])[];
}

export interface LeaseState {
	/** The first eight characters of the key. */
	readonly key: string;
	readonly cells: number;
	/** The lowest cell's first exponent. */
	readonly from: number;
	/** Unix seconds at which it ends, unless it is renewed. */
	readonly until: number;
}

export interface StandingState {
	/** The first eight characters of the key. */
	readonly key: string;
	/** Of its journal, here. */
	readonly pages: number;
	readonly records: number;
	readonly state: Standing;
	/** Of a stranger: records that proved right, and how many must. */
	readonly confirmed?: number;
	readonly confirmed_needed?: number;
}

/** known: its word counts; stranger: not yet; wrong, forked: never again. */
export type Standing = "own" | "known" | "stranger" | "wrong" | "forked";

export interface TestingState {
	readonly exponent: number;
	readonly iteration: number;
	readonly iterations: number;
	readonly ms_per_iteration: number;
	/** Seconds to go. */
	readonly eta: number;
	/** "search", "check" of what another settled, or, for somebody's claim of a prime, "claim". */
	readonly purpose: "search" | "check" | "claim";
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
	/** Connections turned away, by reason. */
	readonly connections_refused: Readonly<Record<string, number>>;
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
	/** Tests of what others had settled already. */
	readonly checks_done: number;
	readonly tests_done: number;
	readonly squarings: number;
	/** Seconds of processors that the processes took which compute. */
	readonly compute_seconds: number;
}

export interface NodeView {
	state(): NodeState;
	/** The latest 200 entries, oldest first; before them the 50 latest PRIMEs that are no more among these. */
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
