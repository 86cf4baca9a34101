// Why a copy of a message goes no further than the node that received it; null where it does, or where nobody said that it should.
import type { Message } from "./message.ts";

export type Stop = "seen before" | "ttl 0" | "not back to its source";

/** What nodes pass on. */
const GOSSIP = new Set(["PRIME", "LEASE"]);

/** linked: the nodes that the receiver is linked to, where that is known. */
export function stopOf(
	copy: Pick<Message, "from" | "ttl" | "duplicate">,
	originator: number,
	linked: readonly number[] | undefined,
): Stop | null {
	if (copy.duplicate) return "seen before";
	if (copy.ttl === 0) return "ttl 0";
	const isSource = (peer: number): boolean => peer === copy.from || peer === originator;
	return linked !== undefined && linked.length > 0 && linked.every(isSource) ? "not back to its source" : null;
}

export function isGossip(type: string): boolean {
	return GOSSIP.has(type);
}
