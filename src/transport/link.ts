// One open connection: bytes in to lines, lines out to bytes, and its end.
// Promises closed() exactly once and asynchronously, no line() once it is ending, and no timer or socket afterwards; judges no message.
import type { Socket } from "node:net";
import type { TransportLimits } from "./limits.ts";
import { HANDSHAKE_BYTE, KEY_THERE } from "./handshake.ts";
import { Outbox, type OutboundLine, type Urgency } from "./outbox.ts";
import { Splitter, type SplitterFault } from "./splitter.ts";
import type { Reader, Turns } from "./turns.ts";

export interface LinkInfo {
	/** Counts up from 1; never used twice. */
	readonly link: number;
	readonly direction: "dialled" | "accepted";
	/** HOST:PORT: as dialled, or the remote end. */
	readonly address: string;
	/** Remote IP address without the port, in its canonical form. */
	readonly host: string;
	readonly loopback: boolean;
	/** Of an encrypted connection: what both its ends can derive from it and nobody else (RFC 8446, section 7.5), in base64url. */
	readonly binding: string | undefined;
}

export interface LinkEvents {
	line(text: string): void;
	fault(code: SplitterFault): void;
	closed(reason: string): void;
	received(bytes: number): void;
	written(bytes: number): void;
	/** Bytes that were queued (positive) or left the queue (negative). */
	queued(bytes: number): void;
}

export class Link implements Reader {
	readonly info: LinkInfo;
	readonly #limits: TransportLimits;
	readonly #socket: Socket;
	readonly #turns: Turns;
	readonly #events: LinkEvents;
	readonly #splitter: Splitter;
	readonly #outbox: Outbox;
	/** Why it ends; set once, and from then on it is ending. */
	#reason: string | undefined;
	#flushTimer: NodeJS.Timeout | undefined;
	#hasRead = false;

	constructor(options: { readonly info: LinkInfo; readonly limits: TransportLimits }, socket: Socket, turns: Turns, events: LinkEvents) {
		this.info = options.info;
		this.#limits = options.limits;
		this.#socket = socket;
		this.#turns = turns;
		this.#events = events;
		const { untrustedLineLimitBytes, lineLimitBytes } = options.limits;
		this.#splitter = new Splitter({ limitBytes: Math.min(untrustedLineLimitBytes, lineLimitBytes) }, this.#splitterSink());
		this.#outbox = new Outbox(
			{ queueLimitBytes: options.limits.linkQueueLimitBytes, drainTimeoutMs: options.limits.drainTimeoutMs },
			socket,
			{
				queued: (bytes) => events.queued(bytes),
				written: (bytes) => events.written(bytes),
				stalled: () => this.cut("does not drain"),
				finished: () => socket.end(),
			},
		);
		socket.on("error", (error: NodeJS.ErrnoException) => this.#ends(error.code ?? error.message));
		socket.on("data", (chunk: Buffer) => this.#read(chunk));
		socket.on("end", () => this.#ends("closed by the peer"));
		socket.on("close", () => this.#closed());
	}

	get queuedBytes(): number {
		return this.#outbox.queuedBytes;
	}

	trust(): void {
		this.#splitter.setLimit(this.#limits.lineLimitBytes);
	}

	send(line: OutboundLine, urgency: Urgency): void {
		if (this.#reason !== undefined) return;
		if (!this.#outbox.add(line, urgency)) this.cut("does not drain");
	}

	/** Writes what is queued and says goodbye, for as long as the flush timeout allows. */
	hangUp(reason: string): void {
		if (this.#reason !== undefined) return;
		this.#ends(reason);
		this.#flushTimer = setTimeout(() => this.#socket.destroy(), this.#limits.flushTimeoutMs);
		this.#outbox.finish();
		// What still comes is read and thrown away: bytes left unread would turn our goodbye into a reset that eats it.
		this.#socket.resume();
	}

	/** Ends it at once; what is queued is lost. */
	cut(reason: string): void {
		this.#ends(reason);
		this.#outbox.close();
		this.#socket.destroy();
	}

	readLine(): boolean {
		return this.#splitter.take();
	}

	pause(): void {
		this.#socket.pause();
	}

	resume(): void {
		this.#socket.resume();
	}

	#read(chunk: Buffer): void {
		this.#events.received(chunk.length);
		if (this.#reason !== undefined) return;
		if (!this.#hasRead && chunk[0] === HANDSHAKE_BYTE) return this.cut(KEY_THERE);
		this.#hasRead = true;
		this.#splitter.feed(chunk);
		this.#turns.offer(this);
	}

	#splitterSink(): { line(text: string): void; fault(code: SplitterFault): void } {
		return {
			line: (text) => this.#events.line(text),
			fault: (code) => {
				this.#events.fault(code);
				if (code === "line-too-long") this.cut(code);
			},
		};
	}

	#ends(reason: string): void {
		this.#reason ??= reason;
		this.#turns.remove(this);
		this.#splitter.close();
	}

	#closed(): void {
		clearTimeout(this.#flushTimer);
		this.#ends("closed");
		this.#outbox.close();
		this.#events.closed(this.#reason ?? "closed");
	}
}
