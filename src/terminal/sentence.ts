// A line of the log as a short sentence about its node, for people. Pure; text of peers is made harmless.
import { shortKey } from "../daemon/brief.ts";

/** A line of the log, read again. */
export interface LogRecord {
	readonly level: string;
	/** ISO 8601. */
	readonly time: string;
	readonly node: number;
	readonly msg: string;
	readonly [field: string]: unknown;
}

/** What a sentence is about, and with that its colour. */
export type Tone = "find" | "news" | "peer" | "gone" | "warn" | "error" | "quiet";

export interface Sentence {
	readonly tone: Tone;
	/** Goes on after the node's name: "evicted 5003: silent for 10 s". */
	readonly text: string;
}

type Tell = (facts: Facts) => string;

/** A log line's fields as texts: empty where there is none. */
type Facts = (field: string) => string;

const mersenne = (facts: Facts): string => `2^${facts("exponent")} - 1`;
const key = (facts: Facts): string => `key ${shortKey(facts("key"))}`;
const message = (facts: Facts): string => `${facts("msg_type")} ${facts("about") || facts("data")}`.trimEnd();

/** For each text of the table of log lines. */
const SENTENCES: Readonly<Record<string, readonly [Tone, Tell]>> = {
	"message received": ["quiet", (facts) => `heard ${message(facts)} of ${facts("peer")}${facts("duplicate") === "true" ? " again" : ""}`],
	"message sent": ["quiet", (facts) => `told ${facts("peer")} ${message(facts)}`],
	"connection refused": ["quiet", (facts) => `refused ${facts("host")}: ${facts("reason")}`],
	"claim queued": ["quiet", (facts) => `will check ${mersenne(facts)} of ${facts("originator")}`],
	"claim dropped": ["quiet", (facts) => `has no room to check ${mersenne(facts)} of ${facts("originator")}`],
	"unknown message type": ["quiet", (facts) => `ignored ${facts("msg_type")} of ${facts("peer")}`],
	"run taken": ["quiet", (facts) => `took ${facts("exponents")} exponents from ${facts("from")} to ${facts("to")}`],
	"key proved": ["quiet", (facts) => `knows ${facts("peer")} by ${key(facts)}`],
	"page written": ["quiet", (facts) => `wrote page ${facts("seq")} of its journal: ${facts("records")} records`],
	"page taken": ["quiet", (facts) => `took page ${facts("seq")} of ${key(facts)}: ${facts("records")} records`],

	listening: ["news", (facts) => `listens on port ${facts("port")}${facts("http") === "" ? "" : `, ${facts("http")}`}`],
	searching: [
		"quiet",
		(facts) =>
			`searched above 2^${facts("above")}${facts("exponent") === "" ? "" : `, now ${mersenne(facts)}`}: ${facts("tests_done")} tests done`,
	],
	"node started": ["quiet", (facts) => `began with ${facts("peers") === "" ? "no peers" : `the peers ${facts("peers")}`}`],
	"node stopped": ["gone", () => "ended"],
	"node asleep": ["gone", () => "fell asleep"],
	"node awake": ["peer", () => "woke up"],
	"node reset": ["gone", () => "forgot everything: reset"],
	"link opened": ["quiet", (facts) => `${facts("direction") === "dialled" ? "reached" : "was reached by"} ${facts("peer")}`],
	"link closed": ["quiet", (facts) => `lost its connection to ${facts("peer")}: ${facts("reason")}`],
	"peer joined": ["peer", (facts) => `met ${facts("peer")}`],
	"peer evicted": ["gone", (facts) => `evicted ${facts("peer")}: silent for ${Math.round(Number(facts("silent_seconds")))} s`],
	"dial failed": ["quiet", (facts) => `could not reach ${facts("address")}: ${facts("reason")}`],
	"prime found": ["find", (facts) => `found ${mersenne(facts)}`],
	"largest prime": ["news", (facts) => `learned of ${mersenne(facts)}, found by ${facts("originator")}`],
	"finder settled": ["news", (facts) => `credited ${facts("originator")} with ${mersenne(facts)}`],
	"claim unverified": ["warn", (facts) => `could neither prove nor refute ${mersenne(facts)} of ${facts("originator")}`],
	"key known": ["peer", (facts) => `trusted ${key(facts)} from here on`],
	"range settled": ["find", (facts) => `settled all from ${facts("from")} to ${facts("to")}`],
	"journal recovered": ["news", (facts) => `got its journal back up to page ${facts("seq")}`],
	"keeping again": ["news", () => "could keep again what it learns"],

	fault: ["warn", (facts) => `met a fault of ${facts("peer") || facts("address")}: ${facts("code")}`],
	banned: ["warn", (facts) => `banned ${facts("host")} for ${facts("minutes")} min`],
	"claim refuted": ["warn", (facts) => `refuted ${facts("originator")}: ${mersenne(facts)} is no prime`],
	"own id met": ["warn", (facts) => `met its own id at ${facts("address")}`],
	"not of this network": ["warn", (facts) => `refused ${facts("host")}, which is not of this network: ${facts("reason")}`],
	"open to all": ["warn", (facts) => `listens to all on ${facts("host")}: ${facts("hint")}`],
	disputed: ["warn", (facts) => `saw two results for ${mersenne(facts)}: it is tested again`],
	"page refused": ["warn", (facts) => `refused page ${facts("seq")} of ${key(facts)}, brought by ${facts("peer")}`],
	"factor refused": ["warn", (facts) => `refused a factor of ${mersenne(facts)} of ${key(facts)}`],
	"proof verified": ["peer", (facts) => `checked the proof of ${mersenne(facts)} of ${key(facts)}: it holds`],
	"proof refused": ["warn", (facts) => `refused a proof of ${mersenne(facts)} of ${key(facts)}`],
	"proof failed": ["warn", (facts) => `could not keep or check a proof: ${facts("reason")}`],
	"key wrong": ["warn", (facts) => `stopped believing ${key(facts)}: wrong about ${mersenne(facts)}`],
	"key forked": ["warn", (facts) => `stopped believing ${key(facts)}: it wrote two histories`],
	ledger: ["warn", (facts) => `told of its ledger: ${facts("ledger")}`],
	engine: ["warn", (facts) => `told of its engine: ${facts("engine")}`],

	"search failed": ["error", (facts) => `failed in its search: ${facts("err")}`],
	"check failed": ["error", (facts) => `failed in a check: ${facts("err")}`],
	"respond failed": ["error", (facts) => `failed to respond: ${facts("reason")} (${facts("at")})`],
	"own journal forked": ["error", () => "stopped writing: its key is used elsewhere"],
	"cannot keep": ["error", (facts) => `could not keep what it learns: ${facts("reason")}`],
};

const ENVELOPE = new Set(["level", "time", "node", "msg", "pid"]);

/** What it does not know is told by the log's own text and fields. */
export function sentenceOf(record: LogRecord): Sentence {
	const [tone, tell] = SENTENCES[record.msg] ?? [toneOf(record.level), () => plain(record)];
	return { tone, text: harmless(tell((field) => textOf(record[field]))) };
}

/** Null where the line is none of a log. */
export function readRecord(line: string): LogRecord | null {
	try {
		const record: unknown = JSON.parse(line);
		const isRecord = typeof record === "object" && record !== null && "msg" in record && "node" in record && "time" in record;
		return isRecord ? (record as LogRecord) : null;
	} catch {
		return null;
	}
}

/** No terminal obeys what a peer says. */
export function harmless(text: string): string {
	return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "?");
}

function toneOf(level: string): Tone {
	return level === "error" || level === "fatal" ? "error" : level === "warn" ? "warn" : "quiet";
}

function plain(record: LogRecord): string {
	const fields = Object.entries(record).filter(([name]) => !ENVELOPE.has(name));
	return [record.msg, ...fields.map(([name, value]) => `${name} ${textOf(value)}`)].join(", ");
}

function textOf(value: unknown): string {
	if (value === undefined || value === null) return "";
	if (typeof value === "string") return value;
	if (typeof value === "object" && "message" in value) return String(value.message);
	return JSON.stringify(value);
}
