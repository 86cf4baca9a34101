// A node to be: node node.mjs PORT PEERS. What stands here accepts links and cuts lines; the holes are yours, by level.
import { createServer } from "node:net";

const PORT = Number(process.argv[2]);
const PEERS = (process.argv[3] ?? "").split(",").filter(Boolean).map(Number);

let counter = 0;
const create = (msg_type, ttl = 0, data = null) => ({
	msg_type,
	msg_id: counter++,
	msg_forwarder: PORT,
	msg_originator: PORT,
	ttl,
	data,
});
const send = (link, message) => link.socket.write(`${JSON.stringify(message)}\n`);

function open(socket) {
	// Level 3: who is at the other end, and when was it heard?
	const link = { socket, received: Buffer.alloc(0) };
	socket.on("error", () => {});
	socket.on("data", (chunk) => {
		link.received = Buffer.concat([link.received, chunk]);
		// Level 2: what if the line never ends? what if JSON.parse throws?
		for (let end; (end = link.received.indexOf(10)) >= 0; ) {
			const line = link.received.subarray(0, end).toString();
			link.received = link.received.subarray(end + 1);
			respond(link, JSON.parse(line));
		}
	});
	return link;
}

function respond(link, message) {
	// Level 1: answer PING.
	// Level 3: its forwarder was heard.
	// Level 4: seen before? forward a PRIME, remember the largest.
	// Level 5: learn of its originator.
	// Level 6: is it true?
}

// Level 3: dial PEERS; every 5 s ping, every 1 s evict. Level 6: every 10 s look for a prime, in steps that let others run.

createServer(open).listen(PORT, "127.0.0.1");
