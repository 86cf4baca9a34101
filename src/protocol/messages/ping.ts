// PING and PONG: is the peer there? They pass one link, carry nothing, and speak for their sender alone.
import type { BadField, Envelope, Wire } from "./envelope.ts";

export interface PingMessage extends Envelope {
	readonly msg_type: "PING";
	readonly data: null;
}

export interface PongMessage extends Envelope {
	readonly msg_type: "PONG";
	readonly data: null;
}

export function readPing(wire: Wire, envelope: Envelope): PingMessage | BadField {
	const { msg_id, msg_forwarder, msg_originator, ttl } = envelope;
	return badIn(wire, envelope) ?? { msg_type: "PING", msg_id, msg_forwarder, msg_originator, ttl, data: null };
}

export function readPong(wire: Wire, envelope: Envelope): PongMessage | BadField {
	const { msg_id, msg_forwarder, msg_originator, ttl } = envelope;
	return badIn(wire, envelope) ?? { msg_type: "PONG", msg_id, msg_forwarder, msg_originator, ttl, data: null };
}

function badIn(wire: Wire, { msg_originator, msg_forwarder }: Envelope): BadField | null {
	if (wire["data"] !== null) return "data";
	return msg_originator === msg_forwarder ? null : "msg_originator";
}
