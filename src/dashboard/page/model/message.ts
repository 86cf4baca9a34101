// One line of a node's log as the page holds it: a message that passed a link, or what was wrong with a line.
// Promises to take anything at all; what is shown of it is text.
import { fieldsOf, numberOf } from "./fields.ts";

export interface Message {
	readonly kind: "message";
	readonly type: string;
	readonly id: number;
	readonly originator: number;
	readonly from: number;
	readonly to: number;
	readonly ttl: number;
	readonly data: number | null;
	/** In words what it is about; empty where the number says all. */
	readonly about: string;
	/** Unix seconds. */
	readonly timestamp: number;
	readonly received: boolean;
	readonly duplicate: boolean;
	readonly raw: unknown;
}

export interface Fault {
	readonly kind: "fault";
	readonly error: string;
	readonly peer: number | null;
	readonly timestamp: number;
	readonly raw: unknown;
}

export type LogLine = Message | Fault;

/** node: the id of the node whose log it stands in. */
export function readLine(raw: unknown, node: number): LogLine {
	const entry = fieldsOf(raw);
	const timestamp = numberOf(entry["timestamp"]) ?? 0;
	if (typeof entry["msg_type"] !== "string") {
		const error = typeof entry["error"] === "string" ? entry["error"] : JSON.stringify(raw);
		return { kind: "fault", error, peer: numberOf(entry["peer"]), timestamp, raw };
	}
	const received = entry["received"] === true;
	const forwarder = numberOf(entry["msg_forwarder"]) ?? 0;
	return {
		kind: "message",
		type: entry["msg_type"],
		id: numberOf(entry["msg_id"]) ?? 0,
		originator: numberOf(entry["msg_originator"]) ?? 0,
		from: received ? forwarder : node,
		to: received ? node : (numberOf(entry["peer"]) ?? 0),
		ttl: numberOf(entry["ttl"]) ?? 0,
		data: numberOf(entry["data"]),
		about: typeof entry["about"] === "string" ? entry["about"].slice(0, 200) : "",
		timestamp,
		received,
		duplicate: entry["duplicate"] === true,
		raw,
	};
}
