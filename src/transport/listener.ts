// The listening socket: bound once, closed once. Hands on what it accepts; decides nothing about it.
import { createServer, type Server, type Socket } from "node:net";
import { KEEP_ALIVE_DELAY_MS, LISTEN_BACKLOG_LINKS } from "./limits.ts";

export interface ListenerEvents {
	accepted(socket: Socket): void;
	/** The system could not accept a connection, as with no file descriptor left; listening goes on. */
	failed(reason: string): void;
}

export interface Bound {
	readonly host: string;
	readonly port: number;
}

export class Listener {
	readonly #server: Server;
	readonly #events: ListenerEvents;

	constructor(events: ListenerEvents) {
		this.#events = events;
		this.#server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS });
		this.#server.on("connection", (socket) => events.accepted(socket));
	}

	/** port 0: any free one. Rejects with the system's error (EADDRINUSE, EACCES, ENOTFOUND ...). */
	listen({ host, port }: Bound): Promise<Bound> {
		const server = this.#server;
		return new Promise((resolve, reject) => {
			server.once("error", reject);
			server.listen({ host, port, backlog: LISTEN_BACKLOG_LINKS }, () => {
				server.removeListener("error", reject);
				server.on("error", (error: NodeJS.ErrnoException) => this.#events.failed(error.code ?? error.message));
				const bound = server.address();
				if (bound === null || typeof bound === "string") throw new Error("a TCP server is bound to a host and a port");
				resolve({ host: bound.address, port: bound.port });
			});
		});
	}

	/** Resolves when all that was accepted is closed, too. */
	close(): Promise<void> {
		return new Promise((resolve) => this.#server.close(() => resolve()));
	}
}
