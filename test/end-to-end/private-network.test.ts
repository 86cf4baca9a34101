// A private network of real daemons: holders of the key find one another; who has none or another is told so in one line at both ends.
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { SOURCE_CLI } from "./daemon-process.ts";
import { Ground } from "./ground.ts";
import { PlainPeer } from "./plain-peer.ts";
import { until } from "./until.ts";

const ground = new Ground();
afterEach(() => ground.close());

function newKey(folder: string, name: string): string {
	const file = join(folder, name);
	execFileSync(process.execPath, [SOURCE_CLI, "key", file], { stdio: "ignore" });
	return file;
}

test("holders of its key find one another; of others one line is logged at both ends, and nothing that they say is heard", async () => {
	const folder = ground.folder();
	const [ours, theirs] = [newKey(folder, "ours.key"), newKey(folder, "theirs.key")];
	expect(statSync(ours).mode & 0o777).toBe(0o600);
	const first = await ground.node(["--network-key", ours]);
	const second = await ground.node(["--network-key", ours, "--peers", String(first.port)]);
	const other = await ground.node(["--network-key", theirs, "--peers", String(first.port)]);
	await until("both list each other", async () => (await first.peers()).length === 1 && (await second.peers()).length === 1);
	await other.logged("dial failed", { reason: "another network key" });
	await first.logged("not of this network", { host: "127.0.0.1", reason: "another network key" });
	const plain = await PlainPeer.dial(first.port, 7_000);
	plain.say("PING");
	await until("the plain peer is hung up on", () => plain.isClosed);
	expect(plain.received).toEqual([]);
	expect(await first.peers()).toEqual([second.port]);
	expect(first.log.filter(({ msg }) => msg === "not of this network")).toHaveLength(1);
	expect(other.log.filter(({ msg, level }) => msg === "dial failed" && level === "info")).toHaveLength(1);
});

test("a key file that is none, and a name that is taken, are refused in one line", async () => {
	const folder = ground.folder();
	const file = newKey(folder, "one.key");
	const again = ground.run(["key", file]);
	expect(await again.ended).toMatchObject({ code: 1 });
	expect(again.stderr).toBe(`gimps-node: ${file} is there already: give another name\n`);
	const missing = ground.run(["run", "--network-key", join(folder, "none.key")]);
	expect(await missing.ended).toMatchObject({ code: 2 });
	expect(missing.stderr).toMatch(
		/^gimps-node: --network-key: must be a file that can be read \(ENOENT\); gimps-node key FILE makes one, not ".*"; see .*\n$/,
	);
});
