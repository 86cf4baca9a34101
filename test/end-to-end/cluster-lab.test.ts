// What people do to a running cluster from its page, on real processes: they slow it, hold it, cut it, kill a node and start it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClusterState } from "../../src/dashboard/cluster-contract.ts";
import type { LogEntry, MessageEntry, NodeState } from "../../src/dashboard/contract.ts";
import { DaemonProcess } from "./daemon-process.ts";
import { freePorts } from "./ports.ts";
import { until } from "./until.ts";

/** A pause of several times what evicts a peer. */
const STALE_AFTER_SECONDS = 2;
const PAUSE_MS = 7_000;
const DELAY_MS = 300;
/** All that was on its way before is there, and a state of a moment ago is told. */
const SETTLED_MS = 500;

let folder: string;
let cluster: DaemonProcess;
let first: number;
let url: string;

const ask = async <T>(path: string): Promise<T> => (await fetch(`${url}/${path}`)).json() as Promise<T>;
const press = async (path: string): Promise<number> => (await fetch(`${url}/cluster/${path}`, { method: "POST" })).status;
const peersOf = async (node: number): Promise<number[]> => Object.keys((await ask<NodeState>(`${node}/state`)).peers).map(Number);
const evictions = (): number => cluster.log.filter(({ msg }) => msg === "peer evicted").length;
const messagesOf = async (node: number): Promise<MessageEntry[]> =>
	(await ask<LogEntry[]>(`${node}/message_log`)).filter((entry) => !("error" in entry)) as MessageEntry[];

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "gimps-lab-"));
	first = await freePorts(3);
	const http = await freePorts();
	url = `http://localhost:${http}`;
	const periods = ["--ping-every", "0.5", "--evict-every", "0.25", "--stale-after", String(STALE_AFTER_SECONDS)];
	const where = ["--base-port", String(first), "--http", String(http), "--data-dir", folder];
	// Nothing is said but pings: who is cut off is not heard of by others' gossip either.
	cluster = new DaemonProcess(["cluster", "--nodes", "3", "--workers", "0", ...where, ...periods]);
	await until("all know each other", async () => {
		const known = await Promise.all([0, 1, 2].map((index) => peersOf(first + index).catch(() => [])));
		return known.every(({ length }) => length === 2);
	});
}, 60_000);

afterAll(async () => {
	await cluster?.end("SIGTERM");
	await rm(folder, { recursive: true, force: true });
});

test("a pause holds every message and evicts nobody; a step brings what is under way, and no answer to it", async () => {
	const heard = async (): Promise<number> => {
		const states = await Promise.all([0, 1, 2].map((index) => ask<NodeState>(`${first + index}/state`)));
		return states.flatMap((state) => state.acquaintances).reduce((sum, { messages_received }) => sum + messages_received, 0);
	};
	expect(await press("pause")).toBe(200);
	await delay(SETTLED_MS);
	const before = await heard();
	await delay(PAUSE_MS);
	expect(await heard()).toBe(before);
	// Nothing is under way between two pings: then a step is each node's turn, and the next brings what they said.
	await until("something is under way", async () => {
		await press("step");
		await delay(SETTLED_MS / 2);
		return ((await ask<ClusterState>("cluster")).under_way ?? 0) > 0;
	});
	await press("step");
	const stepped = await until("what was under way arrived", async () => ((await heard()) > before ? heard() : undefined));
	await delay(SETTLED_MS);
	expect(await heard()).toBe(stepped);
	expect(await press("resume")).toBe(200);
	await until("the answers arrive", async () => (await heard()) > stepped);
	await delay(PAUSE_MS / 4);
	expect(evictions()).toBe(0);
}, 40_000);

test("a delay is real: each message arrives so much later than it was sent", async () => {
	expect(await press("delay/1001")).toBe(400);
	expect(await press(`delay/${DELAY_MS}`)).toBe(200);
	const since = Date.now() / 1_000;
	const lasted = await until("ten messages came over a link", async () => {
		const sent = (await messagesOf(first)).filter(({ received, timestamp }) => received !== true && timestamp > since);
		const came = (await messagesOf(first + 1)).filter(({ received, peer }) => received === true && peer === first);
		const pairs = sent.map(({ msg_id, peer, timestamp }) => ({
			sentAt: timestamp,
			cameAt: peer === first + 1 ? came.find((copy) => copy.msg_id === msg_id)?.timestamp : undefined,
		}));
		const times = pairs.flatMap(({ sentAt, cameAt }) => (cameAt === undefined ? [] : (cameAt - sentAt) * 1_000));
		return times.length >= 10 ? times : undefined;
	});
	// Each process counts its own milliseconds.
	expect(Math.min(...lasted)).toBeGreaterThan(DELAY_MS - 20);
	expect(await press("delay/0")).toBe(200);
	expect(evictions()).toBe(0);
}, 40_000);

test("two nodes that are cut off from each other evict each other, and meet again when the link is mended", async () => {
	expect(await press(`cut/${first}/${first + 1}`)).toBe(200);
	expect(await press(`cut/${first}/${first + 1}`)).toBe(409);
	await cluster.logged("peer evicted", { node: first, peer: first + 1 });
	await cluster.logged("peer evicted", { node: first + 1, peer: first });
	expect((await ask<ClusterState>("cluster")).cut).toEqual([[first, first + 1]]);
	expect(await peersOf(first)).toEqual([first + 2]);
	expect(await press(`mend/${first + 1}/${first}`)).toBe(200);
	await until("they are peers again", async () => (await peersOf(first)).includes(first + 1), 40_000);
}, 60_000);

test("a node that is killed stays away until it is started, and joins a network as it is then", async () => {
	const node = first + 2;
	expect(await press(`kill/${node}`)).toBe(200);
	await cluster.logged("peer evicted", { node: first, peer: node });
	expect(await press(`kill/${node}`)).toBe(409);
	expect((await ask<ClusterState>("cluster")).nodes[2]).toEqual({ id: node, pid: null, starts_at: null });
	await press("delay/100");
	expect(await press(`start/${node}`)).toBe(200);
	await until("it is back", async () => (await peersOf(node).catch(() => [])).length === 2, 40_000);
	expect(await press(`start/${node}`)).toBe(409);
	expect(cluster.stderr).toContain(`node ${node}: started again, pid`);
}, 60_000);

test("nobody else's page may do any of it", async () => {
	const forged = await fetch(`${url}/cluster/pause`, { method: "POST", headers: { origin: "http://evil.example" } });
	expect(forged.status).toBe(403);
	expect((await ask<ClusterState>("cluster")).is_paused).toBe(false);
});
