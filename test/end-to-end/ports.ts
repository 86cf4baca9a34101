// Free TCP ports on loopback. Below the range that systems give to outgoing connections, so that none is taken in between.
import { once } from "node:events";
import { createServer } from "node:net";

const LOWEST = 16_000;
const HIGHEST = 32_000;

/** The first of so many free ports in a row. */
export async function freePorts(count = 1): Promise<number> {
	for (;;) {
		const first = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST - count));
		const checks = Array.from({ length: count }, (_, index) => isFree(first + index));
		if ((await Promise.all(checks)).every(Boolean)) return first;
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
