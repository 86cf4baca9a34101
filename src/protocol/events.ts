// The two unions that are the whole core: what can happen to a node, and what must be done about it.
import type { Verdict } from "./claims.ts";
import type { Fault, Message, Received } from "./message.ts";

export interface LinkOpened {
	readonly link: number;
	readonly direction: "dialled" | "accepted";
	/** HOST:PORT: as dialled, or the remote end of an accepted link. */
	readonly address: string;
	/** The remote host alone: what answers for faults. */
	readonly host: string;
	readonly loopback: boolean;
}

export type Input =
	/** Once, before all others. */
	| { readonly type: "start" }
	/** The time that wakeAt() gave has come; too early changes nothing. */
	| { readonly type: "wake" }
	| { readonly type: "opened"; readonly opened: LinkOpened }
	| { readonly type: "dial-failed"; readonly address: string; readonly reason: string }
	| { readonly type: "received"; readonly link: number; readonly received: Received }
	| { readonly type: "closed"; readonly link: number; readonly reason: string }
	/** The search proved the next larger Mersenne prime. */
	| { readonly type: "found"; readonly exponent: number }
	/** The search ended without a find; the next look begins it again. */
	| { readonly type: "search-failed" }
	/** The answer to a check. */
	| { readonly type: "verdict"; readonly exponent: number; readonly verdict: Verdict }
	| { readonly type: "sleep" }
	| { readonly type: "wake-up" }
	| { readonly type: "reset" };

/** To be done in the order given. A record is to be kept before any later output leaves the process. */
export type Output =
	| { readonly type: "record"; readonly exponent: number; readonly finder: number }
	| { readonly type: "send"; readonly links: readonly number[]; readonly message: Message }
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
	| { readonly type: "fault"; readonly link: number; readonly peer: number | null; readonly fault: Fault }
	| { readonly type: "log"; readonly level: "debug" | "info" | "warn"; readonly event: LogEvent; readonly facts: Facts };

/** The stable texts of log lines; documented in the README. */
export type LogEvent =
	| "peer joined"
	| "peer evicted"
	| "link opened"
	| "link closed"
	| "dial failed"
	| "largest prime"
	| "finder settled"
	| "prime found"
	| "claim queued"
	| "claim dropped"
	| "claim refuted"
	| "claim unverified"
	| "fault"
	| "banned"
	| "own id met"
	| "unknown message type"
	| "node started"
	| "node asleep"
	| "node awake"
	| "node reset";

export type Emit = (output: Output) => void;

export function log(level: "debug" | "info" | "warn", event: LogEvent, facts: Facts): Output {
	return { type: "log", level, event, facts };
}

export type Facts = Readonly<Record<string, string | number | boolean | null>>;
