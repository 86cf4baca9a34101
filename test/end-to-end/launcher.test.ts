// The command as people call it, where their Node is too old: it finds the one that set-up fetched, and shares its fate.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { type DaemonProcess, ROOT } from "./daemon-process.ts";
import { Ground } from "./ground.ts";
import { freePorts } from "./ports.ts";
import { descendants, HAS_PROC, isAlive } from "./process-tree.ts";
import { until } from "./until.ts";

const ground = new Ground();
afterEach(() => ground.close());

/** The Node that a login shell of this machine finds, not the one of this test; and the one that the launcher would take there. */
const shell = spawnSync(
	"bash",
	["-lc", `node -e 'import("${ROOT}bin/runtime.js").then((r) => console.log(JSON.stringify([process.execPath, r.findNode()])))'`],
	{
		encoding: "utf8",
		env: { HOME: process.env["HOME"] ?? "/", PATH: "/usr/local/bin:/usr/bin:/bin" },
	},
);
const [oldNode, taken]: [string?, (string | null)?] = JSON.parse(shell.stdout || "[]");

function findObstacle(): string | false {
	if (oldNode === undefined) return "a login shell finds no Node here";
	if (taken === oldNode) return "the Node of a login shell is new enough here";
	if (taken === null) return "set-up has fetched no Node here";
	return !existsSync(`${ROOT}dist/cli.js`) && "the command line is not built";
}

const obstacle = findObstacle();
if (obstacle !== false) process.stderr.write(`skipped: the launcher on an old Node, for ${obstacle}\n`);

const program = [oldNode ?? "", `${ROOT}bin/gimps-node.js`] as const;

async function launch(): Promise<{ launcher: DaemonProcess; pids: number[] }> {
	const port = String(await freePorts());
	const args = ["--port", port, "--data-dir", ground.folder(), "--generate-every", "0.3"];
	const launcher = ground.run(args, { program, tied: false });
	await launcher.logged("prime found");
	return { launcher, pids: HAS_PROC ? descendants(launcher.pid) : [] };
}

test.skipIf(obstacle !== false)("an old Node hands over to the fetched one, with arguments, output and exit code", async () => {
	const [help, misuse] = [ground.run(["--help"], { program, tied: false }), ground.run(["--prot", "1"], { program, tied: false })];
	expect((await help.ended).code).toBe(0);
	expect(help.stdout).toContain("gimps-node cluster");
	expect((await misuse.ended).code).toBe(2);
	expect(misuse.stderr).toMatch(/^gimps-node: .*prot.*\n$/);
});

test.skipIf(obstacle !== false).for(["SIGTERM", "SIGINT"] as const)(
	"%s passes through to the node, which ends in order",
	async (signal) => {
		const { launcher, pids } = await launch();
		expect(await launcher.end(signal)).toEqual({ code: 0, signal: null });
		expect(launcher.log.at(-1)?.msg).toBe("node stopped");
		await until("no process is left", () => !pids.some(isAlive));
	},
);

test.skipIf(obstacle !== false || !HAS_PROC)("a launcher that is killed leaves no node behind", async () => {
	const { launcher, pids } = await launch();
	expect(pids.length).toBeGreaterThanOrEqual(2);
	await launcher.end("SIGKILL");
	await until("no process is left", () => !pids.some(isAlive));
});
