import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RunningHttp, startClusterHttp, startNodeHttp } from "../../src/dashboard/serve.ts";
import { ask, eventsUntil } from "./http.ts";
import { pingEntry, TwinNode } from "./twin-node.ts";

let twins: TwinNode[];
let https: RunningHttp[];
let cluster: RunningHttp;

const serveTwin = (twin: TwinNode, port = 0) => startNodeHttp({ host: "127.0.0.1", port, view: twin, control: twin });

beforeEach(async () => {
	twins = [5001, 5002].map((id) => new TwinNode(id));
	https = await Promise.all(twins.map((twin) => serveTwin(twin)));
	cluster = await startClusterHttp({
		host: "127.0.0.1",
		port: 0,
		nodes: [
			{ port: 5001, url: https[0]?.url ?? "" },
			// This one's id has to be learned.
			{ url: `${https[1]?.url}/` },
		],
	});
});

afterEach(async () => {
	await cluster.close();
	await Promise.all(https.map((http) => http.close()));
});

describe("/PORT/METHOD", () => {
	test("passes on each node's methods, also of one whose id is only learned", async () => {
		expect(JSON.parse((await ask(`${cluster.url}/5001/state`)).body)).toEqual(twins[0]?.state());
		expect(JSON.parse((await ask(`${cluster.url}/5002/state`)).body)).toEqual(twins[1]?.state());
		expect(await ask(`${cluster.url}/5002/sleep`, "POST")).toMatchObject({ status: 200, body: "OK" });
		expect(twins[1]?.pressed).toEqual(["sleep"]);
		expect((await ask(`${cluster.url}/5001/metrics`)).body).toContain("gimps_node_awake");
	});

	test("streams a node's events", async () => {
		twins[0]?.log(pingEntry(1, 5002, 5001));
		const events = await eventsUntil(`${cluster.url}/5001/events`, ({ event }) => event === "message");
		expect(events.map(({ event }) => event)).toEqual(["state", "message"]);
	});

	test("ends the stream of a node that dies", async () => {
		const response = await fetch(`${cluster.url}/5001/events`);
		await https[0]?.close();
		expect(await response.text()).toContain("event: state");
	});

	test("knows no other node, method or way", async () => {
		expect((await ask(`${cluster.url}/5003/state`)).status).toBe(404);
		expect((await ask(`${cluster.url}/5001/nodes`)).status).toBe(404);
		expect((await ask(`${cluster.url}/5001/__proto__`)).status).toBe(404);
		expect((await ask(`${cluster.url}/5001/sleep`)).status).toBe(405);
		expect((await ask(`${cluster.url}/5001/state`, "POST")).status).toBe(405);
		expect((await ask(`${cluster.url}/../package.json`)).status).toBe(404);
	});

	test("a stopped node answers 502 with a line of JSON", async () => {
		await https[0]?.close();
		const answer = await ask(`${cluster.url}/5001/state`);
		expect(answer.status).toBe(502);
		expect(JSON.parse(answer.body).error).toMatch(/^node 5001 does not answer: .*ECONNREFUSED/);
	});

	test("is guarded", async () => {
		expect((await ask(`${cluster.url}/5001/sleep`, "POST", { origin: "http://evil.example" })).status).toBe(403);
		expect((await ask(`${cluster.url}/nodes/events`, "GET", { host: "evil.example" })).status).toBe(403);
		expect(twins[0]?.pressed).toEqual([]);
	});
});

describe("/nodes/events", () => {
	test("merges all nodes into one stream", async () => {
		for (const [index, twin] of twins.entries()) twin.log(pingEntry(index, 5003, twin.current.id));
		const events = await eventsUntil(
			`${cluster.url}/nodes/events`,
			(_, all) => all.filter(({ event }) => event === "message").length === 2,
		);
		expect(events[0]).toMatchObject({ event: "nodes" });
		expect(JSON.parse(events[0]?.data ?? "")).toMatchObject([{ node: 0, id: 5001 }, { node: 1 }]);
		const states = events.filter(({ event }) => event === "state").map(({ data }) => JSON.parse(data));
		expect(new Map(states.map(({ node, state }) => [node, state.id]))).toEqual(
			new Map([
				[0, 5001],
				[1, 5002],
			]),
		);
		const messages = events.filter(({ event }) => event === "message").map(({ data }) => JSON.parse(data));
		expect(new Map(messages.map(({ node, sequence, entries }) => [node, [sequence, entries[0].msg_id]]))).toEqual(
			new Map([
				[0, [1, 0]],
				[1, [1, 1]],
			]),
		);
	});

	test("tells that a node stopped, and that it is back", async () => {
		const [twin] = twins;
		if (twin === undefined) throw new Error("no twin");
		let step = 0;
		const port = Number(new URL(https[0]?.url ?? "").port);
		const events = await eventsUntil(`${cluster.url}/nodes/events`, ({ event, data }) => {
			const { node, reachable } = JSON.parse(data);
			if (event === "state" && node === 0 && step === 0) {
				step = 1;
				void https[0]?.close();
			} else if (event === "reach" && node === 0 && !reachable && step === 1) {
				step = 2;
				void serveTwin(twin, port).then((http) => https.push(http));
			}
			return event === "state" && node === 0 && step === 2;
		});
		const told = events.filter(({ event }) => event === "reach").map(({ data }) => JSON.parse(data));
		expect(told.filter(({ node }) => node === 0).map(({ reachable }) => reachable)).toEqual(expect.arrayContaining([true, false, true]));
	});

	test("shows no second node of the same id, whose buttons would press the first", async () => {
		const pair = await startClusterHttp({
			host: "127.0.0.1",
			port: 0,
			nodes: [{ url: https[0]?.url ?? "" }, { url: https[0]?.url ?? "" }],
		});
		https.push(pair);
		const events = await eventsUntil(`${pair.url}/nodes/events`, ({ event, data }) => event === "reach" && data.includes("same id"));
		expect(events.filter(({ event }) => event === "state")).toHaveLength(1);
	});

	test("of a single node's page shows it and the peers that it was given", async () => {
		const [first] = twins;
		if (first === undefined) throw new Error("no twin");
		const own = await startNodeHttp({ host: "127.0.0.1", port: 0, view: first, control: first, peerUrls: [https[1]?.url ?? ""] });
		https.push(own);
		const events = await eventsUntil(`${own.url}/nodes/events`, (_, all) => all.filter(({ event }) => event === "state").length === 2);
		expect(new Set(events.filter(({ event }) => event === "state").map(({ data }) => JSON.parse(data).state.id))).toEqual(
			new Set([5001, 5002]),
		);
		expect(JSON.parse((await ask(`${own.url}/5002/state`)).body).id).toBe(5002);
	});

	test("leaves no reader behind at the nodes", async () => {
		for (let round = 0; round < 40; round++) await eventsUntil(`${cluster.url}/nodes/events`, ({ event }) => event === "state");
		await expect.poll(async () => (await fetch(`${cluster.url}/nodes/events`, { signal: AbortSignal.timeout(500) })).status).toBe(200);
	});
});
