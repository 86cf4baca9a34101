// A peer as anybody would write it from section 1 of the protocol: a socket and the ndjson package, nothing of this project.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { parse } from "ndjson";
import { until } from "./until.ts";

export interface Wire {
	readonly msg_type: string;
	readonly msg_id: number;
	readonly msg_forwarder: number;
	readonly msg_originator: number;
	readonly ttl: number;
	readonly data: number | null;
	readonly [field: string]: unknown;
}

export class PlainPeer {
	readonly id: number;
	readonly socket: Socket;
	/** All that came, in order. */
	readonly received: Wire[] = [];
	/** Answers to PING as a peer should, unless turned off. */
	answers = true;
	#messageId: number;

	static async dial(port: number, id: number, firstMessageId = 0): Promise<PlainPeer> {
		const socket = connect({ port, host: "127.0.0.1", noDelay: true });
		await once(socket, "connect");
		return new PlainPeer(socket, id, firstMessageId);
	}

	constructor(socket: Socket, id: number, firstMessageId = 0) {
		this.socket = socket;
		this.id = id;
		this.#messageId = firstMessageId;
		socket.on("error", () => {});
		socket.pipe(parse()).on("data", (message: Wire) => {
			this.received.push(message);
			if (message.msg_type === "PING" && this.answers) this.say("PONG");
		});
	}

	/** Sends a message of its own, or another with the fields given; gives what was sent. */
	say(msg_type: string, fields: Partial<Wire> = {}): Wire {
		const message = {
			msg_type,
			msg_id: this.#messageId++,
			msg_forwarder: this.id,
			msg_originator: this.id,
			ttl: 0,
			data: null,
			...fields,
		};
		this.write(`${JSON.stringify(message)}\n`);
		return message;
	}

	/** Any bytes at all. */
	write(data: string | Uint8Array): void {
		if (!this.socket.destroyed) this.socket.write(data);
	}

	/** PING, and the PONG to it: what was sent before has been heard by then. */
	async greet(): Promise<Wire> {
		const before = this.received.length;
		this.say("PING");
		return until(`peer ${this.id} gets a PONG`, () => {
			if (this.socket.destroyed) throw new Error("the connection is closed");
			return this.received.slice(before).find(({ msg_type }) => msg_type === "PONG");
		});
	}

	get primes(): Wire[] {
		return this.received.filter(({ msg_type }) => msg_type === "PRIME");
	}

	/** The copy of a message, once it has come. */
	copyOf({ msg_originator, msg_id }: Wire): Promise<Wire> {
		return until(`peer ${this.id} gets message ${msg_id} of ${msg_originator}`, () =>
			this.primes.find((copy) => copy.msg_originator === msg_originator && copy.msg_id === msg_id),
		);
	}

	get isClosed(): boolean {
		return this.socket.destroyed || this.socket.readableEnded;
	}

	/** Without a word. */
	close(): void {
		this.socket.destroy();
	}
}
