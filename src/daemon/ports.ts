// What the performer needs of the world, one interface each. The daemon has the real ones, the simulator their twins.
import type { Recipient } from "../protocol/events.ts";
import type { Message, Urgency } from "../protocol/messages/kinds.ts";
import type { PrimeMessage } from "../protocol/messages/prime.ts";
import type { Kept, TestKind } from "../search/shared/events.ts";

export interface TransportPort {
	/** Queues the message for each of the links; links that are gone are ignored. */
	send(to: readonly Recipient[], message: Message, urgency: Urgency): void;
	dial(address: string): void;
	trust(link: number): void;
	hangUp(link: number, reason: string): void;
	ban(host: string, forMs: number): void;
}

export interface EnginePort {
	/** Ends in the input "tested" or "test-failed", unless it was cancelled before. */
	test(exponent: number, kind?: TestKind): void;
	cancel(exponent: number): void;
	/** Ends in one "verdict". */
	check(exponent: number): void;
}

/** A prime that was accepted here, who found it, and the message that told. */
export interface AcceptedPrime {
	readonly exponent: number;
	readonly finder: number;
	readonly message: PrimeMessage | null;
	/** By a test of this node, not only by the list. */
	readonly isTested: boolean;
}

/** What must survive, of the protocol and of the search. */
export interface ToKeep extends Kept {
	readonly primes?: readonly AcceptedPrime[];
}

export type Done = (error: Error | null) => void;

export interface LedgerPort {
	/** Calls back once: with null when it would survive (durable: also the end of the machine), with an error where it could not be kept. */
	keep(toKeep: ToKeep, isDurable: boolean, done: Done): void;
	/** Ends in one "pages-read"; with no pages where there are none, or they cannot be read. */
	readPages(id: number, key: string, from: number, pages: number): void;
}

/** The files of proofs, this node's and those that it fetches. */
export interface ProofPort {
	/** Ends in one "piece-read". */
	read(id: number, hash: string, at: number): void;
	/** The next piece of a file, which begins anew at 0. */
	keep(hash: string, at: number, bytes: string): void;
	/** Ends in one "proof-checked". */
	check(exponent: number, hash: string): void;
	/** A no-op where it is not there. */
	drop(hash: string): void;
}

export interface CryptoPort {
	/** Ends in one "signed". */
	sign(id: number, text: string): void;
	/** Ends in one "verified". */
	verify(id: number, key: string, text: string, sig: string): void;
}

export interface ClockPort {
	/** Milliseconds since 1970; never goes back. */
	now(): number;
	/** Calls back once at that time, in place of any earlier such order, and only after what waits to be read was read. */
	wakeAt(time: number, wake: () => void): void;
	/** Calls back once after so many milliseconds. */
	after(forMs: number, call: () => void): void;
}

export interface Ports {
	readonly transport: TransportPort;
	readonly engine: EnginePort;
	readonly ledger: LedgerPort;
	readonly crypto: CryptoPort;
	readonly proofs: ProofPort;
	readonly clock: ClockPort;
}
