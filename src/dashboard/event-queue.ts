// One reader's side of a stream of server-sent events: what waits for it, in what order, and how much may wait.
// Promises that a reader who does not read costs a bounded number of events: the oldest go, and it is told how many.

/** A batch of a hundred entries is one event: this is minutes of traffic for a reader that keeps up. */
const WAITING_EVENTS_MAX = 256;
/** What a reader that stopped may hold in memory here. */
const WAITING_CHARACTERS_MAX = 512 * 1024;

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

export class EventQueue {
	readonly stream: ReadableStream<Uint8Array>;
	#waiting: ServerEvent[] = [];
	#waitingCharacters = 0;
	#lostEntries = 0;
	#heartbeat = false;
	#controller: ReadableStreamDefaultController<Uint8Array> | null = null;
	#isWanted = false;
	readonly #encoder = new TextEncoder();
	readonly #onClose: () => void;

	/** onClose is called once, whichever side ends the stream. */
	constructor(reconnectMs: number, onClose: () => void) {
		this.#onClose = onClose;
		this.stream = new ReadableStream<Uint8Array>(
			{
				start: (controller) => {
					this.#controller = controller;
					controller.enqueue(this.#encoder.encode(`retry: ${reconnectMs}\n\n`));
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
		while (this.#waiting.length > WAITING_EVENTS_MAX || (this.#waitingCharacters > WAITING_CHARACTERS_MAX && this.#waiting.length > 1)) {
			this.#lostEntries += this.#remove(0)?.entries ?? 0;
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
		this.#onClose();
	}

	#remove(index: number): ServerEvent | undefined {
		if (index < 0) return undefined;
		const [removed] = this.#waiting.splice(index, 1);
		this.#waitingCharacters -= removed?.data.length ?? 0;
		return removed;
	}

	/** Everything that waits goes out as one chunk, when the reader has taken the one before. */
	#flush(): void {
		if (!this.#isWanted || this.#controller === null) return;
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
	}
}

export function eventStreamResponse(stream: ReadableStream<Uint8Array>): Response {
	return new Response(stream, {
		headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", "x-accel-buffering": "no" },
	});
}
