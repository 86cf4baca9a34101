// The node's sockets: listens, dials, and turns peers' bytes into lines and messages into bytes, all within the limits of limits.ts.
// Promises that no event comes from within a call to it, that no line comes after a hangUp, and that every opened link is closed once.
// Never parses a line, never dials by itself, and knows no node, only links.
import type { Socket } from "node:net";
import { isLoopback, parseHost } from "../address.ts";
import { Dial } from "./dial.ts";
import { Doorway } from "./doorway.ts";
import { bindingOf, KEY_THERE } from "./handshake.ts";
import { DEFAULT_LIMITS, type TransportLimits } from "./limits.ts";
import { Link, type LinkInfo } from "./link.ts";
import { type Bound, Listener } from "./listener.ts";
import type { NetworkKey } from "./network-key.ts";
import type { Urgency } from "./outbox.ts";
import { Serializer } from "./serializer.ts";
import type { SplitterFault } from "./splitter.ts";
import { Turns } from "./turns.ts";

export interface TransportOptions {
	readonly host: string;
	/** 0: any free one. */
	readonly port: number;
	readonly limits?: Partial<TransportLimits>;
	/** Of a private network: who does not hold it is turned away before a line is read, and all that is said is encrypted. */
	readonly networkKey?: NetworkKey | undefined;
}

export interface TransportEvents {
	opened(info: LinkInfo): void;
	/** Exactly once for a dial() that does not open a link. */
	dialFailed(address: string, reason: string): void;
	/** One complete line without its end. May share its memory with the chunk it came in. */
	line(link: number, line: string): void;
	/** "line-too-long" ends the link; after "invalid-utf8" it goes on with the next line. */
	fault(link: number, code: SplitterFault): void;
	/** Exactly once for every opened link. */
	closed(link: number, reason: string): void;
	/** A connection that a limit turned away before it became a link; host is empty where the system could not accept one at all. */
	refused(host: string, reason: string): void;
}

export interface TransportStats {
	readonly bytesReceived: number;
	/** Taken by the kernel. */
	readonly bytesSent: number;
	/** Unsent, with each line's overhead. */
	readonly queuedBytes: number;
	readonly links: number;
}

export class Transport {
	readonly #options: TransportOptions;
	readonly #limits: TransportLimits;
	readonly #events: TransportEvents;
	readonly #turns = new Turns();
	readonly #serializer = new Serializer();
	readonly #links = new Map<number, Link>();
	/** Accepted links that are still to speak a valid message, the longest waiting first. */
	readonly #silent = new Set<Link>();
	readonly #dials = new Set<Dial>();
	readonly #doorway: Doorway;
	#listener: Listener | undefined;
	#listening: Promise<Bound> | undefined;
	#stopping: Promise<void> | undefined;
	#allClosed: (() => void) | undefined;
	#lastLink = 0;
	#accepted = 0;
	#bytesReceived = 0;
	#bytesSent = 0;
	#queuedBytes = 0;

	constructor(options: TransportOptions, events: TransportEvents) {
		this.#options = options;
		this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
		this.#events = events;
		this.#doorway = new Doorway(
			{ networkKey: options.networkKey, limits: this.#limits },
			{
				admitted: (socket, address) => this.#open(socket, "accepted", address),
				refused: (host, reason) => {
					events.refused(host, reason);
					this.#tellIfAllClosed();
				},
			},
		);
	}

	/** Resolves with the bound address; rejects with the system's error (EADDRINUSE, EACCES, ENOTFOUND ...). */
	listen(): Promise<Bound> {
		this.#listening ??= this.#stopping === undefined ? this.#listen() : Promise.reject(new Error("the transport is stopped"));
		return this.#listening;
	}

	/** HOST:PORT or [IPV6]:PORT; ends in opened() or dialFailed(). */
	dial(address: string): void {
		if (this.#stopping !== undefined) return;
		const { dialTimeoutMs: timeoutMs, linkLimit } = this.#limits;
		const refusal = this.#connections >= linkLimit ? "too many links" : undefined;
		const dial = new Dial(
			{ address, timeoutMs, refusal, networkKey: this.#options.networkKey },
			{
				connected: (socket) => {
					this.#dials.delete(dial);
					this.#open(socket, "dialled", address);
				},
				failed: (reason) => {
					this.#dials.delete(dial);
					this.#events.dialFailed(address, reason);
					this.#tellIfAllClosed();
				},
			},
		);
		this.#dials.add(dial);
	}

	/** Queues the message for each of the links, serialised once; the more urgent overtake. Links that are gone are ignored. */
	send(links: readonly number[], message: object, urgency: Urgency): void {
		const open = links.map((link) => this.#links.get(link)).filter((link) => link !== undefined);
		if (open.length === 0) return;
		const text = this.#serializer.line(message);
		const line = { text, bytes: Buffer.byteLength(text) };
		for (const link of open) link.send(line, urgency);
		while (this.#queuedBytes > this.#limits.totalQueueLimitBytes) this.#cutFullest();
	}

	/** It has spoken one valid message: long lines are allowed and it no longer counts as silent. */
	trust(link: number): void {
		const trusted = this.#links.get(link);
		if (trusted === undefined) return;
		trusted.trust();
		this.#silent.delete(trusted);
	}

	/** No line() comes from it any more; what is queued is written for at most the flush timeout. */
	hangUp(link: number, reason: string): void {
		this.#links.get(link)?.hangUp(reason);
	}

	/** Refuses new connections from the host till then, in performance.now(); its present links stay. */
	ban(host: string, untilMs: number): void {
		this.#doorway.ban(host, untilMs);
	}

	/** Resolves when no socket, timer or listener is left; any number of times. No event comes after it. */
	stop(): Promise<void> {
		this.#stopping ??= this.#stop();
		return this.#stopping;
	}

	stats(): TransportStats {
		return {
			bytesReceived: this.#bytesReceived,
			bytesSent: this.#bytesSent,
			queuedBytes: this.#queuedBytes,
			links: this.#links.size,
		};
	}

	#listen(): Promise<Bound> {
		this.#listener = new Listener({
			accepted: (socket) => this.#doorway.enter(socket, this.#refusal),
			failed: (reason) => this.#events.refused("", reason),
		});
		return this.#listener.listen(this.#options);
	}

	/** Links, and what may become one. */
	get #connections(): number {
		return this.#links.size + this.#dials.size + this.#doorway.size;
	}

	/** Why nobody may come in now. */
	get #refusal(): string | undefined {
		if (this.#stopping !== undefined) return "stopping";
		const { linkLimit, linksKeptForDials } = this.#limits;
		const keptForDials = Math.min(linksKeptForDials, Math.floor(linkLimit / 2));
		return this.#connections >= linkLimit || this.#accepted >= linkLimit - keptForDials ? "too many links" : undefined;
	}

	#open(socket: Socket, direction: "dialled" | "accepted", address: string): void {
		const host = parseHost(socket.remoteAddress ?? "") ?? "";
		const info: LinkInfo = { link: ++this.#lastLink, direction, address, host, loopback: isLoopback(host), binding: bindingOf(socket) };
		const link: Link = new Link({ info, limits: this.#limits }, socket, this.#turns, {
			line: (text) => this.#events.line(info.link, text),
			fault: (code) => this.#events.fault(info.link, code),
			closed: (reason) => this.#closed(link, reason),
			received: (bytes) => {
				this.#bytesReceived += bytes;
			},
			written: (bytes) => {
				this.#bytesSent += bytes;
			},
			queued: (bytes) => {
				this.#queuedBytes += bytes;
			},
		});
		this.#links.set(info.link, link);
		if (direction === "accepted") this.#accepted++;
		this.#events.opened(info);
		if (direction === "accepted" && !this.#doorway.isExempt(host)) this.#awaitFirstMessage(link);
	}

	/** Who has been silent the longest makes room: a stranger who holds connections open shall not keep out one who speaks. */
	#awaitFirstMessage(link: Link): void {
		this.#silent.add(link);
		if (this.#silent.size <= this.#limits.silentLinkLimit) return;
		const [longest] = this.#silent;
		if (longest === undefined) return;
		this.#silent.delete(longest);
		longest.cut("silent while others wait");
	}

	#closed(link: Link, reason: string): void {
		this.#links.delete(link.info.link);
		this.#silent.delete(link);
		if (link.info.direction === "accepted") this.#accepted--;
		if (reason === KEY_THERE) this.#events.refused(link.info.host, reason);
		this.#events.closed(link.info.link, reason);
		this.#tellIfAllClosed();
	}

	#cutFullest(): void {
		let fullest: Link | undefined;
		for (const link of this.#links.values()) if (link.queuedBytes > (fullest?.queuedBytes ?? 0)) fullest = link;
		fullest?.cut("does not drain");
	}

	async #stop(): Promise<void> {
		// A server that is closed before it listens would listen all the same. And no event may come from within the call of stop().
		await this.#listening?.catch(() => {});
		const serverClosed = this.#listener?.close();
		for (const dial of this.#dials) dial.abort("stopped");
		this.#doorway.close();
		for (const link of this.#links.values()) link.hangUp("stopped");
		if (this.#connections > 0) await new Promise<void>((resolve) => (this.#allClosed = resolve));
		await serverClosed;
		this.#turns.close();
		this.#serializer.close();
	}

	#tellIfAllClosed(): void {
		if (this.#connections === 0) this.#allClosed?.();
	}
}
