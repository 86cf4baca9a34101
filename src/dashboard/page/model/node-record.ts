// What the page knows of one node: its last state, its latest log, and whether it answers.
// Promises bounded memory whatever the node sends.
import { isChatter } from "./digest.ts";
import { type Fault, type LogLine, type Message, readLine } from "./message.ts";
import { readState, type ShownState } from "./node-state.ts";
import { Ring } from "./ring.ts";

const LINES_MAX = 400;
/** PRIMEs and what is unknown: no chatter pushes them out. */
const NEWS_MAX = 200;
const FAULTS_MAX = 50;
const TYPES_MAX = 16;
const GONE_MAX = 16;
/** How long an evicted peer stays in sight, struck out. */
const GONE_SHOWN_SECONDS = 120;

export class NodeRecord {
	readonly index: number;
	readonly url: string;
	id: number | null;
	/** null until the first word about it. */
	reachable: boolean | null = null;
	reason = "";
	state: ShownState | null = null;
	/** When the state came (ms). */
	stateAt = 0;
	readonly lines = new Ring<Message>(LINES_MAX);
	readonly news = new Ring<Message>(NEWS_MAX);
	readonly faults = new Ring<Fault>(FAULTS_MAX);
	/** How many messages of each type were seen here. */
	readonly types = new Map<string, number>();
	faultCount = 0;
	/** Raised with each change, so that a card is drawn only when there is something new. */
	revision = 0;
	logRevision = 0;
	#boot = "";
	#sequence = 0;

	constructor(index: number, url: string, id: number | null) {
		this.index = index;
		this.url = url;
		this.id = id;
	}

	get name(): string {
		return this.state?.name ?? (this.id === null ? this.url : String(this.id));
	}

	/** Peers that it evicted and that are not back, for a while. now in Unix seconds. */
	gone(now: number): readonly number[] {
		const evicted = this.state?.acquaintances.filter(({ evicted: at }) => at !== null && now - at < GONE_SHOWN_SECONDS) ?? [];
		return evicted.flatMap(({ peer }) => (peer === null || this.state?.peers.has(peer) === true ? [] : peer)).slice(-GONE_MAX);
	}

	/** reachable null: it is not known any more. */
	setReach(reachable: boolean | null, reason: string): void {
		this.reachable = reachable;
		this.reason = reason;
		this.revision += 1;
	}

	setState(raw: unknown, now: number): void {
		const state = readState(raw);
		this.state = state;
		this.stateAt = now;
		this.id = state.id;
		this.revision += 1;
	}

	/** The lines that are new here: after a reconnection the node may repeat what the page has already. */
	addLines(boot: string, sequence: number, entries: readonly unknown[]): LogLine[] {
		const known = boot === this.#boot ? Math.max(0, entries.length - Math.max(0, sequence - this.#sequence)) : 0;
		this.#boot = boot;
		this.#sequence = sequence;
		const added = entries.slice(known).map((entry) => readLine(entry, this.id ?? 0));
		for (const line of added) this.take(line);
		return added;
	}

	take(line: LogLine): void {
		this.logRevision += 1;
		if (line.kind === "fault") {
			this.faults.push(line);
			this.faultCount += 1;
			return;
		}
		this.lines.push(line);
		if (!isChatter(line)) this.news.push(line);
		const seen = this.types.get(line.type);
		if (seen !== undefined || this.types.size < TYPES_MAX) this.types.set(line.type, (seen ?? 0) + 1);
	}
}
