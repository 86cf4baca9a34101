import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Transport } from "../../src/transport/transport.ts";
import { ended, PlainPeer, plainSocket, Stations } from "./station.ts";

const PING = { msg_type: "PING", msg_id: 1, msg_forwarder: 5002, msg_originator: 5002, ttl: 0, data: null };
const PONG = { ...PING, msg_type: "PONG", msg_forwarder: 5001, msg_originator: 5001 };

const stations = new Stations();
beforeEach(() => stations.begin());
afterEach(() => stations.end());

describe("a transport", () => {
	it("talks with a plain ndjson peer in both directions", async () => {
		const station = await stations.listening();
		station.onLine = (link) => station.transport.send([link], PONG, "first");
		const peer = await PlainPeer.connected(station.port);
		peer.say(PING);
		await peer.until(() => peer.heard.length === 1);
		expect(peer.heard).toEqual([PONG]);
		expect(station.lines).toEqual([{ link: 1, line: JSON.stringify(PING) }]);
		expect(station.opened).toEqual([
			{ link: 1, direction: "accepted", address: `127.0.0.1:${peer.socket.localPort}`, host: "127.0.0.1", loopback: true },
		]);
		const { bytesReceived, bytesSent } = station.transport.stats();
		expect([bytesReceived, bytesSent]).toEqual([JSON.stringify(PING).length + 1, JSON.stringify(PONG).length + 1]);
		peer.socket.end();
		await station.until(() => station.closed.length === 1);
		expect(station.closed).toEqual([{ link: 1, reason: "closed by the peer" }]);
	});

	it("dials another, and both use the one link", async () => {
		const [dialler, other] = [await stations.listening(), await stations.listening()];
		dialler.onOpened = ({ link }) => dialler.transport.send([link], PING, "first");
		other.onLine = (link) => other.transport.send([link], PONG, "first");
		dialler.transport.dial(other.address);
		await dialler.until(() => dialler.lines.length === 1);
		expect(dialler.opened).toEqual([{ link: 1, direction: "dialled", address: other.address, host: "127.0.0.1", loopback: true }]);
		expect(other.opened.length).toBe(1);
		expect(dialler.dialsFailed).toEqual([]);
	});

	it("sends one message to many links and none to those that are gone", async () => {
		const station = await stations.listening();
		const peers = [await PlainPeer.connected(station.port), await PlainPeer.connected(station.port)];
		await station.until(() => station.opened.length === 2);
		station.transport.send([1, 2, 3, 99], { text: "素数 🜂" }, "soon");
		station.transport.send([], PING, "first");
		station.transport.trust(99);
		station.transport.hangUp(99, "never was");
		for (const peer of peers) await peer.until(() => peer.heard.length === 1);
		expect(peers.map((peer) => peer.heard)).toEqual([[{ text: "素数 🜂" }], [{ text: "素数 🜂" }]]);
	});

	it("lets urgent messages overtake", async () => {
		const station = await stations.listening();
		const peer = await PlainPeer.connected(station.port);
		await station.until(() => station.opened.length === 1);
		for (const [id, urgency] of [
			[1, "soon"],
			[2, "first"],
			[3, "bulk"],
			[4, "soon"],
			[5, "first"],
		] as const)
			station.transport.send([1], { id }, urgency);
		await peer.until(() => peer.heard.length === 5);
		expect(peer.heard).toEqual([{ id: 2 }, { id: 5 }, { id: 1 }, { id: 4 }, { id: 3 }]);
	});

	it("delivers a line only once it has its end, and drops the rest of one that breaks off", async () => {
		const station = await stations.listening();
		const socket = await plainSocket(station.port);
		socket.end('{"a":1}\r\n\n{"b"');
		await station.until(() => station.closed.length === 1);
		expect(station.lines).toEqual([{ link: 1, line: '{"a":1}' }]);
		expect(station.faults).toEqual([]);
	});

	it("answers one who only sends and closes its side", async () => {
		const station = await stations.listening();
		station.onLine = (link) => station.transport.send([link], PONG, "first");
		const peer = await PlainPeer.connected(station.port);
		peer.socket.end(`${JSON.stringify(PING)}\n`);
		await peer.until(() => peer.heard.length === 1);
		await ended(peer.socket);
	});

	it("hangs up after writing what is queued, and hears nothing more", async () => {
		const station = await stations.listening();
		station.onLine = (link) => {
			for (let id = 0; id < 100; id++) station.transport.send([link], { id }, "soon");
			station.transport.hangUp(link, "enough");
			station.transport.hangUp(link, "twice");
			station.transport.send([link], { late: true }, "first");
		};
		const peer = await PlainPeer.connected(station.port);
		peer.socket.write("1\n2\n3\n");
		await ended(peer.socket);
		expect(peer.heard).toEqual(Array.from({ length: 100 }, (_, id) => ({ id })));
		await station.until(() => station.closed.length === 1);
		expect(station.lines.map(({ line }) => line)).toEqual(["1"]);
		expect(station.closed).toEqual([{ link: 1, reason: "enough" }]);
	});

	it("tells why a dial failed, once", async () => {
		const station = await stations.listening({ dialTimeoutMs: 5 });
		const server = createServer();
		const port = await new Promise<number>((resolve) =>
			server.listen(0, "127.0.0.1", () => {
				const address = server.address();
				server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
			}),
		);
		for (const address of [`127.0.0.1:${port}`, "nowhere", "127.0.0.1:0", "[::1:5"]) station.transport.dial(address);
		expect(station.dialsFailed).toEqual([]);
		await station.until(() => station.dialsFailed.length === 4);
		expect(new Map(station.dialsFailed.map(({ address, reason }) => [address, reason]))).toEqual(
			new Map([
				[`127.0.0.1:${port}`, "ECONNREFUSED"],
				["nowhere", "not an address"],
				["127.0.0.1:0", "not an address"],
				["[::1:5", "not an address"],
			]),
		);
	});

	it("rejects with the system's error where it cannot listen", async () => {
		const station = await stations.listening();
		const second = new Transport({ host: "127.0.0.1", port: station.port }, silentEvents());
		await expect(second.listen()).rejects.toMatchObject({ code: "EADDRINUSE" });
		await second.stop();
	});

	it("stops any number of times, whatever is under way", async () => {
		const [station, other] = [await stations.listening(), await stations.listening()];
		const peer = await PlainPeer.connected(station.port);
		await station.until(() => station.opened.length === 1);
		station.transport.send([1], { last: "words" }, "soon");
		station.transport.dial(other.address);
		await Promise.all([station.transport.stop(), station.transport.stop()]);
		await ended(peer.socket);
		expect(peer.heard).toEqual([{ last: "words" }]);
		expect(station.closed).toEqual([{ link: 1, reason: "stopped" }]);
		expect(station.dialsFailed).toEqual([{ address: other.address, reason: "stopped" }]);
		await station.transport.stop();
		station.transport.dial(other.address);
		station.transport.send([1], PING, "first");
		await expect(station.transport.listen()).resolves.toBeDefined();
		const never = new Transport({ host: "127.0.0.1", port: 0 }, silentEvents());
		await never.stop();
		await expect(never.listen()).rejects.toThrow("stopped");
		const hasty = new Transport({ host: "127.0.0.1", port: 0 }, silentEvents());
		void hasty.listen();
		await hasty.stop();
	});

	it("leaves no socket and no timer in a process", async () => {
		const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(new URL("leftovers.ts", import.meta.url))]);
		expect(stdout).toBe("opened 2, failed 2, closed 2, left: \n");
	});
});

function silentEvents(): ConstructorParameters<typeof Transport>[1] {
	return { opened: () => {}, dialFailed: () => {}, line: () => {}, fault: () => {}, closed: () => {}, refused: () => {} };
}
