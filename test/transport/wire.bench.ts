// npm run bench:wire: what a message costs from the socket to its answer, beside bare `split + JSON.parse` of the same bytes; what a peer costs idle and unread.
// Both read the same bytes from a socket in interleaved rounds. Rates are of this thread's processor time, so that a busy machine blurs them little.
import { fork } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { Node } from "../../src/protocol/node.ts";
import { KINDS } from "../../src/protocol/messages/kinds.ts";
import { parseMessage } from "../../src/protocol/messages/parse.ts";
import { TIMING } from "../../src/protocol/routines.ts";
import { LINK_QUEUE_LIMIT_BYTES } from "../../src/transport/limits.ts";
import { Transport } from "../../src/transport/transport.ts";
import { type Order, roundOf, type Traffic } from "./wire.peer.ts";

const ROUNDS = 11;
const MESSAGES = 100_000;
const IDLE_PEERS = 100;
const GOAL_RATIO = 0.5;
const GOAL_IDLE_BYTES = 32 * 1024;

const TRAFFICS: Readonly<Record<string, Traffic>> = {
	"four nodes' traffic: 2 PING, 2 PONG, 3 PRIME": { pings: 2, pongs: 2, primes: 3 },
	"only PRIMEs seen before": { pings: 0, pongs: 0, primes: 1 },
	"only PINGs, each answered": { pings: 1, pongs: 0, primes: 0 },
};

const peer = fork(new URL("wire.peer.ts", import.meta.url), ["peer"]);

function tell(order: Order): void {
	peer.send(order);
}

/** A node without timers: its transport, its protocol, and what lies between. */
class Station {
	readonly transport: Transport;
	lines = 0;
	opened = 0;
	closedWhy = "";
	onLine: () => void = () => {};
	readonly #node = new Node(
		{ id: 5001, key: null, peers: [], advertise: null, timing: TIMING, primeTtl: 2, firstMessageId: 1, searches: false },
		{ random: Math.random, refutes: () => false, challenge: () => "" },
	);

	constructor() {
		this.transport = new Transport(
			{ host: "127.0.0.1", port: 0 },
			{
				opened: (opened) => {
					this.opened++;
					this.#feed({ type: "opened", opened });
				},
				dialFailed: () => {},
				line: (link, line) => {
					this.#feed({ type: "received", link, received: parseMessage(line) });
					this.lines++;
					this.onLine();
				},
				fault: (link, code) => this.#feed({ type: "received", link, received: { kind: "fault", fault: { code } } }),
				closed: (link, reason) => {
					this.closedWhy = reason;
					this.#feed({ type: "closed", link, reason });
				},
				refused: () => {},
			},
		);
	}

	#feed(input: Parameters<Node["handle"]>[1]): void {
		for (const output of this.#node.handle(performance.now(), input)) {
			if (output.type === "send") {
				const { to, message } = output;
				this.transport.send(
					to.map(({ link }) => link),
					message,
					KINDS[message.msg_type].urgency,
				);
			} else if (output.type === "trust") this.transport.trust(output.link);
			else if (output.type === "hang-up") this.transport.hangUp(output.link, output.reason);
			else if (output.type === "fault") throw new Error(`the benchmark's own messages are at fault: ${output.fault.code}`);
		}
	}
}

/** Calls back for each line of a socket as a script of ten lines would. */
async function bareServer(onLine: (value: unknown) => void): Promise<{ port: number; close(): void }> {
	const server = createServer((socket) => {
		let rest = "";
		socket.setEncoding("utf8");
		socket.on("error", () => {});
		socket.on("data", (chunk: string) => {
			const lines = (rest + chunk).split("\n");
			rest = lines.pop() ?? "";
			for (const line of lines) onLine(JSON.parse(line));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server that listens
	return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

/** Processor microseconds of this thread a message, from the order to the last line. */
async function microseconds(order: Order, lastLine: Promise<void>): Promise<number> {
	const before = process.threadCpuUsage();
	tell(order);
	await lastLine;
	const { user, system } = process.threadCpuUsage(before);
	return (user + system) / MESSAGES;
}

async function compare(name: string, traffic: Traffic): Promise<number> {
	const station = new Station();
	const { port } = await station.transport.listen();
	let bareLines = 0;
	let onBareLine = (): void => {};
	const bare = await bareServer(() => {
		bareLines++;
		onBareLine();
	});
	const times: { ours: number; bare: number; memory: number }[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const goal = (round + 1) * MESSAGES;
		const order = { type: "flood", traffic, round, messages: MESSAGES } as const;
		const heard = new Promise<void>((resolve) => (station.onLine = () => station.lines === goal && resolve()));
		const ours = await microseconds({ ...order, port }, heard);
		const bareHeard = new Promise<void>((resolve) => (onBareLine = () => bareLines === goal && resolve()));
		times.push({ ours, bare: await microseconds({ ...order, port: bare.port }, bareHeard), memory: inMemory(traffic, round) });
	}
	const ours = median(times.map((time) => time.ours));
	const other = median(times.map((time) => time.bare));
	const memory = median(times.map((time) => time.memory));
	console.log(name);
	console.log(`  this node         ${rate(ours)}`);
	console.log(`  bare, same socket ${rate(other)}  ratio ${(other / ours).toFixed(2)}`);
	console.log(`  bare, in memory   ${rate(memory)}  ratio ${(memory / ours).toFixed(2)}`);
	await station.transport.stop();
	bare.close();
	return other / ours;
}

/** The same bytes, split and parsed without any socket. */
function inMemory(traffic: Traffic, round: number): number {
	const bytes = roundOf(traffic, round, MESSAGES);
	const before = process.threadCpuUsage();
	let rest = "";
	for (let start = 0; start < bytes.length; start += 65_536) {
		const lines = (rest + bytes.toString("utf8", start, start + 65_536)).split("\n");
		rest = lines.pop() ?? "";
		for (const line of lines) JSON.parse(line);
	}
	const { user, system } = process.threadCpuUsage(before);
	return (user + system) / MESSAGES;
}

/** Bytes that each of many idle peers costs, after it said PING and was answered. */
async function idleBytes(): Promise<number> {
	const station = new Station();
	const { port } = await station.transport.listen();
	const before = memoryBytes();
	tell({ type: "idle", port, peers: IDLE_PEERS });
	await new Promise<void>((resolve) => (station.onLine = () => station.lines === IDLE_PEERS && resolve()));
	for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
	const after = memoryBytes();
	await station.transport.stop();
	const heap = (after.heap - before.heap) / IDLE_PEERS;
	const resident = (after.resident - before.resident) / IDLE_PEERS;
	console.log(
		`an idle peer       ${kib(heap)} of heap and buffers, ${kib(resident)} resident (of ${IDLE_PEERS} peers; goal ${kib(GOAL_IDLE_BYTES)})`,
	);
	return heap;
}

/** The most that is ever queued for a peer that never reads, until it is cut off. */
async function unreadBytes(): Promise<number> {
	const station = new Station();
	const { port } = await station.transport.listen();
	tell({ type: "deaf", port });
	while (station.opened === 0) await new Promise((resolve) => setImmediate(resolve));
	const before = memoryBytes();
	let most = 0;
	let cost = 0;
	let measuredAt = 0;
	for (let sent = 0; station.closedWhy === ""; sent++) {
		station.transport.send(
			[1],
			{ msg_type: "PRIME", msg_id: sent, msg_forwarder: 5001, msg_originator: 5003, ttl: 1, data: 21_701 },
			"soon",
		);
		const { queuedBytes } = station.transport.stats();
		if (queuedBytes > measuredAt + LINK_QUEUE_LIMIT_BYTES / 10) {
			measuredAt = queuedBytes;
			cost = Math.max(cost, memoryBytes().heap - before.heap);
		}
		most = Math.max(most, queuedBytes);
		if (sent % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
	}
	console.log(
		`an unread peer     ${kib(most)} queued at most (cap ${kib(LINK_QUEUE_LIMIT_BYTES)}), ${kib(cost)} of heap and buffers; then: ${station.closedWhy}`,
	);
	await station.transport.stop();
	return most;
}

function memoryBytes(): { heap: number; resident: number } {
	if (globalThis.gc === undefined) throw new Error("run with --expose-gc");
	for (let time = 0; time < 3; time++) globalThis.gc();
	const { heapUsed, external, rss } = process.memoryUsage();
	return { heap: heapUsed + external, resident: rss };
}

function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function rate(microsecondsEach: number): string {
	return `${Math.round(1_000 / microsecondsEach)
		.toLocaleString("en")
		.padStart(6)} messages a millisecond (${microsecondsEach.toFixed(2)} us each)`;
}

function kib(bytes: number): string {
	return `${(bytes / 1_024).toFixed(1)} KiB`;
}

const ratios: number[] = [];
for (const [name, traffic] of Object.entries(TRAFFICS)) ratios.push(await compare(name, traffic));
const idle = await idleBytes();
const unread = await unreadBytes();
tell({ type: "end" });
const met = (ratios[0] ?? 0) >= GOAL_RATIO && idle <= GOAL_IDLE_BYTES && unread <= LINK_QUEUE_LIMIT_BYTES;
console.log(met ? "all goals are met" : "a goal is missed");
process.exitCode = met ? 0 : 1;
