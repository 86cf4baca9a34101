// Tells people what the core did: log lines, counters, and the latest messages. Hangs on typed outputs alone; decides nothing.
import type { Output } from "../core/core.ts";
import type { NodeEventName } from "../protocol/events.ts";
import type { Message } from "../protocol/messages/kinds.ts";
import type { Acquaintances } from "./acquaintances.ts";
import { brief } from "./brief.ts";
import type { Chronicle, Counts, EventCounts } from "./chronicle.ts";
import { count } from "./chronicle.ts";
import type { Logger } from "./log.ts";
import { LOG_LINES } from "./log-lines.ts";
import type { LogName } from "./log-lines.ts";
import type { Pace } from "./pace.ts";
import type { SharedEventName } from "../search/shared/events.ts";
import type { Observer } from "./performer.ts";
import { seconds } from "./snapshot.ts";

/** Events that are counted besides being logged. */
const COUNTED: { readonly [Name in NodeEventName | SharedEventName]?: keyof EventCounts } = {
	"peer-evicted": "evictions",
	"prime-found": "primes_found",
	"claim-refuted": "claims_refuted",
	"page-written": "pages_written",
	"page-taken": "pages_taken",
	"page-refused": "pages_refused",
	"key-wrong": "keys_wrong",
	"key-forked": "keys_forked",
	disputed: "disputes",
};

export interface DiaryDependencies {
	readonly log: Logger;
	readonly chronicle: Chronicle;
	readonly acquaintances: Acquaintances;
	readonly pace: Pace;
	/** Milliseconds since 1970. */
	readonly now: () => number;
}

export class Diary implements Observer {
	readonly #log: Logger;
	readonly #chronicle: Chronicle;
	readonly #acquaintances: Acquaintances;
	readonly #pace: Pace;
	readonly #counts: Counts;
	readonly #now: () => number;

	constructor(dependencies: DiaryDependencies) {
		this.#log = dependencies.log;
		this.#chronicle = dependencies.chronicle;
		this.#acquaintances = dependencies.acquaintances;
		this.#pace = dependencies.pace;
		this.#counts = dependencies.chronicle.counts;
		this.#now = dependencies.now;
	}

	/** Logs an event by its line in the table. */
	write(name: LogName, facts: object): void {
		const { level, text } = LOG_LINES[name];
		this.#log[level](facts, text);
	}

	performed(output: Output): void {
		switch (output.type) {
			case "record":
				return this.#chronicle.discovered({ exponent: output.exponent, finder: output.finder, timestamp: seconds(this.#now()) });
			case "send":
				for (const { peer } of output.to) this.#sent(peer, output.message);
				return;
			case "heard":
				return this.#heard(output.message, output.duplicate);
			case "dropped":
				return count(this.#counts.messages_dropped, output.msg_type);
			case "trust":
				this.#counts.links_opened++;
				return;
			case "fault": {
				const { peer, fault } = output;
				count(this.#counts.faults, fault.code);
				const error = Object.values(fault).join(" ");
				const timestamp = seconds(this.#now());
				this.#acquaintances.fault(peer, error, timestamp);
				return this.#chronicle.add({ error, timestamp, received: true, ...(peer === null ? {} : { peer }) });
			}
			case "event":
				return this.#happened(output);
			case "dial":
			case "hang-up":
			case "ban":
			case "test":
			case "cancel":
			case "check":
			case "keep":
			case "read-pages":
			case "read-piece":
			case "keep-piece":
			case "check-proof":
			case "drop-proof":
			case "sign":
			case "verify":
				return;
		}
	}

	keepingFailed(error: Error): void {
		this.write("keeping-failed", { reason: error.message });
	}

	keepingRecovered(lost: number): void {
		this.write("keeping-recovered", { lost });
	}

	#happened(output: Extract<Output, { readonly type: "event" }>): void {
		const { event, facts } = output;
		const counter = COUNTED[event];
		if (counter !== undefined) this.#counts[counter]++;
		if (event === "reset") {
			this.#chronicle.clear();
			this.#acquaintances.reset();
		}
		if (output.event === "peer-evicted") this.#acquaintances.evicted(output.facts.peer, seconds(this.#now()));
		if (output.event === "peer-joined") this.#acquaintances.joined(output.facts.peer);
		if (output.event === "page-taken") {
			const { key, time, records, squarings } = output.facts;
			this.#pace.page(this.#now(), { key, at: time * 1_000, tests: records, squarings });
		}
		this.write(event, facts);
	}

	#sent(peer: number, whole: Message): void {
		const message = brief(whole);
		count(this.#counts.messages_sent, message.msg_type);
		this.#acquaintances.sent(peer);
		this.#chronicle.add({ ...message, timestamp: seconds(this.#now()), peer });
		this.write("message-sent", { peer, ...message });
	}

	#heard(whole: Message, duplicate: boolean): void {
		const message = brief(whole);
		const peer = message.msg_forwarder;
		count(this.#counts.messages_received, message.msg_type);
		if (duplicate) this.#counts.duplicates++;
		this.#acquaintances.heard(peer, seconds(this.#now()));
		const flags = { received: true, peer, ...(duplicate ? { duplicate } : {}) } as const;
		this.#chronicle.add({ ...message, timestamp: seconds(this.#now()), ...flags });
		this.write("message-received", { peer, duplicate, ...message });
	}
}
