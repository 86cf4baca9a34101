// What waits to be written to one link: the more urgent lines first, counted in bytes against this link's cap and the cap of all.
// Hands the socket one batch at a time and the next only after the kernel took it, which is the promise that write()'s false asks for.
// Tells its link when the peer does not drain; never closes anything itself, and leaves no listener: a batch in flight has one callback.
import type { Socket } from "node:net";
import { QUEUED_LINE_OVERHEAD_BYTES, WRITE_BATCH_BYTES } from "./limits.ts";

/** A line made once, however many links it goes to. */
export interface OutboundLine {
	readonly text: string;
	readonly bytes: number;
}

/** The order in which lines leave; those of one urgency in the order of their coming. */
export type Urgency = "first" | "soon" | "bulk";

interface Batch extends OutboundLine {
	readonly lines: number;
}

export interface OutboxOptions {
	readonly queueLimitBytes: number;
	readonly drainTimeoutMs: number;
}

export interface OutboxEvents {
	/** Bytes that came (positive) or went (negative). */
	queued(bytes: number): void;
	written(bytes: number): void;
	/** Nothing was taken for the drain timeout. */
	stalled(): void;
	/** finish() was called and all is written. */
	finished(): void;
}

export class Outbox {
	readonly #options: OutboxOptions;
	readonly #socket: Socket;
	readonly #events: OutboxEvents;
	/** The most urgent first. */
	readonly #queues: Readonly<Record<Urgency, OutboundLine[]>> = { first: [], soon: [], bulk: [] };
	/** Queued and in flight, with each line's overhead. */
	#queuedBytes = 0;
	#inFlightBytes = 0;
	#flushScheduled = false;
	#finishing = false;
	#closed = false;
	#drainTimer: NodeJS.Timeout | undefined;

	constructor(options: OutboxOptions, socket: Socket, events: OutboxEvents) {
		this.#options = options;
		this.#socket = socket;
		this.#events = events;
	}

	get queuedBytes(): number {
		return this.#queuedBytes;
	}

	/** False, and nothing queued, where the line would go over the cap. */
	add(line: OutboundLine, urgency: Urgency): boolean {
		if (this.#closed || this.#finishing) return true;
		const costBytes = line.bytes + QUEUED_LINE_OVERHEAD_BYTES;
		if (this.#queuedBytes + costBytes > this.#options.queueLimitBytes) return false;
		this.#queues[urgency].push(line);
		this.#count(costBytes);
		this.#scheduleFlush();
		return true;
	}

	/** Takes no more lines, writes the ones it has, then says finished(). */
	finish(): void {
		if (this.#closed || this.#finishing) return;
		this.#finishing = true;
		this.#scheduleFlush();
	}

	/** Drops everything; no event comes after it. */
	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		clearTimeout(this.#drainTimer);
		for (const queue of Object.values(this.#queues)) queue.length = 0;
		this.#count(-this.#queuedBytes);
	}

	/** After the present turn of the caller, so that all answers to one chunk leave in one write. */
	#scheduleFlush(): void {
		if (this.#flushScheduled || this.#inFlightBytes > 0) return;
		this.#flushScheduled = true;
		process.nextTick(() => {
			this.#flushScheduled = false;
			this.#flush();
		});
	}

	#flush(): void {
		if (this.#closed) return;
		const batch = this.#nextBatch();
		if (batch.bytes === 0) {
			if (this.#finishing) this.#events.finished();
			return;
		}
		this.#inFlightBytes = batch.bytes;
		// As many bytes as characters is plain ASCII, which Node writes faster under this name.
		const encoding = batch.bytes === batch.text.length ? "latin1" : "utf8";
		this.#socket.write(batch.text, encoding, (error) => this.#written(batch, error));
		if (this.#socket.writableLength > 0) this.#watch();
	}

	#nextBatch(): Batch {
		let text = "";
		let bytes = 0;
		let lines = 0;
		for (const queue of Object.values(this.#queues)) {
			let taken = 0;
			for (const line of queue) {
				if (bytes > 0 && bytes + line.bytes > WRITE_BATCH_BYTES) break;
				text += line.text;
				bytes += line.bytes;
				taken++;
			}
			queue.splice(0, taken);
			lines += taken;
		}
		return { text, bytes, lines };
	}

	#written({ bytes, lines }: Batch, error: Error | null | undefined): void {
		this.#inFlightBytes = 0;
		clearTimeout(this.#drainTimer);
		this.#drainTimer = undefined;
		// A failed write is followed by the socket's own 'error' and 'close'.
		if (this.#closed || (error !== null && error !== undefined)) return;
		this.#count(-bytes - lines * QUEUED_LINE_OVERHEAD_BYTES);
		this.#events.written(bytes);
		this.#flush();
	}

	/** Judges only after a look at the sockets: when this process itself stood still, the peer may long have drained. */
	#watch(): void {
		this.#drainTimer = setTimeout(() => {
			const timer = this.#drainTimer;
			setImmediate(() => {
				if (!this.#closed && this.#drainTimer === timer && timer !== undefined) this.#events.stalled();
			});
		}, this.#options.drainTimeoutMs);
	}

	#count(bytes: number): void {
		this.#queuedBytes += bytes;
		this.#events.queued(bytes);
	}
}
