// KEY and PROOF: which key stands behind an id, asked and proved on one link. They pass that link and speak for their sender alone.
import { isKey, isSignature } from "../../search/page.ts";
import type { BadField, Envelope, Wire } from "./envelope.ts";

/** "I sign with this key; sign this challenge, if you have one." */
export interface KeyMessage extends Envelope {
	readonly msg_type: "KEY";
	readonly data: { readonly key: string; readonly challenge: string };
}

/** The signature that the other end's challenge asked for. */
export interface ProofMessage extends Envelope {
	readonly msg_type: "PROOF";
	readonly data: { readonly sig: string };
}

export type IdentityMessage = KeyMessage | ProofMessage;

/** One end of a link, as the text that is signed names it. */
export interface LinkEnd {
	readonly key: string;
	readonly id: number;
}

/** The text that the signer signs, UTF-8. Binding: what both ends know of an encrypted connection, empty for one that is not. */
export function linkText(signer: LinkEnd, other: LinkEnd, challenge: string, binding: string): string {
	return JSON.stringify(["gimps-node link", signer.key, signer.id, other.key, other.id, challenge, binding]);
}

export function readKeyMessage(wire: Wire, envelope: Envelope): KeyMessage | BadField {
	const { key, challenge } = fieldsOf(wire["data"]);
	if (envelope.msg_originator !== envelope.msg_forwarder) return "msg_originator";
	if (!isKey(key) || !isKey(challenge)) return "data";
	return { msg_type: "KEY", ...envelope, data: { key, challenge } };
}

export function readProofMessage(wire: Wire, envelope: Envelope): ProofMessage | BadField {
	const { sig } = fieldsOf(wire["data"]);
	if (envelope.msg_originator !== envelope.msg_forwarder) return "msg_originator";
	return isSignature(sig) ? { msg_type: "PROOF", ...envelope, data: { sig } } : "data";
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null ? { ...value } : {};
}
