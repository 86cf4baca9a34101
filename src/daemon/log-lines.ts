// The one table of log lines: level and text of each event. The texts are stable, and documented in the README.
import type { NodeEventName } from "../protocol/events.ts";
import type { SharedEventName } from "../search/shared/events.ts";

export type Level = "debug" | "info" | "warn" | "error";

/** What the daemon itself tells, besides the core's events. */
export type DaemonEventName =
	| "listening"
	| "searching"
	| "stopped"
	| "connection-refused"
	| "outsider-refused"
	| "open-to-all"
	| "message-received"
	| "message-sent"
	| "engine"
	| "ledger"
	| "search-failed"
	| "check-failed"
	| "respond-failed"
	| "proof-failed"
	| "keeping-failed"
	| "keeping-recovered";

export type LogName = NodeEventName | SharedEventName | DaemonEventName;

interface LogLine {
	readonly level: Level;
	readonly text: string;
}

export const LOG_LINES: { readonly [Name in LogName]: LogLine } = {
	// debug: every message, dial and claim
	"message-received": { level: "debug", text: "message received" },
	"message-sent": { level: "debug", text: "message sent" },
	"dial-failed": { level: "debug", text: "dial failed" },
	"connection-refused": { level: "debug", text: "connection refused" },
	"claim-queued": { level: "debug", text: "claim queued" },
	"claim-dropped": { level: "debug", text: "claim dropped" },
	"unknown-type": { level: "debug", text: "unknown message type" },
	"key-proved": { level: "debug", text: "key proved" },
	"run-taken": { level: "debug", text: "run taken" },
	"page-written": { level: "debug", text: "page written" },
	"page-taken": { level: "debug", text: "page taken" },
	// info: the node's state changed
	listening: { level: "info", text: "listening" },
	searching: { level: "info", text: "searching" },
	started: { level: "info", text: "node started" },
	stopped: { level: "info", text: "node stopped" },
	asleep: { level: "info", text: "node asleep" },
	awake: { level: "info", text: "node awake" },
	reset: { level: "info", text: "node reset" },
	"link-opened": { level: "info", text: "link opened" },
	"link-closed": { level: "info", text: "link closed" },
	"peer-joined": { level: "info", text: "peer joined" },
	"peer-evicted": { level: "info", text: "peer evicted" },
	"peer-missed": { level: "info", text: "dial failed" },
	"prime-found": { level: "info", text: "prime found" },
	"largest-prime": { level: "info", text: "largest prime" },
	"finder-settled": { level: "info", text: "finder settled" },
	"claim-unverified": { level: "info", text: "claim unverified" },
	"key-known": { level: "info", text: "key known" },
	"proof-verified": { level: "info", text: "proof verified" },
	"range-settled": { level: "info", text: "range settled" },
	"journal-recovered": { level: "info", text: "journal recovered" },
	"keeping-recovered": { level: "info", text: "keeping again" },
	// warn: a peer did wrong, or the operator should know
	"first-fault": { level: "warn", text: "fault" },
	banned: { level: "warn", text: "banned" },
	"claim-refuted": { level: "warn", text: "claim refuted" },
	"outsider-refused": { level: "warn", text: "not of this network" },
	"open-to-all": { level: "warn", text: "open to all" },
	"own-id-met": { level: "warn", text: "own id met" },
	disputed: { level: "warn", text: "disputed" },
	"page-refused": { level: "warn", text: "page refused" },
	"factor-refused": { level: "warn", text: "factor refused" },
	"proof-refused": { level: "warn", text: "proof refused" },
	"key-wrong": { level: "warn", text: "key wrong" },
	"key-forked": { level: "warn", text: "key forked" },
	ledger: { level: "warn", text: "ledger" },
	"proof-failed": { level: "warn", text: "proof failed" },
	engine: { level: "warn", text: "engine" },
	// error: something failed here
	"search-failed": { level: "error", text: "search failed" },
	"check-failed": { level: "error", text: "check failed" },
	"respond-failed": { level: "error", text: "respond failed" },
	"own-journal-forked": { level: "error", text: "own journal forked" },
	"keeping-failed": { level: "error", text: "cannot keep" },
};
