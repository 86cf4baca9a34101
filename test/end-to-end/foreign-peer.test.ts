// A foreign peer, written from the base protocol alone, is a full citizen: what it sends and gets, to the letter.
import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Ground, type RunningNode } from "./ground.ts";
import { PlainPeer, type Wire } from "./plain-peer.ts";
import { freePorts } from "./ports.ts";
import { until } from "./until.ts";

const ground = new Ground();
let node: RunningNode;

beforeAll(async () => {
	node = await ground.node();
});
afterEach(async () => {
	ground.leave();
	await node.post("reset");
});
afterAll(() => ground.close());

const A = 40_001;
const B = 40_002;
const C = 40_003;
const STRANGER = 40_009;

/** All that was gossiped before has reached the listener when a marker has: gossip keeps its order. */
async function settle(speaker: PlainPeer, listener: PlainPeer): Promise<void> {
	await listener.copyOf(speaker.say("PRIME", { ttl: 2, data: 2 }));
}

function withoutMarkers(peer: PlainPeer): Wire[] {
	return peer.primes.filter(({ data }) => data !== 2);
}

describe("a foreign peer", () => {
	test("gets a PONG to its PING on the same connection, with the six fields and no other", async () => {
		const peer = await ground.peer(node, A);
		const pong = await peer.greet();
		expect(Object.keys(pong)).toEqual(["msg_type", "msg_id", "msg_forwarder", "msg_originator", "ttl", "data"]);
		expect(pong).toMatchObject({ msg_type: "PONG", msg_forwarder: node.port, msg_originator: node.port, ttl: 0, data: null });
		expect(pong.msg_id).toBeTypeOf("number");
	});

	test("is pinged, stays listed while it answers, and is evicted when it falls silent", async () => {
		const peer = await ground.peer(node, A);
		await until("three pings came", () => peer.received.filter(({ msg_type }) => msg_type === "PING").length >= 3);
		expect(await node.peers()).toEqual([A]);
		peer.answers = false;
		await node.logged("peer evicted", { peer: A });
		await until("the list is empty", async () => (await node.peers()).length === 0);
	});

	test("sees a PRIME forwarded with ttl - 1 and all else unchanged, to all but the source and the originator", async () => {
		const [a, b, c] = await Promise.all([ground.peer(node, A), ground.peer(node, B), ground.peer(node, C)]);
		const sent = a.say("PRIME", { msg_id: 41, msg_originator: C, ttl: 2, data: 17, extra: "is not handed on" });
		const copy = await b.copyOf(sent);
		expect(copy).toEqual({ msg_type: "PRIME", msg_id: 41, msg_forwarder: node.port, msg_originator: C, ttl: 1, data: 17 });
		await settle(b, a);
		await settle(b, c);
		expect(withoutMarkers(a)).toEqual([]);
		expect(withoutMarkers(c)).toEqual([]);
	});

	test("hears of a node's address untouched, in the field that a newer node adds", async () => {
		const [a, b] = await Promise.all([ground.peer(node, A), ground.peer(node, B)]);
		const sent = a.say("PRIME", { msg_originator: STRANGER, ttl: 1, data: 13, msg_originator_addr: "192.0.2.7:5001" });
		expect(await b.copyOf(sent)).toEqual({ ...sent, msg_forwarder: node.port, ttl: 0 });
	});

	test("sees duplicates die, and ttl 0 go no further", async () => {
		const [a, b, c] = await Promise.all([ground.peer(node, A), ground.peer(node, B), ground.peer(node, C)]);
		const first = a.say("PRIME", { msg_originator: STRANGER, ttl: 2, data: 17 });
		await b.copyOf(first);
		a.write(`${JSON.stringify(first)}\n`);
		c.say("PRIME", { ...first, msg_forwarder: C, ttl: 1 });
		await c.greet();
		a.say("PRIME", { ttl: 0, data: 19 });
		await settle(a, b);
		expect(withoutMarkers(b).map(({ msg_id }) => msg_id)).toEqual([first.msg_id]);
		await until("the prime of ttl 0 counts all the same", async () => (await node.state()).biggest_prime === 19);
	});

	test("makes the originator the finder and a peer, never the forwarder", async () => {
		const a = await ground.peer(node, A);
		a.say("PRIME", { msg_originator: STRANGER, ttl: 0, data: 17 });
		const state = await until("17 is the largest", async () => {
			const now = await node.state();
			return now.biggest_prime === 17 && now;
		});
		expect(state.biggest_prime_sender).toBe(STRANGER);
		expect(Object.keys(state.peers).map(Number)).toEqual([A, STRANGER]);
	});

	test("cannot make the node believe what is false", async () => {
		const [a, b] = await Promise.all([ground.peer(node, A), ground.peer(node, B)]);
		a.say("PRIME", { ttl: 2, data: 17 });
		await until("17 is the largest", async () => (await node.state()).biggest_prime === 17);
		for (const data of [11, 23, 29, 2 ** 40, 67, 257, 4_294_967_311]) a.say("PRIME", { ttl: 2, data, msg_originator: STRANGER });
		// An honest claim after the lies shows that those were judged.
		a.say("PRIME", { ttl: 2, data: 19 });
		const state = await until("19 is the largest", async () => {
			const now = await node.state();
			return now.biggest_prime !== 17 && now;
		});
		expect([state.biggest_prime, state.biggest_prime_sender]).toEqual([19, A]);
		await settle(a, b);
		expect(withoutMarkers(b).filter(({ data }) => data === 11 || data === 23 || data === 29 || data === 2 ** 40)).toEqual([]);
	});

	test("is believed about a prime too large to test here only where the world knows it", async () => {
		const a = await ground.peer(node, A);
		const [unknown, known] = [332_192_831, 43_112_609];
		a.say("PRIME", { ttl: 0, data: unknown, msg_originator: STRANGER });
		a.say("PRIME", { ttl: 0, data: known, msg_originator: STRANGER });
		const state = await until("the known one is the largest", async () => {
			const now = await node.state();
			return now.biggest_prime === known && now;
		});
		expect(state.biggest_prime_sender).toBe(STRANGER);
		await until("the other one is shown as unverified", async () =>
			(await node.state()).unverified.some(({ exponent, originator }) => exponent === unknown && originator === STRANGER),
		);
	});

	test("may send types and fields that the node does not know", async () => {
		const before = node.log.length;
		const a = await ground.peer(node, A);
		a.say("HELLO", { ttl: 2, data: 99, colour: "blue" });
		a.say("PING", { colour: "blue", list: [1, { deep: [2] }] });
		expect(await a.greet()).toMatchObject({ msg_type: "PONG" });
		expect(a.received.filter(({ msg_type }) => msg_type === "PONG")).toHaveLength(3);
		expect(node.log.slice(before).filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
	});

	test("hears the largest prime with ttl 0 when it joins late", async () => {
		const a = await ground.peer(node, A);
		const sent = a.say("PRIME", { ttl: 2, data: 17 });
		await until("17 is the largest", async () => (await node.state()).biggest_prime === 17);
		const late = await ground.peer(node, B);
		expect(await late.copyOf(sent)).toEqual({ ...sent, msg_forwarder: node.port, ttl: 0 });
	});

	test("is dialled where it was configured, and is greeted first", async () => {
		const port = await freePorts();
		const peers: PlainPeer[] = [];
		const server = createServer((socket) => peers.push(new PlainPeer(socket, port))).listen(port, "127.0.0.1");
		await once(server, "listening");
		try {
			const dialler = await ground.node(["--peers", String(port)]);
			const greeted = await until("a PING came", () => peers[0]?.received[0]);
			expect(greeted).toMatchObject({ msg_type: "PING", msg_forwarder: dialler.port, ttl: 0, data: null });
			await until("it is listed", async () => (await dialler.state()).links.some(({ peer }) => peer === port));
		} finally {
			for (const peer of peers) peer.close();
			server.close();
		}
	});

	test("that talks rubbish does not end the node, nor harm its other peers", async () => {
		const [good, bad] = await Promise.all([ground.peer(node, A), ground.peer(node, B)]);
		for (const line of ["hello", "null", "[]", "{}", '"PING"', '{"msg_type":"PING"}', "\u0000", "}{", '{"msg_type":"PRIME","data":-1}'])
			bad.write(`${line}\n`);
		await until("its link is hung up", () => bad.isClosed);
		await good.greet();
		expect(await node.peers()).toContain(A);
		const again = await ground.peer(node, B, 1_000);
		await again.greet();
	});
});
