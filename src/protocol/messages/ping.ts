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
	return readEmpty(wire, envelope) ?? { msg_type: "PING", ...envelope, data: null };
}

export function readPong(wire: Wire, envelope: Envelope): PongMessage | BadField {
	return readEmpty(wire, envelope) ?? { msg_type: "PONG", ...envelope, data: null };
}

function readEmpty(wire: Wire, { msg_originator, msg_forwarder }: Envelope): BadField | null {
	if (wire["data"] !== null) return "data";
	return msg_originator === msg_forwarder ? null : "msg_originator";
}
