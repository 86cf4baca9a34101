// One TCP connection between the node on trial and a peer that the judge plays. Keeps all that is said on it; answers PING unless told not to.
import type { Socket } from "node:net";
import { isUtf8 } from "node:buffer";
import { parseMessage } from "../protocol/messages/parse.ts";
import type { Conversation, Entry } from "./conversation.ts";
import { LINE_BYTES } from "./limits.ts";

/** Fields of a message that differ from the usual ones. */
export type Fields = Readonly<Record<string, unknown>>;

/** Who plays: its number among the nodes, and its counter of messages. */
export interface Player {
	readonly id: number;
	answers: boolean;
	nextId(): number;
}

/** A message of the judge, and its place in the conversation. */
export interface Said {
	readonly message: Readonly<Record<string, unknown>>;
	readonly entry: Entry;
}

export class PlayedLink {
	/** Whether PINGs on this link are answered, where the peer answers any. */
	answers = true;
	readonly number: number;
	readonly direction: "dialled" | "accepted";
	/** All that the node said on this link. */
	readonly heard: Entry[] = [];
	/** When the link ended, or null. */
	endedAt: number | null = null;
	readonly #socket: Socket;
	readonly #player: Player;
	readonly #conversation: Conversation;
	#held: Buffer = Buffer.alloc(0);

	/** Dialled: the node dialled it; accepted: the node accepted it. */
	constructor(socket: Socket, direction: "dialled" | "accepted", player: Player, conversation: Conversation) {
		this.#socket = socket;
		this.direction = direction;
		this.#player = player;
		this.#conversation = conversation;
		this.number = conversation.newLink();
		this.#note(direction === "dialled" ? "node" : "judge", "dials");
		socket.setNoDelay(true);
		socket.on("error", () => {});
		socket.on("data", (chunk: Buffer) => this.#read(chunk));
		socket.on("end", () => this.#ended("node"));
		socket.on("close", () => this.#ended("node"));
	}

	get isOpen(): boolean {
		return this.endedAt === null;
	}

	/** Says a message of its own, or another with the fields given; undefined leaves a field out. */
	say(msg_type: string, fields: Fields = {}): Said {
		const { id } = this.#player;
		const message = { msg_type, msg_id: this.#player.nextId(), msg_forwarder: id, msg_originator: id, ttl: 0, data: null, ...fields };
		const text = JSON.stringify(message);
		return { message, entry: this.write(`${text}\n`, text) };
	}

	/** Any bytes at all; shown as people should see them. */
	write(bytes: string | Uint8Array, shown: string): Entry {
		if (this.isOpen) this.#socket.write(bytes);
		return this.#note("judge", "says", shown);
	}

	hangUp(): void {
		if (!this.isOpen) return;
		this.#ended("judge");
		this.#socket.destroy();
	}

	#read(chunk: Buffer): void {
		const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
		let start = 0;
		for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
			this.#line(bytes.subarray(start, end));
			start = end + 1;
		}
		this.#held = bytes.subarray(start);
		if (this.#held.length > LINE_BYTES) this.#socket.destroy();
	}

	#line(bytes: Buffer): void {
		const text = bytes.toString("utf8").replace(/\r$/, "");
		if (text === "" || !this.isOpen) return;
		const received = isUtf8(bytes) ? parseMessage(text) : ({ kind: "fault", fault: { code: "invalid-utf8" } } as const);
		const { number: link } = this;
		this.heard.push(this.#conversation.add({ by: "node", peer: this.#player.id, link, what: "says", text, received }));
		if (received.kind === "message" && received.message.msg_type === "PING" && this.answers && this.#player.answers) this.say("PONG");
	}

	#ended(by: "node" | "judge"): void {
		if (!this.isOpen) return;
		this.endedAt = this.#note(by, "hangs up").at;
		this.#socket.end();
	}

	#note(by: "node" | "judge", what: Entry["what"], text = ""): Entry {
		return this.#conversation.add({ by, peer: this.#player.id, link: this.number, what, text, received: null });
	}
}
