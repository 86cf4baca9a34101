// PRIME: its originator says that 2^data - 1 is prime. Gossiped; how others can dial the originator may come with it, and between nodes
// with keys its signature, which no base node is sent.
import { isKey, isSignature } from "../../search/page.ts";
import { ADDRESS_CHARACTERS } from "../limits.ts";
import { isCount } from "./envelope.ts";
import type { BadField, Envelope, Wire } from "./envelope.ts";

export interface PrimeMessage extends Envelope {
	readonly msg_type: "PRIME";
	/** The exponent p of 2^p - 1. */
	readonly data: number;
	/** HOST:PORT under which others can dial the originator. */
	readonly msg_originator_addr?: string;
	/** The originator's Ed25519 public key, and its signature of primeText. */
	readonly msg_originator_key?: string;
	readonly msg_originator_sig?: string;
}

export interface SignedPrimeMessage extends PrimeMessage {
	readonly msg_originator_key: string;
	readonly msg_originator_sig: string;
}

export function readPrime(wire: Wire, envelope: Envelope): PrimeMessage | BadField {
	const { data, msg_originator_addr, msg_originator_sig } = wire;
	// Field by field, not by a spread: most of what ever comes is this.
	const { msg_id, msg_forwarder, msg_originator, ttl } = envelope;
	if (!isCount(data) || data < 2) return "data";
	if (msg_originator_sig !== undefined) return readSigned(wire, envelope);
	if (msg_originator_addr === undefined) return { msg_type: "PRIME", msg_id, msg_forwarder, msg_originator, ttl, data };
	if (!isAddress(msg_originator_addr)) return "msg_originator_addr";
	return { msg_type: "PRIME", msg_id, msg_forwarder, msg_originator, ttl, data, msg_originator_addr };
}

export function isSigned(message: PrimeMessage): message is SignedPrimeMessage {
	return message.msg_originator_sig !== undefined;
}

/** As a peer hears it that has proved no key: the exercise's six fields, and the address. */
export function unsigned({ msg_originator_key: _key, msg_originator_sig: _sig, ...message }: PrimeMessage): PrimeMessage {
	return message;
}

/** What the originator signs, UTF-8: all that stays as it is on the way. */
export function primeText({ msg_originator, msg_id, data, msg_originator_addr = "" }: PrimeMessage, key: string): string {
	return JSON.stringify(["gimps-node prime", key, msg_originator, msg_id, data, msg_originator_addr]);
}

/** Of two that tell of one prime, whether the first one's originator is credited: who signed goes before who did not, then the lowest id. */
export function outranks(one: PrimeMessage, other: PrimeMessage): boolean {
	return isSigned(one) === isSigned(other) ? one.msg_originator < other.msg_originator : isSigned(one);
}

function readSigned(wire: Wire, envelope: Envelope): SignedPrimeMessage | BadField {
	const { data, msg_originator_addr, msg_originator_key, msg_originator_sig } = wire;
	if (!isCount(data)) return "data";
	if (!isKey(msg_originator_key)) return "msg_originator_key";
	if (!isSignature(msg_originator_sig)) return "msg_originator_sig";
	if (msg_originator_addr !== undefined && !isAddress(msg_originator_addr)) return "msg_originator_addr";
	const address = msg_originator_addr === undefined ? {} : { msg_originator_addr };
	return { msg_type: "PRIME", ...envelope, data, ...address, msg_originator_key, msg_originator_sig };
}

function isAddress(value: unknown): value is string {
	return typeof value === "string" && value.length <= ADDRESS_CHARACTERS;
}
