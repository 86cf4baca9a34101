// The messages of the shared search. LEASE is gossiped like PRIME; HAVE, WANT, RESULT and PIECE pass one link and speak for their sender.
// The first HAVE on a link tells that its sender takes part: who never says so hears none of these. What they carry is read in src/search.
import { readHave, readWant } from "../../search/heads.ts";
import type { Have, Want } from "../../search/heads.ts";
import { readSignedLease } from "../../search/lease.ts";
import type { SignedLease } from "../../search/lease.ts";
import { readPages } from "../../search/page.ts";
import type { Page } from "../../search/page.ts";
import { readProofPiece } from "../../search/proof.ts";
import type { ProofPiece } from "../../search/proof.ts";
import type { BadField, Envelope, Wire } from "./envelope.ts";

/** Who works on what, until when. */
export interface LeaseMessage extends Envelope {
	readonly msg_type: "LEASE";
	readonly data: SignedLease;
}

/** Which journals are here, and how far. */
export interface HaveMessage extends Envelope {
	readonly msg_type: "HAVE";
	readonly data: Have;
}

/** Pages that are asked for. */
export interface WantMessage extends Envelope {
	readonly msg_type: "WANT";
	readonly data: Want;
}

/** A page that was asked for, or two that prove a fork: what it says is signed by the journal's owner, whoever passes it on. */
export interface ResultMessage extends Envelope {
	readonly msg_type: "RESULT";
	readonly data: readonly Page[];
}

/** A piece of a proof's file that is asked for, or given. */
export interface PieceMessage extends Envelope {
	readonly msg_type: "PIECE";
	readonly data: ProofPiece;
}

export type SharedMessage = LeaseMessage | HaveMessage | WantMessage | ResultMessage | PieceMessage;

export function readLeaseMessage(wire: Wire, envelope: Envelope): LeaseMessage | BadField {
	const data = readSignedLease(wire["data"]);
	return data === undefined ? "data" : { msg_type: "LEASE", ...envelope, data };
}

export function readHaveMessage(wire: Wire, envelope: Envelope): HaveMessage | BadField {
	const data = readHave(wire["data"]);
	return fromSender(envelope) ?? (data === undefined ? "data" : { msg_type: "HAVE", ...envelope, data });
}

export function readWantMessage(wire: Wire, envelope: Envelope): WantMessage | BadField {
	const data = readWant(wire["data"]);
	return fromSender(envelope) ?? (data === undefined ? "data" : { msg_type: "WANT", ...envelope, data });
}

export function readResultMessage(wire: Wire, envelope: Envelope): ResultMessage | BadField {
	const data = readPages(wire["data"]);
	return fromSender(envelope) ?? (data === undefined ? "data" : { msg_type: "RESULT", ...envelope, data });
}

export function readPieceMessage(wire: Wire, envelope: Envelope): PieceMessage | BadField {
	const data = readProofPiece(wire["data"]);
	return fromSender(envelope) ?? (data === undefined ? "data" : { msg_type: "PIECE", ...envelope, data });
}

function fromSender({ msg_originator, msg_forwarder }: Envelope): BadField | undefined {
	return msg_originator === msg_forwarder ? undefined : "msg_originator";
}
