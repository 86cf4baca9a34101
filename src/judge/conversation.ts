// What was said between the node on trial and the peers that the judge plays, in order and with its times.
import type { Message } from "../protocol/messages/kinds.ts";
import type { Received } from "../protocol/messages/parse.ts";
import type { PrimeMessage } from "../protocol/messages/prime.ts";

export interface Entry {
	/** Milliseconds since the trial began. */
	readonly at: number;
	readonly by: "node" | "judge";
	/** The peer that the judge plays at the other end. */
	readonly peer: number;
	/** Counts the links of the trial. */
	readonly link: number;
	readonly what: "says" | "dials" | "hangs up";
	readonly text: string;
	/** What a line of the node is; null for all else. */
	readonly received: Received | null;
}

export class Conversation {
	readonly #began = performance.now();
	readonly entries: Entry[] = [];
	#links = 0;

	now(): number {
		return performance.now() - this.#began;
	}

	newLink(): number {
		return this.#links++;
	}

	add(entry: Omit<Entry, "at">): Entry {
		const added = { at: this.now(), ...entry };
		this.entries.push(added);
		return added;
	}
}

/** The message that an entry of the node holds. */
export function messageOf(entry: Entry): Message | null {
	return entry.received?.kind === "message" ? entry.received.message : null;
}

export function ofType(entries: readonly Entry[], type: "PING" | "PONG" | "PRIME"): Entry[] {
	return entries.filter((entry) => messageOf(entry)?.msg_type === type);
}

export function primeOf(entry: Entry): PrimeMessage | null {
	const message = messageOf(entry);
	return message?.msg_type === "PRIME" ? message : null;
}
