// Each wrong use of the command line gives one clear line on stderr, nothing on stdout, and the exit code that scripts rely on.
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Ground } from "./ground.ts";
import { freePorts } from "./ports.ts";

const ground = new Ground();
const WRONG_USAGE = 2;
const FAILED = 1;

/** A port that is taken, and a folder with a file in the way and config files that are wrong. */
const busy = createServer();
let busyPort = "";
let folder = "";

beforeAll(async () => {
	busy.listen(0, "127.0.0.1");
	await once(busy, "listening");
	busyPort = String((busy.address() as AddressInfo).port);
	folder = ground.folder();
	writeFileSync(join(folder, "file"), "");
	writeFileSync(join(folder, "broken.json"), '{"port": 5001');
	writeFileSync(join(folder, "list.json"), "[]");
	writeFileSync(join(folder, "unknown.json"), '{"prot": 5001}');
	writeFileSync(join(folder, "wrong.json"), '{"ping-every": "often"}');
	writeFileSync(join(folder, "good.json"), "{}");
});
afterAll(async () => {
	busy.close();
	await ground.close();
});

async function expectOneLine(args: readonly string[], code: number, says: RegExp, env: Record<string, string> = {}): Promise<void> {
	const ended = ground.run(args, { env: { GIMPS_NODE_DATA_DIR: join(folder, "data"), ...env } });
	expect({ ...(await ended.ended), stdout: ended.stdout, stderr: ended.stderr }).toEqual({
		code,
		signal: null,
		stdout: "",
		stderr: expect.stringMatching(/^gimps-node: [^\n]{10,300}\n$/),
	});
	expect(ended.stderr).toMatch(says);
}

describe.concurrent("wrong usage", () => {
	const cases: readonly (readonly [string, RegExp])[] = [
		["--prot 5001", /unknown option --prot \(did you mean --port\?\); see gimps-node --help/],
		["--generate 5", /did you mean --generate-every\?/],
		["nonsense", /unknown command nonsense; see gimps-node --help/],
		["statsu --json", /unknown command statsu \(did you mean status\?\)/],
		["cluster --nods 3", /--nods \(did you mean --nodes\?\); see gimps-node cluster --help/],
		["test 61 --typ prp", /--typ \(did you mean --type\?\); see gimps-node test --help/],
		["run 5001", /unknown.*5001/i],
		["--port abc", /--port.*whole number from 1 to 65535.*"abc"/],
		["--port", /port/],
		["--peers nobody", /--peers.*HOST:PORT.*"nobody"/],
		["--peers 5002,host:99999", /--peers/],
		["--advertise here", /--advertise.*HOST:PORT/],
		["--ping-every 0", /--ping-every.*seconds/],
		["--workers -1", /workers/],
		["--log-level loud", /--log-level.*debug/],
		["cluster --nodes 0", /--nodes/],
		["cluster --peers 5001", /unknown.*peers/i],
		["status --http none", /--http/],
		["results --from few", /--from.*whole number.*"few"/],
		["test", /exponent|argument.*gimps-node test --help/i],
		["test 4", /4 is no prime/],
		["test 61 --type guess", /ll or prp/],
		["bench --exponents many", /--exponents/],
		["factor 1237 --bits many", /--bits.*"many"/],
		["bench --threads 0", /--threads/],
		["dashboard --nodes ://", /--nodes/],
		["dashboard --nodes foo", /--nodes.*HOST:PORT.*"foo"/],
		["dashboard --nodes 1 --http 70000", /--http/],
		["cluster --http 5002", /--http.*5001 to 5004/],
		["--max-queue-kib 32", /--max-queue-kib.*--max-line-kib/],
		["dashboard", /nodes/],
	];
	test.for(cases)("gimps-node %s", ([line, says]) => expectOneLine(line.split(" "), WRONG_USAGE, says));

	const files: readonly (readonly [string, RegExp])[] = [
		["absent.json", /absent\.json/],
		["broken.json", /broken\.json/],
		["list.json", /list\.json.*object/],
		["unknown.json", /unknown\.json.*"prot"/],
		["wrong.json", /"ping-every" in the config file.*"often"/],
	];
	test.for(files)("--config %s", ([file, says]) => expectOneLine(["--config", join(folder, file)], WRONG_USAGE, says));

	test("of the environment names the variable", () => expectOneLine([], WRONG_USAGE, /GIMPS_NODE_PORT.*"abc"/, { GIMPS_NODE_PORT: "abc" }));

	test.for(["run", "cluster"])("of the environment is no secret to %s", (command) =>
		expectOneLine([command], WRONG_USAGE, /GIMPS_NODE_PROT.*GIMPS_NODE_PORT/, { GIMPS_NODE_PROT: "5009" }),
	);
});

describe.concurrent("what the machine does not let it do", () => {
	test("a port in use", () => expectOneLine(["--port", busyPort], FAILED, new RegExp(`port ${busyPort} is in use.*--port`)));

	test("an HTTP port in use", async () => {
		const port = String(await freePorts());
		await expectOneLine(
			["--port", port, "--http", busyPort, "--log-level", "warn"],
			FAILED,
			new RegExp(`port ${busyPort} is in use.*--http`),
		);
	});

	test("an address that is not this machine's", async () => {
		await expectOneLine(["--port", String(await freePorts()), "--host", "203.0.113.1"], FAILED, /203\.0\.113\.1.*--host/);
	});

	test("a data folder below a file", async () => {
		const port = String(await freePorts());
		await expectOneLine(["--port", port, "--data-dir", join(folder, "file", "below")], FAILED, /data folder.*file\/below.*--data-dir/);
	});

	const clusters: readonly (readonly [string, () => Promise<string[]>, RegExp])[] = [
		[
			"on a port in use",
			async () => ["--nodes", "1", "--base-port", busyPort, "--http", "0"],
			/^gimps-node: node \d+ did not start: port \d+ is in use: [^:]*--base-port \d+$/,
		],
		[
			"with its dashboard on a port in use",
			async () => ["--nodes", "1", "--base-port", String(await freePorts()), "--http", busyPort],
			/^gimps-node: port \d+ is in use: .*--http/,
		],
		[
			"with a data folder below a file",
			async () => ["--http", "0", "--data-dir", join(folder, "file", "below")],
			/data folder.*--data-dir/,
		],
		["with a data folder in /proc", async () => ["--http", "0", "--data-dir", "/proc/none"], /data folder \/proc\/none.*--data-dir/],
	];
	// A cluster says more on stderr than its end.
	test.for(clusters)("a cluster %s", async ([, args, says]) => {
		const ended = ground.run(["cluster", ...(await args())], { env: { GIMPS_NODE_DATA_DIR: join(folder, "data") } });
		expect([await ended.ended, ended.stdout]).toEqual([{ code: FAILED, signal: null }, ""]);
		const [last, ...earlier] = ended.stderr.trimEnd().split("\n").toReversed();
		expect(last).toMatch(says);
		expect(earlier.filter((line) => !/^(dashboard: |node \d+: pid )/.test(line))).toEqual([]);
	});

	test("a cluster, and `npm start` tells how to type it there", async () => {
		const env = { npm_lifecycle_event: "start", npm_package_name: "gimps-node", GIMPS_NODE_DATA_DIR: join(folder, "data") };
		const ended = ground.run(["cluster", "--nodes", "1", "--base-port", String(await freePorts()), "--http", busyPort], { env });
		expect(await ended.ended).toEqual({ code: FAILED, signal: null });
		expect(ended.stderr).toContain(`with npm start -- --http ${Number(busyPort) + 1}\n`);
	});

	test("the status of nobody", async () =>
		expectOneLine(["status", "--http", String(await freePorts())], FAILED, /nothing answers at http:\/\/127\.0\.0\.1:/));

	test("the dashboard on a port in use", () =>
		expectOneLine(["dashboard", "--nodes", "1", "--http", busyPort], FAILED, new RegExp(busyPort)));
});
