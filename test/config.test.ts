// The one table of options: where a value comes from, and what a wrong one is told.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { CLUSTER_OPTIONS, DASHBOARD_OPTIONS, NODE_OPTIONS, UsageError, environmentName, readConfig } from "../src/config.ts";
import { checkCluster, checkNode } from "../src/config/checks.ts";
import { checkEnvironment } from "../src/config/environment.ts";

const folder = mkdtempSync(join(tmpdir(), "gimps-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function configFile(content: unknown): string {
	const path = join(folder, `${Math.random()}.json`);
	writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
	return path;
}

test("defaults are the exercise's", () => {
	expect(readConfig(NODE_OPTIONS, {}, {})).toMatchObject({
		port: 5001,
		peers: [],
		host: "127.0.0.1",
		advertise: null,
		name: null,
		id: null,
		http: null,
		"generate-every": 10_000,
		"ping-every": 5_000,
		"evict-every": 1_000,
		"stale-after": 10_000,
		"prime-ttl": 2,
	});
});

test("the command line wins over the environment, that over the file, that over the default", () => {
	const config = configFile({ port: 7003, "ping-every": 3, workers: 3, peers: [5001, "node2:5002"] });
	const environment = { GIMPS_NODE_PORT: "7002", GIMPS_NODE_PING_EVERY: "2" };
	const read = readConfig(NODE_OPTIONS, { config, port: "7001" }, environment);
	expect(read).toMatchObject({
		port: 7001,
		"ping-every": 2_000,
		workers: 3,
		"evict-every": 1_000,
		peers: ["127.0.0.1:5001", "node2:5002"],
	});
	expect(readConfig(NODE_OPTIONS, {}, { GIMPS_NODE_CONFIG: config }).port).toBe(7003);
});

test("each option has a name in the environment", () => {
	expect(environmentName("generate-every")).toBe("GIMPS_NODE_GENERATE_EVERY");
	for (const [name, option] of Object.entries({ ...NODE_OPTIONS, ...CLUSTER_OPTIONS })) {
		if (!("fallback" in option) || name === "config") continue;
		const read = readConfig({ [name]: option }, {}, { [environmentName(name)]: option.fallback });
		expect(read).toEqual(readConfig({ [name]: option }, {}, {}));
	}
});

test("peers are PORT or HOST:PORT, each once", () => {
	const peers = (text: string): readonly string[] => readConfig(NODE_OPTIONS, { peers: text }, {}).peers;
	expect(peers("5002, 5003,127.0.0.1:5002,Lab1:5001,[::1]:5004")).toEqual(["127.0.0.1:5002", "127.0.0.1:5003", "lab1:5001", "[::1]:5004"]);
});

test.each([
	[{ port: "0" }, '--port: must be a whole number from 1 to 65535, not "0"'],
	[{ port: "50 01" }, '--port: must be a whole number from 1 to 65535, not "50 01"'],
	[{ port: ["5001", "5002"] }, '--port: must be a whole number from 1 to 65535, not "5001,5002"'],
	[{ peers: "5001,nowhere" }, '--peers: must be PORT or HOST:PORT, not "5001,nowhere"'],
	[{ advertise: "host:70000" }, '--advertise: must be PORT or HOST:PORT, not "host:70000"'],
	[{ "ping-every": "-1" }, '--ping-every: must be a number of seconds from 0.05 to 86400, not "-1"'],
	[{ "log-level": "loud" }, '--log-level: must be one of trace, debug, info, warn, error, silent, not "loud"'],
	[{ host: "a b" }, '--host: must be a host name or an IP address, not "a b"'],
])("%j is told what it should be", (given, message) => {
	expect(() => readConfig(NODE_OPTIONS, given, {})).toThrow(new UsageError(message));
});

test("a wrong value is blamed on where it stands", () => {
	expect(() => readConfig(NODE_OPTIONS, {}, { GIMPS_NODE_PORT: "x" })).toThrow(/^GIMPS_NODE_PORT: must be/);
	expect(() => readConfig(NODE_OPTIONS, { config: configFile({ port: "x" }) }, {})).toThrow(/^"port" in the config file: must be/);
	expect(() => readConfig(NODE_OPTIONS, { config: configFile({ prot: 1 }) }, {})).toThrow(/holds "prot", which is no option here/);
	expect(() => readConfig(NODE_OPTIONS, { config: configFile("[1]") }, {})).toThrow(/must hold one JSON object/);
	expect(() => readConfig(NODE_OPTIONS, { config: configFile("{") }, {})).toThrow(/^--config: cannot read/);
	expect(() => readConfig(NODE_OPTIONS, { config: join(folder, "absent.json") }, {})).toThrow(/^--config: cannot read/);
});

test.each([
	["9001", ["http://127.0.0.1:9001"]],
	["node1:9001, https://node2/gimps/", ["http://node1:9001", "https://node2/gimps"]],
	["http://[::1]:9001,[::1]:9002,", ["http://[::1]:9001", "http://[::1]:9002"]],
])("nodes of a dashboard: %s", (nodes, urls) => {
	expect(readConfig(DASHBOARD_OPTIONS, { nodes }, {}).nodes).toEqual(urls);
});

test.each(["", " , ", "foo", "9001,foo", "ftp://node1", "node1:x", "http://"])("nodes of a dashboard: %j is none", (nodes) => {
	expect(() => readConfig(DASHBOARD_OPTIONS, { nodes }, {})).toThrow(/^--nodes: must .*PORT.*HOST:PORT/);
});

test.each([
	[{ "ping-every": "5", "stale-after": "5" }, /--stale-after.*--ping-every/],
	[{ "max-queue-kib": "64" }, /--max-queue-kib.*--max-line-kib/],
	[{ "max-line-kib": "1024" }, /--max-queue-kib.*--max-line-kib/],
	[{ http: "5001" }, /--http and --port/],
])("a node with %j would not work, and is refused", (given, says) => {
	expect(() => checkNode(readConfig(NODE_OPTIONS, given, {}))).toThrow(says);
});

test.each([
	[{ http: "5004" }, /--http.*5001 to 5004/],
	[{ nodes: "10", "base-port": "8071" }, /--http is 8080.*8071 to 8080/],
	[{ "ping-every": "20" }, /--stale-after/],
])("a cluster with %j would not work, and is refused", (given, says) => {
	expect(() => checkCluster(readConfig(CLUSTER_OPTIONS, given, {}))).toThrow(says);
});

test("the defaults agree with one another", () => {
	checkNode(readConfig(NODE_OPTIONS, {}, {}));
	checkCluster(readConfig(CLUSTER_OPTIONS, {}, {}));
});

test("a variable that looks like an option and is none is named, with what may have been meant", () => {
	const check = (name: string): void => checkEnvironment({ [name]: "1" }, ["port", "ping-every", "stale-after"]);
	expect(() => check("GIMPS_NODE_PROT")).toThrow("GIMPS_NODE_PROT in the environment is no option (did you mean GIMPS_NODE_PORT?)");
	expect(() => check("GIMPS_NODE_PING")).toThrow("(did you mean GIMPS_NODE_PING_EVERY?)");
	expect(() => check("GIMPS_NODE_COLOUR")).toThrow(/^GIMPS_NODE_COLOUR in the environment is no option$/);
	for (const name of ["GIMPS_NODE_PORT", "GIMPS_NODE_STALE_AFTER", "GIMPS_SEED", "gimps_node_prot", "PROT"]) check(name);
});
