// Free ports on loopback, dealt in rows. Below the range that systems give to outgoing connections.
// The last port of each row is held while it is dealt out, so that judges side by side never deal the same row.
import { once } from "node:events";
import { createServer } from "node:net";
import type { Server } from "node:net";

const LOWEST = 16_000;
const HIGHEST = 32_000;

export class Ports {
	readonly #rowLength: number;
	readonly #rows: number;
	readonly #held: Server[] = [];
	#next: number;

	constructor(rowLength: number) {
		this.#rowLength = rowLength;
		this.#rows = Math.floor((HIGHEST - LOWEST) / rowLength);
		this.#next = Math.floor(Math.random() * this.#rows);
	}

	/** The first port of a row; all but its last are for use. */
	async row(): Promise<number> {
		for (;;) {
			const first = LOWEST + (this.#next++ % this.#rows) * this.#rowLength;
			const last = first + this.#rowLength - 1;
			const hold = await listenOn(last);
			if (hold === undefined) continue;
			this.#held.push(hold);
			const others = await Promise.all(Array.from({ length: this.#rowLength - 1 }, (_, index) => listenOn(first + index)));
			for (const server of others) server?.close();
			if (others.every((server) => server !== undefined)) return first;
		}
	}

	close(): void {
		for (const server of this.#held) server.close();
	}
}

/** Undefined where the port is taken. */
async function listenOn(port: number): Promise<Server | undefined> {
	const server = createServer().listen(port, "127.0.0.1");
	try {
		await once(server, "listening");
		return server;
	} catch {
		return undefined;
	}
}
