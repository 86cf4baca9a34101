// Free ports on loopback, dealt in rows, no port twice. Below the range that systems give to outgoing connections.
import { once } from "node:events";
import { createServer } from "node:net";

const LOWEST = 16_000;
const HIGHEST = 32_000;

export class Ports {
	#next = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));

	/** The first of so many free ports in a row. */
	async row(count: number): Promise<number> {
		for (;;) {
			if (this.#next + count > HIGHEST) this.#next = LOWEST;
			const first = this.#next;
			this.#next += count;
			const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
			if (free.every(Boolean)) return first;
		}
	}
}

async function isFree(port: number): Promise<boolean> {
	const server = createServer().listen(port, "127.0.0.1");
	try {
		await once(server, "listening");
		return true;
	} catch {
		return false;
	} finally {
		server.close();
	}
}
