// The unions that are the whole of a node: what can happen to it, what must be done about it, and what people may want to know.
import type { Fault } from "./fault.ts";
import type { IdentityMessage } from "./messages/identity.ts";
import type { Message, MessageType } from "./messages/kinds.ts";
import type { PrimeMessage } from "./messages/prime.ts";
import type { LeaseMessage, SharedMessage } from "./messages/shared.ts";
import type { Received } from "./messages/parse.ts";
import type { Verdict } from "./unproved.ts";

export interface LinkOpened {
	readonly link: number;
	readonly direction: "dialled" | "accepted";
	/** HOST:PORT: as dialled, or the remote end of an accepted link. */
	readonly address: string;
	/** The remote host alone: what answers for faults. */
	readonly host: string;
	readonly loopback: boolean;
	/** Of an encrypted connection: what both its ends can derive from it and nobody else. */
	readonly binding?: string | undefined;
}

/** What a node knows of its earlier life. */
export interface RememberedNode {
	/** Primes accepted then, with the message that told of each. */
	readonly primes: readonly {
		readonly exponent: number;
		readonly finder: number;
		readonly message: PrimeMessage | null;
		/** By a test of this node, not only by the list. */
		readonly isTested: boolean;
	}[];
	/** Addresses at which nodes answered. */
	readonly peers: readonly { readonly address: string; readonly id: number }[];
}

export type NodeInput =
	/** Once, before all others. */
	| { readonly type: "start"; readonly remembered: RememberedNode }
	/** The time that wakeAt() gave has come; too early changes nothing. */
	| { readonly type: "wake" }
	| { readonly type: "opened"; readonly opened: LinkOpened }
	| { readonly type: "dial-failed"; readonly address: string; readonly reason: string }
	| { readonly type: "received"; readonly link: number; readonly received: Received }
	| { readonly type: "closed"; readonly link: number; readonly reason: string }
	/** The search proved a Mersenne prime: the next larger one, or with isGap one among those that it had passed. */
	| { readonly type: "found"; readonly exponent: number; readonly isGap?: boolean }
	/** The shared search has something to say. */
	| { readonly type: "say"; readonly to: readonly Recipient[]; readonly ttl: number; readonly say: Speech }
	/** A message of another goes on; its hops are counted down already. */
	| { readonly type: "pass-on"; readonly to: readonly Recipient[]; readonly message: Omit<LeaseMessage, "msg_type" | "msg_forwarder"> }
	/** The search ended without a find; the next look begins it again. */
	| { readonly type: "search-failed" }
	/** The answer to a check. */
	| { readonly type: "verdict"; readonly exponent: number; readonly verdict: Verdict }
	/** The answers to "sign" and "verify". */
	| { readonly type: "signed"; readonly id: number; readonly sig: string }
	| { readonly type: "verified"; readonly id: number; readonly isValid: boolean }
	| { readonly type: "sleep" }
	| { readonly type: "wake-up" }
	| { readonly type: "reset" };

/** What this node says for itself: a message without its envelope. */
export type Speech = SharedMessage | IdentityMessage extends infer Each
	? Each extends SharedMessage | IdentityMessage
		? Pick<Each, "msg_type" | "data">
		: never
	: never;

/** Who a message goes to: the link that takes it, and the node at its other end (its port, while it has not said who it is). */
export interface Recipient {
	readonly link: number;
	readonly peer: number;
}

/** To be done in the order given. */
export type NodeOutput =
	/** To be kept before any later message that tells of it leaves the process. */
	| {
			readonly type: "record";
			readonly exponent: number;
			readonly finder: number;
			readonly message: PrimeMessage | null;
			readonly isTested: boolean;
	  }
	| { readonly type: "send"; readonly to: readonly Recipient[]; readonly message: Message }
	| { readonly type: "dial"; readonly address: string }
	/** The link has spoken: from now on it may send long lines, and no longer counts as silent. */
	| { readonly type: "trust"; readonly link: number }
	/** Messages already sent on the link still leave; nothing more is read. */
	| { readonly type: "hang-up"; readonly link: number; readonly reason: string }
	| { readonly type: "ban"; readonly host: string; readonly forMs: number }
	/** Look for the next Mersenne exponent above; replaces a search under way. */
	| { readonly type: "search"; readonly above: number }
	/** Stop searching. */
	| { readonly type: "rest" }
	/** Is 2^exponent - 1 prime? One verdict answers each. */
	| { readonly type: "check"; readonly exponent: number }
	/** A valid message of a bound peer passed the link, for people to see. */
	| { readonly type: "heard"; readonly link: number; readonly message: Message; readonly duplicate: boolean }
	/** To be signed with the own key; answered by "signed". */
	| { readonly type: "sign"; readonly id: number; readonly text: string }
	/** Answered by "verified". */
	| { readonly type: "verify"; readonly id: number; readonly key: string; readonly text: string; readonly sig: string }
	/** A link was bound to a node, or ended. */
	| { readonly type: "linked"; readonly partner: Recipient }
	| { readonly type: "unlinked"; readonly link: number }
	/** A message of the shared search came in. */
	| { readonly type: "told"; readonly from: Recipient; readonly message: SharedMessage }
	/** A message above the rate of its kind was dropped: no fault, but counted. */
	| { readonly type: "dropped"; readonly link: number; readonly msg_type: MessageType }
	| { readonly type: "fault"; readonly link: number; readonly peer: number | null; readonly fault: Fault }
	| NodeEventOutput;

/** What happened, with its facts; the daemon logs and counts it. */
export interface NodeEvents {
	readonly "peer-joined": { readonly peer: number; readonly peers: number };
	readonly "peer-evicted": { readonly peer: number; readonly silent_seconds: number };
	readonly "link-opened": { readonly peer: number; readonly address: string; readonly direction: LinkOpened["direction"] };
	readonly "link-closed": { readonly peer: number; readonly reason: string; readonly faults: number };
	readonly "dial-failed": { readonly address: string; readonly reason: string };
	/** The first failed dial of each absence of a configured peer. */
	readonly "peer-missed": { readonly address: string; readonly reason: string };
	readonly "largest-prime": PrimeFacts;
	/** Two found the same prime: another one is credited now. */
	readonly "finder-settled": PrimeFacts;
	readonly "prime-found": { readonly exponent: number; readonly msg_id: number; readonly ttl: number };
	readonly "claim-queued": ClaimFacts & { readonly forwarder: number };
	readonly "claim-dropped": ClaimFacts & { readonly forwarder: number };
	readonly "claim-refuted": ClaimFacts;
	readonly "claim-unverified": ClaimFacts;
	/** The first fault of a link. */
	readonly "first-fault": { readonly peer: number | null; readonly address: string } & Fault;
	readonly banned: { readonly host: string; readonly minutes: number };
	/** The other end of a link holds this key. */
	readonly "key-proved": { readonly peer: number; readonly key: string };
	readonly "own-id-met": { readonly address: string; readonly direction: LinkOpened["direction"] };
	readonly "unknown-type": { readonly peer: number; readonly msg_type: string };
	readonly started: { readonly peers: string };
	readonly asleep: NoFacts;
	readonly awake: NoFacts;
	readonly reset: NoFacts;
}

export type NodeEventName = keyof NodeEvents;
export type NodeEventOutput = {
	readonly [Name in NodeEventName]: { readonly type: "event"; readonly event: Name; readonly facts: NodeEvents[Name] };
}[NodeEventName];

interface ClaimFacts {
	readonly exponent: number;
	readonly originator: number;
}

interface PrimeFacts extends ClaimFacts {
	readonly forwarder: number;
	readonly ttl: number;
	readonly msg_id: number;
}

type NoFacts = Readonly<Record<string, never>>;

export type Emit = (output: NodeOutput) => void;

export function event<Name extends NodeEventName>(name: Name, facts: NodeEvents[Name]): NodeEventOutput {
	// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one member of the union for each name
	return { type: "event", event: name, facts } as NodeEventOutput;
}
