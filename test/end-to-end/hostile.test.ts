// What strangers may try: the node lives, answers its good peers, keeps its memory, and believes nothing false.
import { once } from "node:events";
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Ground, type RunningNode } from "./ground.ts";
import { PlainPeer } from "./plain-peer.ts";
import { HAS_PROC, residentBytes } from "./process-tree.ts";
import { until } from "./until.ts";

const GOOD = 45_001;
const BAD = 45_002;
const TRUE_LARGEST = 17;
const MEMORY_GROWTH_MOST_BYTES = 256 * 1_024 * 1_024;
const FLOOD_TURNS = 200;
const PINGS_EACH = 250;
const ATTACK_MOST_MS = 3_000;

const ground = new Ground();
let node: RunningNode;
let good: PlainPeer;

beforeAll(async () => {
	// Patient, so that a busy machine is not taken for harm done by the attack.
	node = await ground.node(["--ping-every", "0.5", "--stale-after", "10"]);
	good = await ground.peer(node, GOOD);
	good.say("PRIME", { data: TRUE_LARGEST });
	await until("17 is the largest", async () => (await node.state()).biggest_prime === TRUE_LARGEST);
});
afterAll(() => ground.close());

/** Writes as fast as the socket takes it, until all is written, the node hangs up, or it was long enough. */
async function flood({ socket }: Pick<PlainPeer, "socket">, chunks: number, chunk: (index: number) => string | Uint8Array): Promise<void> {
	const deadline = performance.now() + ATTACK_MOST_MS;
	for (let index = 0; index < chunks && !socket.destroyed && performance.now() < deadline; index++)
		if (!socket.write(chunk(index)))
			await until("it drains", () => !socket.writableNeedDrain || socket.destroyed || performance.now() > deadline);
}

/** Resolves when the node has read all that the attacker wrote, or has hung up. */
async function readToTheEnd(peer: PlainPeer, pingsBefore = 1): Promise<PlainPeer[]> {
	peer.write(lines(1, () => say("PING")));
	const pongs = (): number => peer.received.filter(({ msg_type }) => msg_type === "PONG").length;
	await until("all is read", () => peer.isClosed || pongs() > pingsBefore);
	return [peer];
}

function lines(count: number, line: (index: number) => object): string {
	return Array.from({ length: count }, (_, index) => `${JSON.stringify(line(index))}\n`).join("");
}

let nextId = 0;
const say = (msg_type: string, data: unknown = null, ttl: unknown = 0): object => ({
	msg_type,
	msg_id: nextId++,
	msg_forwarder: BAD,
	msg_originator: BAD,
	ttl,
	data,
});

async function attacker(): Promise<PlainPeer> {
	return PlainPeer.dial(node.port, BAD, nextId++);
}

/** One that says it is a peer, and is believed. */
async function trusted(): Promise<PlainPeer> {
	const peer = await attacker();
	peer.write(lines(1, () => say("PING")));
	await until("it is answered", () => peer.received.length > 0);
	return peer;
}

const attacks: Readonly<Record<string, () => Promise<readonly Pick<PlainPeer, "socket">[]>>> = {
	"random bytes": async () => {
		const peers = await Promise.all(Array.from({ length: 20 }, attacker));
		await Promise.all(peers.map((peer) => flood(peer, 16, () => randomBytes(16_384))));
		return peers;
	},
	"a flood of PINGs": async () => {
		const peer = await trusted();
		await flood(peer, FLOOD_TURNS, () => lines(PINGS_EACH, () => say("PING")));
		return readToTheEnd(peer, FLOOD_TURNS * PINGS_EACH + 1);
	},
	"a flood of PRIMEs": async () => {
		const peer = await trusted();
		await flood(peer, 200, () => lines(250, () => say("PRIME", TRUE_LARGEST, 2)));
		return readToTheEnd(peer);
	},
	"PRIMEs in the names of thousands": async () => {
		const peer = await trusted();
		await flood(peer, 40, (turn) => lines(250, (index) => ({ ...say("PRIME", 13, 2), msg_originator: 100_000 + turn * 250 + index })));
		return readToTheEnd(peer);
	},
	"a peer that never reads": async () => {
		const socket = connect({ port: node.port, host: "127.0.0.1" });
		socket.on("error", () => {});
		await once(socket, "connect");
		await flood({ socket }, 1_000, () => lines(500, () => say("PING")));
		return [{ socket }];
	},
	"two hundred connections": async () => {
		const peers = await Promise.all(Array.from({ length: 200 }, attacker));
		await until("too many are turned away", () => peers.some(({ isClosed }) => isClosed));
		return peers;
	},
	"a line that never ends": async () => {
		const peers = [await attacker(), await trusted()];
		await Promise.all(peers.map((peer) => flood(peer, 512, () => "x".repeat(65_536))));
		await until("both are cut off", () => peers.every(({ isClosed }) => isClosed));
		return peers;
	},
	"JSON as deep as a line allows": async () => {
		const peer = await trusted();
		const deep = [`${"[".repeat(30_000)}${"]".repeat(30_000)}\n`, `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}\n`];
		await flood(peer, 40, (index) => deep[index % 2]!);
		return readToTheEnd(peer);
	},
	"numbers that are none": async () => {
		const peer = await trusted();
		const numbers = [
			"1e999",
			"-1e999",
			"9007199254740993",
			"1e308",
			"-1",
			"1.5",
			"0",
			"1",
			"9".repeat(60_000),
			'"17"',
			"[17]",
			"true",
			"{}",
		];
		const line = (number: string): string => JSON.stringify(say("PRIME", "DATA", 2)).replace('"DATA"', number);
		await flood(peer, numbers.length, (index) => `${line(numbers[index]!)}\n`);
		return readToTheEnd(peer);
	},
	"hundreds of false claims": async () => {
		const claims = primesFrom(2_300, 300).filter((exponent) => ![3_217, 4_253, 4_423].includes(exponent));
		claims.push(2 ** 40, 2 ** 50, Number.MAX_SAFE_INTEGER);
		// A few on each link, for a liar is soon hung up, and comes again.
		while (claims.length > 0) {
			const peer = await trusted();
			peer.write(
				claims
					.splice(0, 15)
					.map((exponent) => lines(1, () => say("PRIME", exponent, 2)))
					.join(""),
			);
			await readToTheEnd(peer);
			peer.close();
		}
		return [];
	},
};

test.for(Object.keys(attacks))("%s", async (name) => {
	const before = HAS_PROC ? residentBytes(node.pid) : 0;
	let most = before;
	const over = new AbortController();
	const watch = async (): Promise<void> => {
		while (!over.signal.aborted) {
			await good.greet();
			expect((await fetch(`${node.url}/healthz`)).status).toBe(200);
			if (HAS_PROC) most = Math.max(most, residentBytes(node.pid));
		}
	};
	const attack = attacks[name]!().finally(() => over.abort());
	const [attackers] = await Promise.all([attack, watch()]);
	for (const { socket } of attackers) socket.destroy();

	await good.greet();
	const state = await node.state();
	expect([state.biggest_prime, state.biggest_prime_sender]).toEqual([TRUE_LARGEST, GOOD]);
	expect(Object.keys(state.peers)).toContain(String(GOOD));
	expect(good.isClosed).toBe(false);
	expect(node.log.filter(({ msg, peer }) => msg === "peer evicted" && peer === GOOD)).toEqual([]);
	expect(node.log.filter(({ level }) => level === "error")).toEqual([]);
	expect(most - before).toBeLessThan(MEMORY_GROWTH_MOST_BYTES);
});

test("after all that a new peer is welcome, and an honest claim counts", async () => {
	const late = await ground.peer(node, 45_003);
	late.say("PRIME", { data: 19, ttl: 2 });
	await until("19 is the largest", async () => (await node.state()).biggest_prime === 19);
	expect((await node.state()).biggest_prime_sender).toBe(45_003);
});

function primesFrom(least: number, count: number): number[] {
	const primes: number[] = [];
	for (let candidate = least | 1; primes.length < count; candidate += 2) {
		let divisor = 3;
		while (divisor * divisor <= candidate && candidate % divisor !== 0) divisor += 2;
		if (divisor * divisor > candidate) primes.push(candidate);
	}
	return primes;
}
