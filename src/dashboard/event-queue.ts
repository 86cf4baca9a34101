// One reader's side of a stream of server-sent events: what waits for it, in what order, and how much may wait.
// Promises that a reader who does not read costs a bounded number of events: the oldest go, and it is told how many.

/** What of the log may wait for a reader that stopped. */
const WAITING_CHARACTERS_MAX = 2 * 1024 * 1024;
/** Events that replace no other and are no log entries: there are few, unless the reader stopped. */
const WAITING_EVENTS_MAX = 2_048;

export interface ServerEvent {
	readonly event: string;
	/** Without line breaks: JSON. */
	readonly data: string;
	readonly id?: string;
	/** Only the newest event of a key waits; the others are out of date. */
	readonly replaces?: string;
	/** How many log entries are lost if this event is. */
	readonly entries?: number;
}

export interface EventQueueOptions {
	/** How long the reader shall wait before it comes back. */
	readonly reconnectMs: number;
	/** After a chunk the next waits this long and gathers: many small chunks cost a browser far more than a few large ones. */
	readonly gatherMs: number;
	/** Called once, whichever side ends the stream. */
	readonly onClose: () => void;
}

export class EventQueue {
	readonly stream: ReadableStream<Uint8Array>;
	#waiting: ServerEvent[] = [];
	#waitingCharacters = 0;
	#lostEntries = 0;
	#heartbeat = false;
	#controller: ReadableStreamDefaultController<Uint8Array> | null = null;
	#isWanted = false;
	readonly #encoder = new TextEncoder();
	readonly #options: EventQueueOptions;
	#pause: NodeJS.Timeout | null = null;

	constructor(options: EventQueueOptions) {
		this.#options = options;
		this.stream = new ReadableStream<Uint8Array>(
			{
				start: (controller) => {
					this.#controller = controller;
					controller.enqueue(this.#encoder.encode(`retry: ${options.reconnectMs}\n\n`));
				},
				pull: () => {
					this.#isWanted = true;
					this.#flush();
				},
				cancel: () => this.close(),
			},
			{ highWaterMark: 0 },
		);
	}

	push(event: ServerEvent): void {
		if (this.#controller === null) return;
		if (event.replaces !== undefined) this.#remove(this.#waiting.findIndex((other) => other.replaces === event.replaces));
		this.#waiting.push(event);
		this.#waitingCharacters += event.data.length;
		while (this.#waiting.length > WAITING_EVENTS_MAX || this.#waitingCharacters > WAITING_CHARACTERS_MAX) {
			// States and the like stay: they are few, since the newest replaces the one before.
			const oldest = this.#waiting.findIndex((other) => other.replaces === undefined);
			if (oldest < 0) break;
			this.#lostEntries += this.#remove(oldest)?.entries ?? 0;
		}
		this.#flush();
	}

	/** A comment that keeps the connection known as alive. */
	beat(): void {
		this.#heartbeat = true;
		this.#flush();
	}

	close(): void {
		const controller = this.#controller;
		if (controller === null) return;
		this.#controller = null;
		this.#waiting = [];
		try {
			controller.close();
		} catch {
			// The reader has gone already.
		}
		if (this.#pause !== null) clearTimeout(this.#pause);
		this.#options.onClose();
	}

	#remove(index: number): ServerEvent | undefined {
		if (index < 0) return undefined;
		const [removed] = this.#waiting.splice(index, 1);
		this.#waitingCharacters -= removed?.data.length ?? 0;
		return removed;
	}

	/** Everything that waits goes out as one chunk, when the reader has taken the one before. */
	#flush(): void {
		if (!this.#isWanted || this.#pause !== null || this.#controller === null) return;
		let text = this.#heartbeat ? ": still here\n\n" : "";
		if (this.#lostEntries > 0) text += `event: lost\ndata: {"entries":${this.#lostEntries}}\n\n`;
		for (const event of this.#waiting) {
			text += `${event.id === undefined ? "" : `id: ${event.id}\n`}event: ${event.event}\ndata: ${event.data}\n\n`;
		}
		if (text === "") return;
		this.#heartbeat = false;
		this.#lostEntries = 0;
		this.#waiting = [];
		this.#waitingCharacters = 0;
		this.#isWanted = false;
		this.#controller.enqueue(this.#encoder.encode(text));
		if (this.#options.gatherMs === 0) return;
		this.#pause = setTimeout(() => {
			this.#pause = null;
			this.#flush();
		}, this.#options.gatherMs);
	}
}

export function eventStreamResponse(stream: ReadableStream<Uint8Array>): Response {
	return new Response(stream, {
		headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", "x-accel-buffering": "no" },
	});
}
