// A peer that the judge plays: a number, a counter, links to the node, and a port of its own where it should be dialled.
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { Server } from "node:net";
import type { Conversation, Entry } from "./conversation.ts";
import { PlayedLink } from "./played-link.ts";
import type { Fields, Player, Said } from "./played-link.ts";

/** Where the counters of played peers begin, so that one that begins again is seen to. */
const FIRST_ID = 1_000;

export class PlayedPeer implements Player {
	readonly id: number;
	readonly port: number;
	/** Whether it answers PING. */
	answers = true;
	readonly links: PlayedLink[] = [];
	readonly #conversation: Conversation;
	#server: Server | null = null;
	#nextId = FIRST_ID;

	constructor({ id, port = id }: { readonly id: number; readonly port?: number }, conversation: Conversation) {
		this.id = id;
		this.port = port;
		this.#conversation = conversation;
	}

	nextId(): number {
		return this.#nextId++;
	}

	/** As a node that was started again and whose counter begins at 0. */
	countAnew(): void {
		this.#nextId = 0;
	}

	async listen(): Promise<this> {
		this.#server = createServer((socket) => this.links.push(new PlayedLink(socket, "dialled", this, this.#conversation)));
		this.#server.listen(this.port, "127.0.0.1");
		await once(this.#server, "listening");
		return this;
	}

	/** Who dials from now on is refused. */
	stopListening(): void {
		this.#server?.close();
		this.#server = null;
	}

	/** A new link to the node. */
	async dial(port: number): Promise<PlayedLink> {
		const socket = connect({ port, host: "127.0.0.1" });
		await once(socket, "connect");
		const link = new PlayedLink(socket, "accepted", this, this.#conversation);
		this.links.push(link);
		return link;
	}

	/** On its latest link. */
	say(msg_type: string, fields?: Fields): Said {
		return this.links[this.links.length - 1]!.say(msg_type, fields);
	}

	/** All that the node said to this peer. */
	get heard(): Entry[] {
		return this.links.flatMap((link) => link.heard).sort((one, other) => one.at - other.at);
	}

	close(): void {
		this.stopListening();
		for (const link of this.links) link.hangUp();
	}
}
