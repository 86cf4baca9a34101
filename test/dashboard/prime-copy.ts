// One copy of a PRIME, as the log of its sender or its receiver has it.
import { type Message, readLine } from "../../src/dashboard/page/model/message.ts";

/** Message 7 of node 1: 2^521 - 1. */
export function prime(from: number, to: number, ttl: number, timestamp: number, flags: { sent?: boolean; duplicate?: true } = {}): Message {
	const raw = {
		msg_type: "PRIME",
		msg_id: 7,
		msg_forwarder: from,
		msg_originator: 1,
		ttl,
		data: 521,
		timestamp,
		peer: flags.sent === true ? to : from,
		...(flags.sent === true ? {} : { received: true }),
		...(flags.duplicate === true ? { duplicate: true } : {}),
	};
	const line = readLine(raw, flags.sent === true ? from : to);
	if (line.kind !== "message") throw new Error("no message");
	return line;
}
