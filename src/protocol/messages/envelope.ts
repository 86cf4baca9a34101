// What all messages have in common on the wire: the exercise's six fields, read one by one. Never throws.
import { LARGEST_TTL } from "../limits.ts";

/** The fields of every message but its type and data. */
export interface Envelope {
	/** The originator's auto-incrementing message counter. */
	readonly msg_id: number;
	/** The node that sent this very copy. */
	readonly msg_forwarder: number;
	/** The node that created the message. */
	readonly msg_originator: number;
	/** Hops that it may still be forwarded. */
	readonly ttl: number;
}

/** A JSON object of which nothing is known yet. */
export type Wire = Readonly<Record<string, unknown>>;

/** The name of the first field that is missing, of the wrong type or out of its range. */
export type BadField = string;

export function readEnvelope(wire: Wire): Envelope | BadField {
	const { msg_id, msg_forwarder, msg_originator, ttl } = wire;
	if (!isCount(msg_forwarder)) return "msg_forwarder";
	if (!isCount(msg_id)) return "msg_id";
	if (!isCount(msg_originator)) return "msg_originator";
	if (!isCount(ttl) || ttl > LARGEST_TTL) return "ttl";
	return { msg_id, msg_forwarder, msg_originator, ttl };
}

/** Integers that JSON.parse has not rounded, from 0 up. */
export function isCount(value: unknown): value is number {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
