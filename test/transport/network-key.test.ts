// A private network: who holds its key links, and nobody else is listened to; what is said cannot be read or altered on the way.
import { randomBytes } from "node:crypto";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { formatNetworkKey, parseNetworkKey } from "../../src/transport/network-key.ts";
import { ended, plainSocket, Stations } from "./station.ts";

const stations = new Stations();
beforeEach(() => stations.begin());
afterEach(() => stations.end());

const KEY = randomBytes(32);
const SECRET = '{"secret":"forty-four thousand four hundred and ninety-seven"}';

/** Passes bytes on between whoever dials it and the port, and sees or alters them. */
class Wire {
	readonly seen: Buffer[] = [];
	alters = false;
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();

	constructor(port: number) {
		this.#server = createServer((socket) => {
			const onward = connect({ host: "127.0.0.1", port });
			for (const [from, to] of [
				[socket, onward],
				[onward, socket],
			] as const) {
				this.#sockets.add(from);
				from.on("error", () => {}).on("close", () => to.destroy());
				from.on("data", (chunk: Buffer) => {
					this.seen.push(Buffer.from(chunk));
					if (this.alters) chunk[chunk.length - 1]! ^= 1;
					to.write(chunk);
				});
			}
		});
	}

	async listen(): Promise<string> {
		await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
		const bound = this.#server.address();
		if (bound === null || typeof bound === "string") throw new Error("a TCP server has a port");
		return `127.0.0.1:${bound.port}`;
	}

	async close(): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}

test("a key is read back from the text of its file, and nothing else is", () => {
	expect(parseNetworkKey(formatNetworkKey(KEY))).toEqual(KEY);
	for (const text of [
		"",
		"gimps-node network key 1: short",
		formatNetworkKey(KEY).slice(1),
		`${formatNetworkKey(KEY)}\n`,
		KEY.toString("base64url"),
	])
		expect(parseNetworkKey(text), text).toBeUndefined();
});

test("two holders of a key exchange lines both ways, and nobody on the way can read them", async () => {
	const [one, two] = [await stations.listening({}, KEY), await stations.listening({}, KEY)];
	const wire = new Wire(one.port);
	two.transport.dial(await wire.listen());
	await two.until(() => two.opened.length === 1);
	await one.until(() => one.opened.length === 1);
	two.transport.send([two.opened[0]!.link], JSON.parse(SECRET), "soon");
	await one.until(() => one.lines.length === 1);
	one.transport.send([one.opened[0]!.link], JSON.parse(SECRET), "soon");
	await two.until(() => two.lines.length === 1);
	expect([one.lines[0]?.line, two.lines[0]?.line]).toEqual([SECRET, SECRET]);
	const seen = Buffer.concat(wire.seen);
	expect(seen.length).toBeGreaterThan(2 * SECRET.length);
	expect(seen.includes("forty-four")).toBe(false);
	await wire.close();
});

test("an altered byte ends the link before a line is read from it", async () => {
	const [one, two] = [await stations.listening({}, KEY), await stations.listening({}, KEY)];
	const wire = new Wire(one.port);
	two.transport.dial(await wire.listen());
	await one.until(() => one.opened.length === 1);
	await two.until(() => two.opened.length === 1);
	wire.alters = true;
	two.transport.send([two.opened[0]!.link], JSON.parse(SECRET), "soon");
	await one.until(() => one.closed.length === 1);
	expect(one.lines).toEqual([]);
	await wire.close();
});

test("another key opens no link, and both ends hear why", async () => {
	const [one, two] = [await stations.listening({}, KEY), await stations.listening({}, randomBytes(32))];
	two.transport.dial(one.address);
	await two.until(() => two.dialsFailed.length === 1);
	await one.until(() => one.refused.length === 1);
	expect(two.dialsFailed).toEqual([{ address: one.address, reason: "another network key" }]);
	expect(one.refused).toEqual([{ host: "127.0.0.1", reason: "another network key" }]);
	expect([...one.opened, ...two.opened]).toEqual([]);
});

test("a key at one end only opens no link that a line comes from, and both ends hear why", async () => {
	const [open, closed] = [await stations.listening(), await stations.listening({}, KEY)];
	closed.transport.dial(open.address);
	await closed.until(() => closed.dialsFailed.length === 1);
	await open.until(() => open.closed.length === 1);
	expect(closed.dialsFailed[0]?.reason).toBe("no network key there");
	expect(open.refused).toEqual([{ host: "127.0.0.1", reason: "the peer has a network key, this node has none" }]);
	open.transport.dial(closed.address);
	await open.until(() => open.opened.length === 2);
	open.transport.send([open.opened[1]!.link], JSON.parse(SECRET), "soon");
	await open.until(() => open.closed.length === 2);
	await closed.until(() => closed.refused.length === 1);
	expect(closed.refused[0]?.reason).toBe("no network key there");
	expect([...open.lines, ...closed.lines, ...closed.opened]).toEqual([]);
});

test("who is silent in the handshake makes room for who comes, and holds nothing for long", async () => {
	const one = await stations.listening({ silentLinkLimit: 3, dialTimeoutMs: 200 }, KEY);
	const silent = [await plainSocket(one.port), await plainSocket(one.port), await plainSocket(one.port), await plainSocket(one.port)];
	const two = await stations.listening({}, KEY);
	two.transport.dial(one.address);
	await two.until(() => two.opened.length === 1);
	await Promise.all(silent.map(ended));
	await one.until(() => one.refused.length === 4);
	expect(new Set(one.refused.map(({ reason }) => reason))).toEqual(new Set(["silent while others wait", "timeout"]));
	expect(one.closed).toEqual([]);
});
