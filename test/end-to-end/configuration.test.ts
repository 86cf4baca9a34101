// Where an option may be given: the command line, the environment, a file, in this order; and what shows the result.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { NodeState } from "../../src/dashboard/contract.ts";
import { ROOT } from "./daemon-process.ts";
import { Ground } from "./ground.ts";
import { freePorts } from "./ports.ts";

const ground = new Ground();
let folder = "";
beforeAll(() => {
	folder = ground.folder();
});
afterAll(() => ground.close());

function configFile(name: string, options: Readonly<Record<string, unknown>>): string {
	const path = join(folder, name);
	writeFileSync(path, JSON.stringify(options));
	return path;
}

test("the command line wins over the environment, that over the file, that over the default", async () => {
	const port = await freePorts();
	const config = configFile("all.json", { port: 1, name: "of the file", "stale-after": 7, id: 70_000, workers: 0, peers: "5999" });
	const env = {
		GIMPS_NODE_CONFIG: config,
		GIMPS_NODE_PORT: "2",
		GIMPS_NODE_NAME: "of the environment",
		GIMPS_NODE_HTTP: "0",
		GIMPS_NODE_DATA_DIR: folder,
	};
	const node = await ground.run(["--port", String(port)], { env }).listening();
	const state = await node.state();
	expect(state).toMatchObject({ port, name: "of the environment", stale_after: 7, id: 70_000, search: { workers: 0 } });
	expect(Object.keys(state.peers)).toEqual(["5999"]);
	expect(new Set(node.log.map(({ node: id }) => id))).toEqual(new Set([70_000]));
});

test("--config wins over its own name in the environment, and its values may be numbers, texts and lists", async () => {
	const port = await freePorts();
	const env = { GIMPS_NODE_CONFIG: configFile("other.json", { name: "of the other file" }) };
	const config = configFile("one.json", {
		port,
		name: "of the one file",
		http: 0,
		"data-dir": folder,
		workers: "0",
		peers: [5998, "host:5997"],
	});
	const node = await ground.run(["--config", config], { env }).listening();
	const state = await node.state();
	expect(state.name).toBe("of the one file");
	expect(Object.keys(state.peers)).toEqual(["5997", "5998"]);
});

test("status tells a person and a program what the node's HTTP side tells", async () => {
	const node = await ground.node(["--name", "Sophie Germain"]);
	const http = new URL(node.url).port;
	const [table, json] = [ground.run(["status", "--http", http]), ground.run(["status", "--http", http, "--json"])];
	expect([(await table.ended).code, (await json.ended).code]).toEqual([0, 0]);
	expect(table.stdout).toMatch(new RegExp(`^node +name .*\\n${node.port} +Sophie Germain +awake +M2 +\\d+ +nothing `));
	const state: NodeState = JSON.parse(json.stdout);
	expect(state).toMatchObject({ id: node.port, biggest_prime: 2, awake: true });
});

test("a cluster hands the shared options on, and keeps a log file of each node", async () => {
	const port = await freePorts(2);
	const args = ["cluster", "--nodes", "2", "--base-port", String(port), "--http", "0", "--data-dir", folder, "--workers", "0"];
	const cluster = ground.run([...args, "--stale-after", "3"], { env: { GIMPS_NODE_LOG_LEVEL: "debug", GIMPS_NODE_PING_EVERY: "0.2" } });
	await cluster.logged("message received", { node: port, msg_type: "PONG" });
	await cluster.logged("message received", { node: port + 1, msg_type: "PONG" });
	const url = /dashboard: (\S+)/.exec(cluster.stderr)?.[1];
	const state = (await (await fetch(`${url}/${port}/state`)).json()) as NodeState;
	expect(state).toMatchObject({ id: port, stale_after: 3, search: { workers: 0 } });
	expect(await cluster.end("SIGTERM")).toEqual({ code: 0, signal: null });
	for (const id of [port, port + 1]) {
		const lines = readFileSync(join(folder, `node-${id}.log`), "utf8")
			.trimEnd()
			.split("\n");
		expect(lines).toEqual(cluster.stdout.split("\n").filter((line) => line.includes(`"node":${id},`)));
	}
});

test("--help teaches by examples, on stdout", async () => {
	const help = ground.run(["--help"]);
	expect((await help.ended).code).toBe(0);
	expect(help.stdout).toContain("gimps-node --port 5002 --peers 5001");
	expect(help.stderr).toBe("");
});

test("--version tells this package's own", async () => {
	const version = ground.run(["--version"]);
	expect(await version.ended).toEqual({ code: 0, signal: null });
	expect(version.stdout.trim()).toBe(JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")).version);
});

test("completion prints a script for the shell, which asks for the options of a command", async () => {
	const script = ground.run(["completion"]);
	const options = ground.run(["--get-yargs-completions", "gimps-node", "run", "--pe"]);
	expect([(await script.ended).code, script.stderr]).toEqual([0, ""]);
	expect(script.stdout).toContain("--get-yargs-completions");
	expect((await options.ended).code).toBe(0);
	expect(options.stdout.split("\n")).toContain("--peers");
});
