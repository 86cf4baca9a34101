import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LINE_LIMIT_BYTES, UNTRUSTED_LINE_LIMIT_BYTES } from "../../src/transport/limits.ts";
import { ended, PlainPeer, plainSocket, Stations } from "./station.ts";

const stations = new Stations();
beforeEach(() => stations.begin());
afterEach(() => stations.end());

/** Writes until the other end hangs up; resolves to the bytes that it was willing to take. */
async function flood(socket: Socket, bytes: Buffer, times: number): Promise<number> {
	socket.resume();
	for (let time = 0; time < times && socket.writable; time++) {
		if (!socket.write(bytes)) {
			await Promise.race([new Promise<void>((resolve) => socket.once("drain", resolve)), ended(socket)]);
			socket.removeAllListeners("drain");
		}
	}
	const taken = socket.bytesWritten;
	socket.end();
	await ended(socket);
	return taken;
}

describe("a hostile peer", () => {
	it("that never ends a line is cut off at the limit", async () => {
		const station = await stations.listening();
		const taken = await flood(await plainSocket(station.port), Buffer.alloc(64 * 1024, "x"), 512);
		await station.until(() => station.closed.length === 1);
		expect(station.faults).toEqual([{ link: 1, code: "line-too-long" }]);
		expect(station.closed).toEqual([{ link: 1, reason: "line-too-long" }]);
		expect(taken).toBeLessThan(32 * 1024 * 1024);
	});

	it("may send long lines only once it is trusted", async () => {
		const station = await stations.listening();
		station.onLine = (link) => station.transport.trust(link);
		const [known, stranger] = [await plainSocket(station.port), await plainSocket(station.port)];
		known.write(`hello\n${"x".repeat(LINE_LIMIT_BYTES)}\n${"x".repeat(LINE_LIMIT_BYTES + 1)}`);
		await station.until(() => station.closed.length === 1);
		expect(station.lines.map(({ line }) => line.length)).toEqual([5, LINE_LIMIT_BYTES]);
		stranger.write(`${"x".repeat(UNTRUSTED_LINE_LIMIT_BYTES + 1)}\n`);
		await station.until(() => station.closed.length === 2);
		expect(station.lines.length).toBe(2);
	});

	it("is heard byte by byte without costing more", async () => {
		const station = await stations.listening();
		const socket = await plainSocket(station.port);
		socket.setNoDelay(true);
		for (const byte of Buffer.from('{"slow":"loris"}\n')) {
			const received = station.transport.stats().bytesReceived;
			socket.write(Uint8Array.of(byte));
			while (station.transport.stats().bytesReceived === received) await new Promise((resolve) => setImmediate(resolve));
		}
		expect(station.lines.map(({ line }) => line)).toEqual(['{"slow":"loris"}']);
		socket.destroy();
	});

	it("that sends random bytes and NULs meets faults and no exception", async () => {
		const station = await stations.listening();
		await flood(await plainSocket(station.port), randomBytes(256 * 1024), 4);
		await flood(await plainSocket(station.port), Buffer.from("\0\n".repeat(1_000)), 1);
		await station.until(() => station.closed.length === 2);
		expect(station.faults.filter(({ code }) => code === "invalid-utf8").length).toBeGreaterThan(100);
		expect(station.lines.filter(({ link }) => link === 2).map(({ line }) => line)).toEqual(Array(1_000).fill("\0"));
	});

	it("that does not read is cut off at the cap of its queue, and the others hear everything", async () => {
		const cap = 100_000;
		const station = await stations.listening({ linkQueueLimitBytes: cap });
		const deaf = await plainSocket(station.port);
		const peer = await PlainPeer.connected(station.port);
		await station.until(() => station.opened.length === 2);
		let most = 0;
		let sent = 0;
		while (station.closed.length === 0) {
			station.transport.send([1, 2], { id: sent++, filling: "x".repeat(10_000) }, "soon");
			most = Math.max(most, station.transport.stats().queuedBytes);
			await peer.until(() => peer.heard.length === sent);
		}
		expect(station.closed).toEqual([{ link: 1, reason: "does not drain" }]);
		expect(most).toBeLessThanOrEqual(cap + 2 * 10_100);
		deaf.destroy();
	});

	it("that does not read is cut off in time, though its queue is short", async () => {
		const station = await stations.listening({ drainTimeoutMs: 5, linkQueueLimitBytes: 64 * 1024 * 1024 });
		const deaf = await plainSocket(station.port);
		await station.until(() => station.opened.length === 1);
		station.transport.send([1], { filling: "x".repeat(16 * 1024 * 1024) }, "soon");
		await station.until(() => station.closed.length === 1);
		expect(station.closed).toEqual([{ link: 1, reason: "does not drain" }]);
		deaf.destroy();
	});

	it("among many that do not read: the fullest goes first when all together are too much", async () => {
		const station = await stations.listening({ linkQueueLimitBytes: 20_000_000, totalQueueLimitBytes: 25_000_000 });
		const deaf = [await plainSocket(station.port), await plainSocket(station.port), await plainSocket(station.port)];
		await station.until(() => station.opened.length === 3);
		for (const [link, megabytes] of [
			[1, 8],
			[2, 12],
			[3, 1],
		] as const)
			station.transport.send([link], { filling: "x".repeat(megabytes * 1_000_000) }, "soon");
		expect(station.transport.stats().queuedBytes).toBeGreaterThan(21_000_000);
		station.transport.send([1], { filling: "x".repeat(7_000_000) }, "soon");
		await station.until(() => station.closed.length === 1);
		expect(station.closed).toEqual([{ link: 1, reason: "does not drain" }]);
		for (const socket of deaf) socket.destroy();
	});

	it("that does not read holds up no stop", async () => {
		const station = await stations.listening({ flushTimeoutMs: 5, linkQueueLimitBytes: 64 * 1024 * 1024 });
		const deaf = await plainSocket(station.port);
		await station.until(() => station.opened.length === 1);
		station.transport.send([1], { filling: "x".repeat(16 * 1024 * 1024) }, "soon");
		await station.transport.stop();
		expect(station.closed).toEqual([{ link: 1, reason: "stopped" }]);
		deaf.destroy();
	});

	it("that floods with lines starves nobody", async () => {
		const station = await stations.listening();
		let heardFromFlood = 0;
		station.onLine = (link, line) => {
			if (line === "1") heardFromFlood++;
			else station.transport.send([link], { answer: heardFromFlood }, "first");
		};
		const flooder = await plainSocket(station.port);
		const peer = await PlainPeer.connected(station.port);
		await station.until(() => station.opened.length === 2);
		const lines = 2_000_000;
		const flooding = flood(flooder, Buffer.from("1\n".repeat(lines / 100)), 100);
		await station.until(() => heardFromFlood > 0);
		for (let turn = 1; turn <= 5; turn++) {
			peer.say({ turn });
			await peer.until(() => peer.heard.length === turn);
		}
		expect(heardFromFlood).toBeLessThan(lines);
		await flooding;
		await station.until(() => station.closed.length === 1);
		expect(heardFromFlood).toBe(lines);
	});
});

describe("connections", () => {
	it("beyond the limit are turned away, and some are kept for dials", async () => {
		const other = await stations.listening();
		const station = await stations.listening({ linkLimit: 4, linksKeptForDials: 1 });
		const sockets = [];
		for (let count = 0; count < 5; count++) sockets.push(await plainSocket(station.port));
		await station.until(() => station.refused.length === 2);
		expect(station.opened.length).toBe(3);
		expect(station.refused).toMatchObject([{ reason: "too many links" }, { reason: "too many links" }]);
		for (let count = 0; count < 3; count++) station.transport.dial(other.address);
		await station.until(() => station.opened.length === 4 && station.dialsFailed.length === 2);
		expect(station.dialsFailed).toMatchObject([{ reason: "too many links" }, { reason: "too many links" }]);
		sockets[0]?.destroy();
		await station.until(() => station.closed.length === 1);
		sockets.push(await plainSocket(station.port));
		await station.until(() => station.opened.length === 5);
		for (const socket of sockets) socket.destroy();
	});

	it("that are silent make room for those that speak", async () => {
		const station = await stations.listening({ loopbackExempt: false, silentLinkLimit: 2, inboundPerSecond: 1_000 });
		station.onLine = (link) => station.transport.trust(link);
		const speaker = await plainSocket(station.port);
		speaker.write("hello\n");
		await station.until(() => station.lines.length === 1);
		const silent = [await plainSocket(station.port), await plainSocket(station.port), await plainSocket(station.port)];
		await station.until(() => station.closed.length === 1);
		expect(station.closed).toEqual([{ link: 2, reason: "silent while others wait" }]);
		for (const socket of [speaker, ...silent]) socket.destroy();
	});

	it("too many a second, or from a banned host, are turned away", async () => {
		const station = await stations.listening({ loopbackExempt: false, inboundPerSecond: 0.001 });
		const first = await plainSocket(station.port);
		await station.until(() => station.refused.length === 1);
		station.transport.ban("127.0.0.1", Infinity);
		const second = await plainSocket(station.port);
		await station.until(() => station.refused.length === 2);
		expect(station.refused.map(({ reason }) => reason)).toEqual(["too many connections a second", "banned"]);
		for (const socket of [first, second]) await ended(socket.resume());
	});

	it("opened and closed in a storm leave nothing", async () => {
		const station = await stations.listening();
		const sockets = await Promise.all(Array.from({ length: 100 }, () => plainSocket(station.port)));
		for (const [index, socket] of sockets.entries()) {
			if (index % 3 === 0) socket.resetAndDestroy();
			else if (index % 3 === 1) socket.destroy();
			else socket.end("bye\n");
			socket.resume();
		}
		await Promise.all(sockets.map(ended));
		await station.until(() => station.closed.length === station.opened.length);
	});
});
