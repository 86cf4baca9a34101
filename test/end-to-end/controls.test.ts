// The buttons of a node over HTTP: sleep, wake_up, reset; and that no page from elsewhere can press them.
import { request } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Ground, type RunningNode } from "./ground.ts";
import { until } from "./until.ts";

const ground = new Ground();
let node: RunningNode;
beforeAll(async () => {
	node = await ground.node();
});
beforeEach(async () => {
	await node.post("wake_up");
});
afterAll(() => ground.close());

/** fetch() lets nobody choose the Host. */
function post(method: string, headers: Readonly<Record<string, string>>): Promise<number> {
	return new Promise((resolve, reject) => {
		const asked = request(`${node.url}/${method}`, { method: "POST", headers }, (answer) => resolve(answer.resume().statusCode!));
		asked.on("error", reject).end();
	});
}

test("a node that sleeps neither answers nor learns, and wakes up with its peers", async () => {
	const peer = await ground.peer(node, 43_001);
	const other = await ground.peer(node, 43_002);
	const asleepFrom = performance.now();
	expect((await node.post("sleep")).status).toBe(200);
	expect((await node.state()).awake).toBe(false);
	const { biggest_prime, msg_id } = await node.state();
	const before = peer.received.length;
	peer.say("PING");
	peer.say("PRIME", { ttl: 2, data: 31 });
	// Longer than a silent peer may stay: nobody is blamed for what a sleeper did not hear.
	await until("it slept long", () => performance.now() - asleepFrom > 2_000);
	expect(peer.received).toHaveLength(before);
	expect(other.primes.filter(({ data }) => data === 31)).toEqual([]);
	expect(await node.state()).toMatchObject({ biggest_prime, msg_id, awake: false });

	expect((await node.post("wake_up")).status).toBe(200);
	await peer.greet();
	expect(await node.state()).toMatchObject({ awake: true, peers: { 43_001: expect.any(Number), 43_002: expect.any(Number) } });
	peer.say("PRIME", { ttl: 2, data: 7 });
	await until("it learns again", async () => (await node.state()).biggest_prime === 7);
});

test("a reset node is as at its start, but goes on counting its messages", async () => {
	const configured = await ground.node(["--peers", String(node.port)]);
	await until("they are linked", async () => (await configured.peers()).includes(node.port));
	const peer = await ground.peer(configured, 43_003);
	peer.say("PRIME", { ttl: 0, data: 13, msg_originator: 43_004 });
	const before = await until("13 is the largest", async () => {
		const state = await configured.state();
		return state.biggest_prime === 13 && state;
	});
	expect((await configured.post("reset")).status).toBe(200);
	await until("the peer's link is hung up", () => peer.isClosed);
	const after = await until("its configured peer is linked again", async () => {
		const state = await configured.state();
		return state.links.some((link) => link.peer === node.port) && state;
	});
	expect(after).toMatchObject({ awake: true });
	expect(Object.keys(after.peers).map(Number)).not.toContain(43_004);
	expect(after.msg_id).toBeGreaterThanOrEqual(before.msg_id);
});

test("a forged request changes nothing", async () => {
	const own = new URL(node.url).host;
	const forged = [
		{ origin: "https://evil.example" },
		{ origin: "null" },
		{ host: "evil.example" },
		{ host: "evil.example", origin: "http://evil.example" },
		{ host: own, "sec-fetch-site": "cross-site" },
	];
	for (const headers of forged) expect(await post("sleep", headers), JSON.stringify(headers)).toBe(403);
	const read = await fetch(`${node.url}/sleep`);
	expect(read.status).toBeGreaterThanOrEqual(400);
	expect((await node.state()).awake).toBe(true);
	expect(await post("sleep", { host: own, origin: `http://${own}` })).toBe(200);
	expect((await node.state()).awake).toBe(false);
	await node.post("wake_up");
});

test("the log of messages and the measurements tell what passed", async () => {
	const peer = await ground.peer(node, 43_005);
	await peer.greet();
	const entries = (await (await fetch(`${node.url}/message_log`)).json()) as readonly Record<string, unknown>[];
	expect(entries).toContainEqual(expect.objectContaining({ msg_type: "PING", msg_originator: 43_005, received: true }));
	expect(entries).toContainEqual(expect.objectContaining({ msg_type: "PONG", msg_originator: node.port, peer: 43_005 }));
	expect(await (await fetch(`${node.url}/healthz`)).text()).toBe("OK");
	expect(await (await fetch(`${node.url}/metrics`)).text()).toMatch(/^# TYPE \w+ counter$/m);
});
