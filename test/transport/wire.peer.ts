// The other side of the wire benchmark, in a process of its own: told by its parent to flood, to hold idle connections, or not to read.
import { connect, type Socket } from "node:net";

/** What a peer of the benchmark sends; each round counts its messages on from the one before, so that none is an old duplicate. */
export interface Traffic {
	/** Messages in a cycle of PINGs (answered), PONGs, and PRIMEs that were seen before. */
	readonly pings: number;
	readonly pongs: number;
	readonly primes: number;
}

export type Order =
	| { readonly type: "flood"; readonly port: number; readonly traffic: Traffic; readonly round: number; readonly messages: number }
	| { readonly type: "idle"; readonly port: number; readonly peers: number }
	| { readonly type: "deaf"; readonly port: number }
	| { readonly type: "end" };

export const FLOODER = 5002;

/** The bytes of one round. */
export function roundOf(traffic: Traffic, round: number, messages: number): Buffer {
	const cycle = [
		...Array<string>(traffic.pings).fill("PING"),
		...Array<string>(traffic.pongs).fill("PONG"),
		...Array<string>(traffic.primes).fill("PRIME"),
	];
	const lines = Array.from({ length: messages }, (_, index) => {
		const msg_type = cycle[index % cycle.length];
		const ids = { msg_id: 1_000_000 + round * messages + index, msg_forwarder: FLOODER };
		return msg_type === "PRIME"
			? { msg_type, ...ids, msg_id: 1, msg_originator: 5003, ttl: 1, data: 2 }
			: { msg_type, ...ids, msg_originator: FLOODER, ttl: 0, data: null };
	});
	return Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

const sockets = new Map<number, Socket>();

async function connected(port: number): Promise<Socket> {
	const socket = connect({ host: "127.0.0.1", port, noDelay: true });
	socket.on("error", () => {});
	await new Promise<void>((resolve) => socket.once("connect", resolve));
	return socket;
}

async function obey(order: Order): Promise<void> {
	switch (order.type) {
		case "flood": {
			const socket = sockets.get(order.port) ?? (await connected(order.port)).resume();
			sockets.set(order.port, socket);
			socket.write(roundOf(order.traffic, order.round, order.messages));
			return;
		}
		case "idle":
			for (let peer = 0; peer < order.peers; peer++) {
				const id = 10_000 + peer;
				const ping = { msg_type: "PING", msg_id: 1, msg_forwarder: id, msg_originator: id, ttl: 0, data: null };
				(await connected(order.port)).resume().write(`${JSON.stringify(ping)}\n`);
			}
			return;
		case "deaf":
			await connected(order.port);
			return;
		case "end":
			process.exit(0);
	}
}

if (process.argv[2] === "peer") {
	process.on("message", (order: Order) => void obey(order));
	process.on("disconnect", () => process.exit(0));
}
