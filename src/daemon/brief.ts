// A message as people are shown it: whole where it is the exercise's, and of the shared search's what it is about, not its pages.
import type { Message } from "../protocol/messages/kinds.ts";

export interface BriefMessage {
	readonly msg_type: string;
	readonly msg_id: number;
	readonly msg_forwarder: number;
	readonly msg_originator: number;
	readonly ttl: number;
	readonly data: number | null;
	readonly msg_originator_addr?: string;
	readonly about?: string;
}

/** Characters of a key that people tell apart. */
const KEY_CHARACTERS = 8;

export function brief(message: Message): BriefMessage {
	switch (message.msg_type) {
		case "LEASE": {
			const { key, cells, seconds } = message.data;
			return {
				...message,
				data: null,
				about: `${shortKey(key)} holds ${plural(cells.length, "cell")} from ${cells[0] ?? "none"} for ${seconds} s`,
			};
		}
		case "HAVE": {
			const { heads, forks } = message.data;
			const [first] = heads;
			const named = first === undefined ? "" : `: ${shortKey(first[0])} to ${first[1]}${heads.length > 1 ? " ..." : ""}`;
			return {
				...message,
				data: null,
				about: `${plural(heads.length, "journal")}${named}${forks.length > 0 ? `, ${forks.length} forked` : ""}`,
			};
		}
		case "WANT": {
			const { key, from, pages } = message.data;
			return { ...message, data: null, about: `${plural(pages, "page")} of ${shortKey(key)} from ${from}` };
		}
		case "RESULT": {
			const [page] = message.data;
			const about = page === undefined ? "" : `${shortKey(page.key)} page ${page.seq}, ${plural(page.records.length, "record")}`;
			return { ...message, data: null, about };
		}
		case "KEY":
			return { ...message, data: null, about: `key ${shortKey(message.data.key)}` };
		case "PROOF":
			return { ...message, data: null, about: "signature" };
		case "PIECE": {
			const { hash, at, bytes } = message.data;
			const about = `${bytes === undefined ? "asks for" : bytes === "" ? "has no" : "a piece of"} proof ${shortKey(hash)} from byte ${at}`;
			return { ...message, data: null, about };
		}
		default:
			return message;
	}
}

export function shortKey(key: string): string {
	return key.slice(0, KEY_CHARACTERS);
}

function plural(count: number, one: string): string {
	return `${count} ${one}${count === 1 ? "" : "s"}`;
}
