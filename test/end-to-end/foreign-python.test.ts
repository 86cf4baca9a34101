// The wire format in the hands of another language: a Python program joins with nothing but its standard library.
import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { Ground } from "./ground.ts";
import type { Wire } from "./plain-peer.ts";
import { until } from "./until.ts";

interface Answers {
	readonly pong: Wire;
	readonly pong_milliseconds: number;
	readonly sent: Wire;
	readonly forwarded: Wire;
	readonly marker: Wire;
	readonly forwarded_next: Wire;
	readonly pinged: Wire;
}

const PROGRAM = fileURLToPath(new URL("foreign-peer.py", import.meta.url));
const hasPython = spawnSync("python3", ["--version"]).status === 0;
if (!hasPython) process.stderr.write("skipped: the foreign peer in Python, for there is no python3 here\n");

const ground = new Ground();
afterAll(() => ground.close());

test.skipIf(!hasPython)("a peer in Python is answered, forwarded and pinged to the letter", async () => {
	const node = await ground.node();
	const { stdout } = await promisify(execFile)("python3", [PROGRAM, String(node.port)], { timeout: 25_000 });
	const answers: Answers = JSON.parse(stdout);
	const own = { msg_forwarder: node.port, msg_originator: node.port, ttl: 0, data: null };
	expect(answers.pong).toMatchObject({ msg_type: "PONG", ...own });
	expect(answers.pinged).toMatchObject({ msg_type: "PING", ...own });
	expect(answers.forwarded).toEqual({ ...answers.sent, msg_forwarder: node.port, ttl: 1 });
	// Neither the false claim, nor the duplicate, nor the prime with ttl 0 came in between.
	expect(answers.forwarded_next).toEqual({ ...answers.marker, msg_forwarder: node.port, ttl: 0 });
	process.stderr.write(`a peer in Python: answered in ${answers.pong_milliseconds.toFixed(2)} ms, in the median\n`);
	const { biggest_prime_sender } = await until("19 is the largest", async () => {
		const state = await node.state();
		return state.biggest_prime === 19 && state;
	});
	expect(biggest_prime_sender).toBe(41_001);
});
