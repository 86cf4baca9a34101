// How each PRIME spread: every copy of it that some node sent or received, put together from all nodes' logs.
// Promises to hold the latest few hundred PRIMEs and a bounded number of copies of each.
import type { Message } from "./message.ts";

const PATHS_MAX = 300;
const HOPS_MAX = 1_000;
/** A copy with ttl 0 that comes this long after the first is no part of the flood: it was told to one who might have missed it. */
export const LATER_AFTER_SECONDS = 2;

export interface Hop {
	readonly from: number;
	readonly to: number;
	readonly ttl: number;
	/** Unix seconds; null where the sender's, or the receiver's, log is not seen here. */
	sentAt: number | null;
	receivedAt: number | null;
	duplicate: boolean;
	/** No part of the flood, but told later. */
	readonly isLater: boolean;
}

export interface Path {
	readonly key: string;
	readonly originator: number;
	readonly id: number;
	readonly exponent: number | null;
	readonly hops: Map<string, Hop>;
	/** The largest ttl seen: that of the first hop. */
	ttl: number;
	/** Unix seconds of the first sight of it. */
	firstAt: number;
	/** For so long after the first sight a copy with ttl 0 is one of the flood. */
	patienceSeconds: number;
	revision: number;
}

export interface NumberedHop extends Hop {
	/** 1 for a copy that the originator sent. */
	readonly number: number;
	/** Seconds since the first sight of the message. */
	readonly after: number | null;
}

export function pathKey(message: Message): string {
	return `${message.originator}:${message.id}`;
}

export class Paths {
	readonly #paths = new Map<string, Path>();
	/** Raised with each copy. */
	revision = 0;
	/** Longer where messages are slow. */
	laterAfterSeconds = LATER_AFTER_SECONDS;

	/** Of each exponent the first announcement; the newest first. */
	get finds(): Path[] {
		const firsts = new Map<number | null, Path>();
		for (const path of this.#paths.values()) {
			const known = firsts.get(path.exponent);
			if (path.ttl > 0 && (known === undefined || path.firstAt < known.firstAt)) firsts.set(path.exponent, path);
		}
		return [...firsts.values()].toSorted((one, other) => other.firstAt - one.firstAt);
	}

	get(key: string): Path | undefined {
		return this.#paths.get(key);
	}

	add(message: Message): Path {
		const key = pathKey(message);
		const path = this.#paths.get(key) ?? this.#create(key, message);
		path.ttl = Math.max(path.ttl, message.ttl);
		path.firstAt = Math.min(path.firstAt, message.timestamp);
		path.patienceSeconds = Math.max(path.patienceSeconds, this.laterAfterSeconds);
		const isLater = message.ttl === 0 && message.timestamp - path.firstAt > path.patienceSeconds;
		const hopKey = `${message.from}>${message.to}:${isLater ? "later" : message.ttl}`;
		let hop = path.hops.get(hopKey);
		if (hop === undefined) {
			if (path.hops.size >= HOPS_MAX) return path;
			hop = { from: message.from, to: message.to, ttl: message.ttl, sentAt: null, receivedAt: null, duplicate: false, isLater };
			path.hops.set(hopKey, hop);
		}
		if (message.received) {
			hop.receivedAt = message.timestamp;
			hop.duplicate = message.duplicate;
		} else {
			hop.sentAt = message.timestamp;
		}
		path.revision += 1;
		this.revision += 1;
		return path;
	}

	#create(key: string, message: Message): Path {
		const { originator, id, data: exponent, ttl, timestamp: firstAt } = message;
		const path: Path = { key, originator, id, exponent, hops: new Map(), ttl, firstAt, patienceSeconds: 0, revision: 0 };
		this.#paths.set(key, path);
		const oldest = this.#paths.keys().next().value;
		if (this.#paths.size > PATHS_MAX && oldest !== undefined) this.#paths.delete(oldest);
		return path;
	}
}

/** The hops in the order in which they happened. */
export function hopsOf(path: Path): NumberedHop[] {
	return [...path.hops.values()]
		.map((hop) => {
			const at = hop.receivedAt ?? hop.sentAt;
			const after = at === null ? null : at - path.firstAt;
			// Where no copy is known that may still be forwarded, the flood was over before this page looked.
			const isLater = hop.isLater || path.ttl === 0;
			return { ...hop, number: path.ttl - hop.ttl + 1, after, isLater };
		})
		.sort(
			(one, other) =>
				Number(one.isLater) - Number(other.isLater) ||
				one.number - other.number ||
				(one.after ?? 0) - (other.after ?? 0) ||
				one.from - other.from ||
				one.to - other.to,
		);
}
