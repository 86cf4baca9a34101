// The messages that peers exchange: what a line must hold to be one. Parsing never throws; a peer's mistake is data.
import { ADDRESS_CHARACTERS, JSON_DEPTH, LARGEST_TTL, TYPE_CHARACTERS } from "./limits.ts";

export type MessageType = "PING" | "PONG" | "PRIME";

/** One JSON object a line; the names are those on the wire. */
export interface Message {
	readonly msg_type: MessageType;
	/** The originator's auto-incrementing message counter. */
	readonly msg_id: number;
	/** The node that sent this very copy. */
	readonly msg_forwarder: number;
	/** The node that created the message. */
	readonly msg_originator: number;
	/** Hops that it may still be forwarded. */
	readonly ttl: number;
	/** PRIME: the exponent p of 2^p - 1. */
	readonly data: number | null;
	/** HOST:PORT under which others can dial the originator. */
	readonly msg_originator_addr?: string;
}

export type Fault =
	| { readonly code: "not-json" | "not-an-object" | "too-deep" }
	| { readonly code: "bad-field"; readonly field: keyof Message }
	| { readonly code: "wrong-forwarder"; readonly forwarder: number }
	| { readonly code: "too-many-primes" }
	| { readonly code: "false-claim" | "relayed-false-claim"; readonly exponent: number }
	| { readonly code: "line-too-long" | "invalid-utf8" };

export type Received =
	| { readonly kind: "message"; readonly message: Message }
	/** A type of a newer protocol: its sender counts as heard, the rest is ignored. */
	| { readonly kind: "unknown"; readonly type: string; readonly forwarder: number }
	| { readonly kind: "fault"; readonly fault: Fault };

/** Reads one line without its end. */
export function parseMessage(line: string): Received {
	if (deeperThan(line, JSON_DEPTH)) return { kind: "fault", fault: { code: "too-deep" } };
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return { kind: "fault", fault: { code: "not-json" } };
	}
	if (!isPlainObject(value)) return { kind: "fault", fault: { code: "not-an-object" } };
	const { msg_type, msg_id, msg_forwarder, msg_originator, ttl, data, msg_originator_addr } = value;
	if (typeof msg_type !== "string") return badField("msg_type");
	if (!isCount(msg_forwarder)) return badField("msg_forwarder");
	if (msg_type !== "PING" && msg_type !== "PONG" && msg_type !== "PRIME")
		return { kind: "unknown", type: msg_type.slice(0, TYPE_CHARACTERS), forwarder: msg_forwarder };
	if (!isCount(msg_id)) return badField("msg_id");
	if (!isCount(msg_originator)) return badField("msg_originator");
	if (!isCount(ttl) || ttl > LARGEST_TTL) return badField("ttl");
	if (msg_type !== "PRIME") {
		if (data !== null) return badField("data");
		if (msg_originator !== msg_forwarder) return badField("msg_originator");
		return { kind: "message", message: { msg_type, msg_id, msg_forwarder, msg_originator, ttl, data } };
	}
	if (!isCount(data) || data < 2) return badField("data");
	const message = { msg_type, msg_id, msg_forwarder, msg_originator, ttl, data } as const;
	if (msg_originator_addr === undefined) return { kind: "message", message };
	if (typeof msg_originator_addr !== "string" || msg_originator_addr.length > ADDRESS_CHARACTERS) return badField("msg_originator_addr");
	return { kind: "message", message: { ...message, msg_originator_addr } };
}

type Wire = Partial<Record<keyof Message, unknown>>;

function badField(field: keyof Message): Received {
	return { kind: "fault", fault: { code: "bad-field", field } };
}

function isPlainObject(value: unknown): value is Wire {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Integers that JSON.parse has not rounded, from 0 up. */
function isCount(value: unknown): value is number {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Whether brackets outside of strings nest deeper than the limit; one pass, and none at all for a line with few brackets. */
function deeperThan(line: string, limit: number): boolean {
	if (!line.includes("{", 1) && !line.includes("[", 1)) return false;
	let depth = 0;
	let inString = false;
	for (let index = 0; index < line.length; index++) {
		const character = line.charCodeAt(index);
		if (inString) {
			if (character === BACKSLASH) index++;
			else if (character === QUOTE) inString = false;
		} else if (character === QUOTE) inString = true;
		else if (character === OPEN_BRACKET || character === OPEN_BRACE) {
			if (++depth > limit) return true;
		} else if (character === CLOSE_BRACKET || character === CLOSE_BRACE) depth--;
	}
	return false;
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
