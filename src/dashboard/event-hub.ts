// Turns what happens in one node into server-sent events for any number of readers, up to a cap.
// Events: 'state' at connect and on change, at most once a second; 'message', a JSON array of log entries, oldest first,
// whose id is BOOT-SEQUENCE of its last entry, so that a reader who comes back gets only what it missed.
import type { LogEntry, NodeView } from "./contract.ts";
import { EventQueue } from "./event-queue.ts";

const STATE_EVERY_MS = 1_000;
const BATCH_EVERY_MS = 100;
const HEARTBEAT_EVERY_MS = 5_000;
const RECONNECT_MS = 1_000;
const READERS_MAX = 64;
/** Of a burst between two batches only the latest entries are told; the log itself keeps no more. */
const BATCH_ENTRIES_MAX = 1_000;

export class EventHub {
	readonly #view: NodeView;
	readonly #readers = new Map<EventQueue, { lastState: string }>();
	readonly #unsubscribe: () => void;
	/** Tells this process's sequence numbers from those of the process before. */
	readonly #boot = Date.now().toString(36);
	#sequence = 0;
	#batch: LogEntry[] = [];
	#batchLost = 0;
	#timers: NodeJS.Timeout[] = [];

	constructor(view: NodeView) {
		this.#view = view;
		this.#unsubscribe = view.onEntry((entry) => this.#onEntry(entry));
	}

	/** The stream of a new reader, or null where there are too many. */
	connect(lastEventId: string | undefined): ReadableStream<Uint8Array> | null {
		if (this.#readers.size >= READERS_MAX) return null;
		this.#sendBatch();
		const reader = new EventQueue({ reconnectMs: RECONNECT_MS, gatherMs: 0, onClose: () => this.#forget(reader) });
		this.#readers.set(reader, { lastState: "" });
		if (this.#timers.length === 0) this.#startTimers();
		this.#sendState();
		const missed = this.#entriesAfter(lastEventId);
		if (missed.length > 0) reader.push(this.#messageEvent(missed));
		return reader.stream;
	}

	close(): void {
		this.#unsubscribe();
		for (const reader of this.#readers.keys()) reader.close();
	}

	#onEntry(entry: LogEntry): void {
		this.#sequence += 1;
		if (this.#readers.size === 0) return;
		this.#batch.push(entry);
		if (this.#batch.length > BATCH_ENTRIES_MAX) this.#batchLost += this.#batch.splice(0, BATCH_ENTRIES_MAX / 2).length;
	}

	#sendBatch(): void {
		if (this.#batch.length === 0) return;
		const event = this.#messageEvent(this.#batch);
		const lost = this.#batchLost;
		this.#batch = [];
		this.#batchLost = 0;
		for (const reader of this.#readers.keys()) {
			if (lost > 0) reader.push({ event: "lost", data: JSON.stringify({ entries: lost }) });
			reader.push(event);
		}
	}

	#messageEvent(entries: readonly LogEntry[]) {
		return { event: "message", id: `${this.#boot}-${this.#sequence}`, data: JSON.stringify(entries), entries: entries.length };
	}

	#sendState(): void {
		const data = JSON.stringify(this.#view.state());
		for (const [reader, progress] of this.#readers) {
			if (progress.lastState === data) continue;
			progress.lastState = data;
			reader.push({ event: "state", data, replaces: "state" });
		}
	}

	#entriesAfter(lastEventId: string | undefined): readonly LogEntry[] {
		const log = this.#view.messageLog();
		const [boot, sequence] = (lastEventId ?? "").split("-");
		if (boot !== this.#boot || sequence === undefined || !/^\d{1,15}$/.test(sequence)) return log;
		const missed = this.#sequence - Number(sequence);
		return missed <= 0 ? [] : log.slice(-missed);
	}

	#startTimers(): void {
		this.#timers = [
			setInterval(() => this.#sendBatch(), BATCH_EVERY_MS),
			setInterval(() => this.#sendState(), STATE_EVERY_MS),
			setInterval(() => {
				for (const reader of this.#readers.keys()) reader.beat();
			}, HEARTBEAT_EVERY_MS),
		];
	}

	#forget(reader: EventQueue): void {
		this.#readers.delete(reader);
		if (this.#readers.size > 0) return;
		for (const timer of this.#timers) clearInterval(timer);
		this.#timers = [];
		this.#batch = [];
		this.#batchLost = 0;
	}
}
