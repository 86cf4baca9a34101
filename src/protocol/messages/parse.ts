// One line to a typed message or to a fault. Parsing never throws; a peer's mistake is data.
import type { Fault } from "../fault.ts";
import { JSON_DEPTH, TYPE_CHARACTERS } from "../limits.ts";
import { isCount, readEnvelope } from "./envelope.ts";
import type { BadField, Wire } from "./envelope.ts";
import { kindOf } from "./kinds.ts";
import type { Message } from "./kinds.ts";

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
	const { msg_type, msg_forwarder } = value;
	if (typeof msg_type !== "string") return badField("msg_type");
	const kind = kindOf(msg_type);
	if (kind === undefined) {
		if (!isCount(msg_forwarder)) return badField("msg_forwarder");
		return { kind: "unknown", type: msg_type.slice(0, TYPE_CHARACTERS), forwarder: msg_forwarder };
	}
	const envelope = readEnvelope(value);
	if (typeof envelope === "string") return badField(envelope);
	const message = kind.read(value, envelope);
	return typeof message === "string" ? badField(message) : { kind: "message", message };
}

function badField(field: BadField): Received {
	return { kind: "fault", fault: { code: "bad-field", field } };
}

function isPlainObject(value: unknown): value is Wire {
	return typeof value === "object" && value !== null && !Array.isArray(value);
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
