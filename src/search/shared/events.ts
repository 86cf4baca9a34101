// What can happen to the shared search, what it wants done, and what people may want to know of it.
import type { Have, Want } from "../heads.ts";
import type { PackedRecords } from "../knowledge/packing.ts";
import type { SignedLease } from "../lease.ts";
import type { HashedPage, Page } from "../page.ts";
import type { Proof, ProofPiece } from "../proof.ts";

/** A link that takes part, and the node at its other end. */
export interface Partner {
	readonly link: number;
	readonly peer: number;
}

/** How a test ended: with a factor, or with the residue of a Lucas-Lehmer or PRP test. */
export type TestOutcome =
	| { readonly kind: "factor"; readonly factor: string; readonly b1?: number }
	| { readonly kind: TestKind; readonly res64: string; readonly shift: number; readonly proof?: Proof };

export type TestKind = "LL" | "PRP";

/** What a proof's file came to: it proves this residue of the exponent, it proves none, it is not the file of that hash, or it could not be checked. */
export type ProofVerdict = { readonly type: "holds"; readonly res64: string } | { readonly type: "false" | "strange" | "failed" };

/** What a node remembers of its earlier life. */
export interface Remembered {
	readonly journals: readonly { readonly key: string; readonly seq: number; readonly hash: string; readonly bytes: number }[];
	readonly forks: readonly Fork[];
	readonly lease: RememberedLease | null;
	/** Keys whose records counted here, and keys that proved wrong. */
	readonly known: readonly string[];
	readonly wrong: readonly string[];
	/** The end of the own journal may be lost: the peers are asked before a page is written. */
	readonly isDoubtful: boolean;
}

export interface RememberedLease {
	readonly number: number;
	readonly cells: readonly number[];
	/** Unix milliseconds. */
	readonly until: number;
}

/** Two pages of one key that contradict each other. */
export interface Fork {
	readonly key: string;
	readonly pages: readonly [Page, Page];
}

/** A lease as a message brought it. */
export interface CarriedLease {
	readonly msg_id: number;
	readonly msg_originator: number;
	/** Hops that it may still make. */
	readonly ttl: number;
	readonly data: SignedLease;
}

export type SharedInput =
	/** Once, before all others. */
	| { readonly type: "start"; readonly remembered: Remembered }
	/** Records of the journals that are remembered, by the place of their journal in that list; before "loaded". */
	| { readonly type: "remembered-records"; readonly records: PackedRecords }
	/** All that is remembered was told: the search may begin. */
	| { readonly type: "loaded" }
	| { readonly type: "wake" }
	/** It may look for work, as it may after each tick of the exercise's first routine. */
	| { readonly type: "search" }
	/** It found a prime: no new work until the next "search". */
	| { readonly type: "pause" }
	/** The end: what is in no page yet is written. */
	| { readonly type: "stop" }
	/** Asleep: nothing at all until the next "search". */
	| { readonly type: "rest" }
	| { readonly type: "tested"; readonly exponent: number; readonly outcome: TestOutcome }
	| { readonly type: "test-failed"; readonly exponent: number }
	/** A link was bound to a node, or ended. */
	| { readonly type: "linked"; readonly partner: Partner }
	| { readonly type: "unlinked"; readonly link: number }
	| { readonly type: "lease"; readonly from: Partner; readonly message: CarriedLease }
	| { readonly type: "have"; readonly from: Partner; readonly have: Have }
	| { readonly type: "want"; readonly from: Partner; readonly want: Want }
	| { readonly type: "result"; readonly from: Partner; readonly pages: readonly Page[] }
	| { readonly type: "proof"; readonly from: Partner; readonly piece: ProofPiece }
	/** Whether what is to be kept can be kept: while it cannot, nothing more is asked for. */
	| { readonly type: "storage"; readonly works: boolean }
	/** The answers to the outputs of these ids. */
	| { readonly type: "signed"; readonly id: number; readonly sig: string; readonly hash: string }
	| { readonly type: "verified"; readonly id: number; readonly isValid: boolean; readonly hash: string }
	| { readonly type: "pages-read"; readonly id: number; readonly pages: readonly Page[] }
	| { readonly type: "piece-read"; readonly id: number; readonly bytes: string }
	/** The answer to "check-proof". */
	| { readonly type: "proof-checked"; readonly exponent: number; readonly verdict: ProofVerdict };

export type SharedOutput =
	/** Of this kind, where it is to be compared with what another said. */
	| { readonly type: "test"; readonly exponent: number; readonly kind?: TestKind }
	| { readonly type: "cancel"; readonly exponent: number }
	/** A test of this node says that 2^exponent - 1 is prime. */
	| { readonly type: "found"; readonly exponent: number }
	/** One "signed" answers each. */
	| { readonly type: "sign"; readonly id: number; readonly text: string }
	/** One "verified" answers each. */
	| { readonly type: "verify"; readonly id: number; readonly key: string; readonly text: string; readonly sig: string }
	/** One "pages-read" answers each. */
	| { readonly type: "read-pages"; readonly id: number; readonly key: string; readonly from: number; readonly pages: number }
	/** To be kept before any later message that tells of it leaves the process; what is not durable soon after. */
	| { readonly type: "keep"; readonly kept: Kept; readonly isDurable: boolean }
	| { readonly type: "say-lease"; readonly to: readonly Partner[]; readonly lease: SignedLease; readonly ttl: number }
	/** All but its hops stays as it was. */
	| { readonly type: "pass-on"; readonly to: readonly Partner[]; readonly message: CarriedLease }
	| { readonly type: "say-have"; readonly to: readonly Partner[]; readonly have: Have }
	| { readonly type: "say-want"; readonly to: Partner; readonly want: Want }
	/** One "piece-read" answers each: from there on as much as a piece holds; empty where that file is not here. */
	| { readonly type: "read-piece"; readonly id: number; readonly hash: string; readonly at: number }
	/** The next piece of a file, which begins anew at 0. */
	| { readonly type: "keep-piece"; readonly hash: string; readonly at: number; readonly bytes: string }
	/** All pieces are there: one "proof-checked" answers each. */
	| { readonly type: "check-proof"; readonly exponent: number; readonly hash: string }
	/** The file is needed no more; it may not be there. */
	| { readonly type: "drop-proof"; readonly hash: string }
	| { readonly type: "say-proof"; readonly to: Partner; readonly piece: ProofPiece }
	| { readonly type: "say-result"; readonly to: Partner; readonly pages: readonly Page[] }
	| SharedEventOutput;

/** Something that must survive. */
export interface Kept {
	/** Keys of which nothing is kept any more; before all else that is to be kept. */
	readonly dropKeys?: readonly string[];
	readonly pages?: readonly HashedPage[];
	readonly lease?: RememberedLease;
	readonly standing?: { readonly known: readonly string[]; readonly wrong: readonly string[] };
	readonly forks?: readonly Fork[];
}

/** What happened, with its facts; the daemon logs and counts it. */
export interface SharedEvents {
	/** A run of cells was taken: what this node works on next. */
	readonly "run-taken": { readonly from: number; readonly to: number; readonly exponents: number };
	/** A page of the own journal was written. */
	readonly "page-written": { readonly seq: number; readonly records: number };
	/** A page of another journal was taken in. */
	readonly "page-taken": {
		readonly key: string;
		readonly seq: number;
		/** When it was made, by its owner's clock: Unix seconds. */
		readonly time: number;
		readonly records: number;
		/** What its tests took, about. */
		readonly squarings: number;
	};
	/** A key has shown that its records prove right. */
	readonly "key-known": { readonly key: string };
	/** A key's record proved wrong; nothing that it says counts any more. */
	readonly "key-wrong": { readonly key: string; readonly exponent: number };
	/** A key wrote two histories; nothing that it says counts any more. */
	readonly "key-forked": { readonly key: string };
	/** A page came that its owner did not sign, or that does not follow. */
	readonly "page-refused": { readonly peer: number; readonly key: string; readonly seq: number };
	/** A factor that is none. */
	readonly "factor-refused": { readonly key: string; readonly exponent: number };
	/** A proof of this key was checked here, and holds, or does not. */
	readonly "proof-verified": { readonly key: string; readonly exponent: number };
	readonly "proof-refused": { readonly key: string; readonly exponent: number };
	/** Records disagree about an exponent. */
	readonly disputed: { readonly exponent: number };
	/** All exponents from --from to --to are settled. */
	readonly "range-settled": { readonly from: number; readonly to: number };
	/** The own journal goes on where the peers remember it to end. */
	readonly "journal-recovered": { readonly seq: number };
	/** The own key was used elsewhere: this node writes nothing more under it. */
	readonly "own-journal-forked": { readonly seq: number };
}

export type SharedEventName = keyof SharedEvents;
export type SharedEventOutput = {
	readonly [Name in SharedEventName]: { readonly type: "event"; readonly event: Name; readonly facts: SharedEvents[Name] };
}[SharedEventName];

export type Emit = (output: SharedOutput) => void;

export function event<Name extends SharedEventName>(name: Name, facts: SharedEvents[Name]): SharedEventOutput {
	// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one member of the union for each name
	return { type: "event", event: name, facts } as SharedEventOutput;
}
