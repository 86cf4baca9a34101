// Connections that were turned away: counted by reason. Of a source that lacks the right network key people hear once an hour, for it may
// be a machine of theirs that was set up wrongly. Remembers a bounded number of sources.
import { sourceOf } from "../address.ts";
import { KEY_REASONS } from "../transport/handshake.ts";
import type { Counts } from "./chronicle.ts";
import { count } from "./chronicle.ts";
import type { Diary } from "./diary.ts";

const TOLD_AGAIN_AFTER_MS = 3_600_000;
const SOURCES_MAX = 1_024;

export interface RefusalsDependencies {
	readonly counts: Counts;
	readonly diary: Diary;
	/** Milliseconds. */
	readonly now: () => number;
}

export class Refusals {
	readonly #dependencies: RefusalsDependencies;
	/** When each source was told of, the longest ago first. */
	readonly #toldAt = new Map<string, number>();

	constructor(dependencies: RefusalsDependencies) {
		this.#dependencies = dependencies;
	}

	refused(host: string, reason: string): void {
		const { counts, diary } = this.#dependencies;
		count(counts.connections_refused, reason);
		diary.write(this.#isToBeTold(host, reason) ? "outsider-refused" : "connection-refused", { host, reason });
	}

	#isToBeTold(host: string, reason: string): boolean {
		if (!KEY_REASONS.has(reason)) return false;
		const source = sourceOf(host);
		const now = this.#dependencies.now();
		if (now - (this.#toldAt.get(source) ?? Number.NEGATIVE_INFINITY) < TOLD_AGAIN_AFTER_MS) return false;
		this.#toldAt.delete(source);
		this.#toldAt.set(source, now);
		const [longestAgo] = this.#toldAt.keys();
		if (this.#toldAt.size > SOURCES_MAX && longestAgo !== undefined) this.#toldAt.delete(longestAgo);
		return true;
	}
}
