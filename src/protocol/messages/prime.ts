// PRIME: its originator says that 2^data - 1 is prime. Gossiped; how others can dial the originator may come with it.
import { ADDRESS_CHARACTERS } from "../limits.ts";
import { isCount } from "./envelope.ts";
import type { BadField, Envelope, Wire } from "./envelope.ts";

export interface PrimeMessage extends Envelope {
	readonly msg_type: "PRIME";
	/** The exponent p of 2^p - 1. */
	readonly data: number;
	/** HOST:PORT under which others can dial the originator. */
	readonly msg_originator_addr?: string;
}

export function readPrime(wire: Wire, envelope: Envelope): PrimeMessage | BadField {
	const { data, msg_originator_addr } = wire;
	// Field by field, not by a spread: most of what ever comes is this.
	const { msg_id, msg_forwarder, msg_originator, ttl } = envelope;
	if (!isCount(data) || data < 2) return "data";
	if (msg_originator_addr === undefined) return { msg_type: "PRIME", msg_id, msg_forwarder, msg_originator, ttl, data };
	if (typeof msg_originator_addr !== "string" || msg_originator_addr.length > ADDRESS_CHARACTERS) return "msg_originator_addr";
	return { msg_type: "PRIME", msg_id, msg_forwarder, msg_originator, ttl, data, msg_originator_addr };
}
