import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type RunningHttp, startNodeHttp } from "../../src/dashboard/serve.ts";
import { ask, eventsUntil } from "./http.ts";
import { IDLE, pingEntry, TwinNode } from "./twin-node.ts";

let twin: TwinNode;
let http: RunningHttp;

beforeEach(async () => {
	twin = new TwinNode(5001);
	http = await startNodeHttp({ host: "127.0.0.1", port: 0, view: twin, control: twin });
});

afterEach(() => http.close());

describe("methods of a node", () => {
	test("state and log are the view's, as JSON", async () => {
		twin.log(pingEntry(1, 5002, 5001));
		const state = await ask(`${http.url}/state`);
		expect(state.headers["content-type"]).toContain("application/json");
		expect(state.headers["x-content-type-options"]).toBe("nosniff");
		expect(JSON.parse(state.body)).toEqual(twin.state());
		expect(JSON.parse((await ask(`${http.url}/message_log`)).body)).toEqual(twin.messageLog());
	});

	test("no header speaks of the connection: simple proxies hand it on, and their servers refuse it", async () => {
		const { headers } = await ask(`${http.url}/state`, "GET", { connection: "keep-alive" });
		expect(Object.keys(headers)).not.toContain("connection");
		expect(Object.keys(headers)).not.toContain("keep-alive");
	});

	test("a connection is kept all the same", async () => {
		const socket = connect(Number(new URL(http.url).port), "127.0.0.1");
		const question = `GET /healthz HTTP/1.1\r\nHost: ${new URL(http.url).host}\r\n\r\n`;
		let answers = "";
		socket.setEncoding("utf8").on("data", (text: string) => (answers += text));
		socket.write(question);
		await vi.waitFor(() => expect(answers).toMatch(/OK$/));
		socket.write(question);
		await vi.waitFor(() => expect(answers.match(/HTTP\/1\.1 200/g)).toHaveLength(2));
		socket.destroy();
	});

	test("the three buttons press what they say, and answer OK", async () => {
		for (const button of ["sleep", "wake_up", "reset"]) {
			expect(await ask(`${http.url}/${button}`, "POST")).toMatchObject({ status: 200, body: "OK" });
		}
		expect(twin.pressed).toEqual(["sleep", "wake_up", "reset"]);
	});

	test("a button is not pressed by GET, nor by a page from elsewhere, nor under a foreign name", async () => {
		const host = new URL(http.url).host;
		expect((await ask(`${http.url}/sleep`)).status).toBe(404);
		const forged = await ask(`${http.url}/sleep`, "POST", { origin: "http://evil.example" });
		expect(forged.status).toBe(403);
		expect(forged.body).toMatch(/^refused: [^\n]+\n$/);
		expect((await ask(`${http.url}/sleep`, "POST", { "sec-fetch-site": "cross-site" })).status).toBe(403);
		expect((await ask(`${http.url}/sleep`, "POST", { host: "evil.example" })).status).toBe(403);
		expect((await ask(`${http.url}/state`, "GET", { host: "evil.example" })).status).toBe(403);
		expect(twin.pressed).toEqual([]);
		expect((await ask(`${http.url}/sleep`, "POST", { origin: `http://${host}`, "sec-fetch-site": "same-origin" })).status).toBe(200);
	});

	test("its page shows it, through its own /PORT/METHOD", async () => {
		expect(JSON.parse((await ask(`${http.url}/nodes`)).body)).toEqual([{ node: 0, url: http.url, id: 5001 }]);
		expect(JSON.parse((await ask(`${http.url}/5001/state`)).body)).toEqual(twin.state());
	});

	test("metrics follow the counters, scrape after scrape", async () => {
		await ask(`${http.url}/metrics`);
		twin.counts = { ...twin.counts, duplicates: 42 };
		const { body, headers } = await ask(`${http.url}/metrics`);
		expect(headers["content-type"]).toContain("text/plain");
		expect(body).toContain('gimps_node_duplicate_messages_total{node="5001",name="node 5001"} 42');
		expect(body).toContain('gimps_node_messages_received_total{type="PING",node="5001",name="node 5001"} 3');
		expect(body).toContain('gimps_node_awake{node="5001",name="node 5001"} 1');
		expect(body).toContain("process_cpu_user_seconds_total");
	});

	test("metrics tell of the shared search, and of nothing that was not measured yet", async () => {
		twin.set({ search: { ...IDLE, frontier: 61_553, keys: { known: 3, stranger: 1, wrong: 0, forked: 0 } } });
		for (let scrape = 0; scrape < 2; scrape++) {
			const { body } = await ask(`${http.url}/metrics`);
			expect(body).toContain('gimps_node_search_frontier_exponent{node="5001",name="node 5001"} 61553');
			expect(body).toContain('gimps_node_keys{standing="known",node="5001",name="node 5001"} 3');
			expect(body).toContain('gimps_node_build_info{version="0.1.0",node="5001",name="node 5001"} 1');
			expect(body).not.toMatch(/NaN|9223372036/i);
		}
	});

	test("metrics tell of each test that runs, and of what has ended no more", async () => {
		const running = { exponent: 9_689, iteration: 250, iterations: 1_000, ms_per_iteration: 4, eta: 3, purpose: "search" } as const;
		twin.set({ search: { ...IDLE, testing: [running, { ...running, exponent: 9_697 }] } });
		const { body } = await ask(`${http.url}/metrics`);
		const label = '{place="1",node="5001",name="node 5001"}';
		expect(body).toContain(`gimps_node_test_exponent${label} 9697`);
		expect(body).toContain(`gimps_node_test_progress_ratio${label} 0.25`);
		expect(body).toContain(`gimps_node_test_iteration_seconds${label} 0.004`);
		expect(body).toContain(`gimps_node_test_remaining_seconds${label} 3`);
		expect(body).toContain('gimps_node_compute_cpu_seconds_total{node="5001",name="node 5001"} 2.5');
		twin.set({ search: IDLE });
		expect((await ask(`${http.url}/metrics`)).body).not.toMatch(/^gimps_node_test_exponent/m);
	});

	test("a peer that invents message types does not fill the metrics", async () => {
		const types = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`TYPE${index}`, 1]));
		twin.counts = { ...twin.counts, messages_received: types };
		const { body } = await ask(`${http.url}/metrics`);
		expect(body.match(/^gimps_node_messages_received_total/gm)).toHaveLength(65);
		expect(body).toContain('gimps_node_messages_received_total{type="other",node="5001",name="node 5001"} 436');
	});

	test("every metric of ours is documented, and no other", async () => {
		const { body } = await ask(`${http.url}/metrics`);
		const exposed = new Set([...body.matchAll(/^# TYPE (gimps_node_\w+)/gm)].map(([, metric]) => metric));
		const documented = new Set(
			[...readFileSync("docs/METRICS.md", "utf8").matchAll(/^\| `(gimps_node_\w+)`/gm)].map(([, metric]) => metric),
		);
		expect(documented).toEqual(exposed);
		const drawn = readFileSync("docs/grafana-dashboard.json", "utf8").matchAll(/gimps_node_\w+/g);
		expect([...drawn].map(([metric]) => metric).filter((metric) => !exposed.has(metric))).toEqual([]);
	});
});

describe("events of a node", () => {
	test("state and log come at connect, later entries in batches, in order", async () => {
		twin.log(pingEntry(1, 5002, 5001));
		setTimeout(() => {
			for (const id of [2, 3, 4]) twin.log(pingEntry(id, 5002, 5001));
		}, 300);
		const events = await eventsUntil(`${http.url}/events`, (_, all) => all.filter(({ event }) => event === "message").length === 2);
		expect(events.map(({ event }) => event)).toEqual(["state", "message", "message"]);
		expect(JSON.parse(events[0]?.data ?? "")).toEqual(twin.state());
		expect(JSON.parse(events[2]?.data ?? "").map((entry: { msg_id: number }) => entry.msg_id)).toEqual([2, 3, 4]);
	});

	test("a reader who comes back gets what it missed, once", async () => {
		twin.log(pingEntry(1, 5002, 5001));
		const before = await eventsUntil(`${http.url}/events`, ({ event }) => event === "message");
		twin.log(pingEntry(2, 5002, 5001));
		const after = await eventsUntil(`${http.url}/events`, ({ event }) => event === "message", { "last-event-id": before.at(-1)?.id ?? "" });
		expect(JSON.parse(after.at(-1)?.data ?? "").map((entry: { msg_id: number }) => entry.msg_id)).toEqual([2]);
	});

	test("a state that stays the same is not told again, one that changes is told at most once a second", async () => {
		const changing = setInterval(() => twin.set({ msg_id: twin.current.msg_id + 1 }), 20);
		const start = performance.now();
		await eventsUntil(`${http.url}/events`, (_, all) => all.length === 3);
		clearInterval(changing);
		expect(performance.now() - start).toBeGreaterThan(1_900);
		await delay(1_100);
		const quiet = eventsUntil(`${http.url}/events`, ({ event }) => event === "message");
		await delay(2_200);
		twin.log(pingEntry(1, 5002, 5001));
		expect((await quiet).filter(({ event }) => event === "state")).toHaveLength(1);
	});

	test("a reader who did not read is told what it lost when it reads again", async () => {
		const { host, port } = { host: "127.0.0.1", port: Number(new URL(http.url).port) };
		const socket = connect(port, host);
		socket.write("GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n");
		socket.pause();
		await delay(200);
		const entry = { ...pingEntry(1, 5002, 5001), padding: "x".repeat(2_000) };
		for (let batch = 0; batch < 40; batch++) {
			for (let index = 0; index < 500; index++) twin.log(entry);
			await delay(110);
		}
		let text = "";
		socket.on("data", (chunk) => {
			text = (text + chunk.toString()).slice(-2_000_000);
		});
		socket.resume();
		await vi.waitFor(() => expect(text).toMatch(/event: lost\ndata: \{"entries":\d+\}/), 5_000);
		socket.destroy();
	});

	test("readers who leave are forgotten", async () => {
		for (let reader = 0; reader < 70; reader++) await eventsUntil(`${http.url}/events`, () => true);
		await delay(50);
		expect((await fetch(`${http.url}/events`, { signal: AbortSignal.timeout(1_000) })).status).toBe(200);
	});
});

describe("opening and closing", () => {
	test("a port in use rejects with the system's error", async () => {
		const port = Number(new URL(http.url).port);
		const second = new TwinNode(5002);
		await expect(startNodeHttp({ host: "127.0.0.1", port, view: second, control: second })).rejects.toMatchObject({ code: "EADDRINUSE" });
		expect(second.listeners).toBe(0);
	});

	test("close ends open streams at once, any number of times", async () => {
		const response = await fetch(`${http.url}/events`);
		const ended = response.text().then(
			() => "ended",
			() => "cut",
		);
		await Promise.all([http.close(), http.close()]);
		await http.close();
		expect(["ended", "cut"]).toContain(await ended);
		expect(twin.listeners).toBe(0);
	});
});
