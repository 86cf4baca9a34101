// What people see on a terminal: a real one, as util-linux's script makes it; and that it is theirs again afterwards.
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type DaemonProcess, SOURCE_CLI } from "./daemon-process.ts";
import { Ground, QUICK } from "./ground.ts";
import { freePorts } from "./ports.ts";
import { until } from "./until.ts";

const ground = new Ground();
afterEach(() => ground.close());

const hasScript = /util-linux/.test(spawnSync("script", ["--version"], { encoding: "utf8" }).stdout ?? "");
if (!hasScript) process.stderr.write("skipped: what is seen on a terminal, for there is no `script` of util-linux here\n");

const WHOLE_PICTURES = "\u001B[?1049h";
const LINES_AGAIN = "\u001B[?1049l";
const CURSOR_SHOWN = "\u001B[?25h";
const CTRL_C = "\u0003";

/** On a terminal of 100 by 30; its settings are printed at the end. */
function onTerminal(args: readonly string[], env: Readonly<Record<string, string>> = {}): DaemonProcess {
	const command = [process.execPath, SOURCE_CLI, ...args].map((arg) => `'${arg}'`).join(" ");
	// The shell outlives what Ctrl-C ends.
	const line = `trap : INT; stty cols 100 rows 30; ${command}; echo "ended with $?"; stty -a`;
	return ground.run(["-qefc", line, "/dev/null"], {
		program: ["script"],
		tied: false,
		isTypedInto: true,
		env: { TERM: "xterm-256color", SHELL: "/bin/sh", NO_COLOR: "", ...env },
	});
}

async function cluster(env: Readonly<Record<string, string>> = {}): Promise<{ started: DaemonProcess; port: number; folder: string }> {
	const [port, folder] = [await freePorts(2), ground.folder()];
	const args = ["cluster", "--nodes", "2", "--base-port", String(port), "--http", "0", "--data-dir", folder, "--workers", "0", ...QUICK];
	return { started: onTerminal(args, env), port, folder };
}

const sees = (started: DaemonProcess, what: RegExp): Promise<unknown> => until(`it shows ${what}`, () => what.test(started.stdout));

test.skipIf(!hasScript)("a cluster draws its nodes, and gives the terminal back", async () => {
	const { started, port, folder } = await cluster();
	await sees(started, new RegExp(`met .*${port}`));
	await sees(started, /awake/);
	expect(started.stdout).toContain(WHOLE_PICTURES);
	expect(started.stdout).toMatch(/http:\/\/localhost:\d+.*Ctrl-C ends all/);
	expect(started.stdout).not.toContain('"level"');
	started.child.stdin!.write(CTRL_C);
	await started.ended;
	const after = started.stdout.split(LINES_AGAIN)[1];
	expect(after).toMatch(/^all nodes ended; .*node-\*\.log\r\nended with 0\r\n/);
	expect(after).toMatch(/isig icanon .* echo /);
	expect(started.stdout).toContain(CURSOR_SHOWN + LINES_AGAIN);
	const lines = readFileSync(join(folder, `node-${port}.log`), "utf8")
		.trimEnd()
		.split("\n");
	expect(lines.map((line): { msg: string } => JSON.parse(line)).at(-1)?.msg).toBe("node stopped");
});

test.skipIf(!hasScript)("a cluster writes plain lines on a dumb terminal", async () => {
	const { started, port } = await cluster({ TERM: "dumb" });
	await sees(started, new RegExp(`\\d\\d:\\d\\d:\\d\\d ${port} \\w+ met ${port + 1}\r\n`));
	started.child.stdin!.write(CTRL_C);
	await started.ended;
	expect(started.stdout).not.toContain("\u001B");
	expect(started.stdout).toContain("ended with 0");
});

test.skipIf(!hasScript)("a cluster that cannot start says why below what was there before", async () => {
	const busy = createServer().listen(0, "127.0.0.1");
	await once(busy, "listening");
	const port = String((busy.address() as AddressInfo).port);
	const started = onTerminal(["cluster", "--nodes", "1", "--base-port", port, "--http", "0", "--data-dir", ground.folder()]);
	await started.ended;
	busy.close();
	expect(started.stdout.split(LINES_AGAIN)[1]).toMatch(/^gimps-node: node \d+ did not start: port \d+ is in use: .*\r\nended with 1/);
});

test.skipIf(!hasScript)("a node writes coloured lines, or JSON where that is asked for", async () => {
	const args = ["--workers", "0", "--data-dir", ground.folder(), "--port"];
	const pretty = onTerminal([...args, String(await freePorts())]);
	const json = onTerminal([...args, String(await freePorts()), "--log-format", "json"]);
	// oxlint-disable-next-line no-control-regex -- the colours are what is looked for
	await sees(pretty, /\d\d:\d\d:\d\d\u001B\[\S*m \u001B\[1m\d+ \w+\u001B\[22m \u001B\[32mlistens on port \d+/);
	await sees(json, /^\{"level":"info","time":"[^"]+","node":\d+,"host":/m);
	for (const started of [pretty, json]) started.child.stdin!.write(CTRL_C);
	for (const started of [pretty, json]) {
		await started.ended;
		expect(started.stdout).toContain("ended with 0");
	}
});

test.skipIf(!hasScript)("status is watched until Ctrl-C, also where nobody answers yet", async () => {
	const watched = onTerminal(["status", "--watch", "--http", String(await freePorts())]);
	await sees(watched, /nothing answers/);
	watched.child.stdin!.write(CTRL_C);
	await watched.ended;
	expect(watched.stdout.split(LINES_AGAIN)[1]).toMatch(/^ended with 0/);
});

test("in a pipe words are written where they are asked for", async () => {
	const node = ground.run(["--port", String(await freePorts()), "--workers", "0", "--data-dir", ground.folder(), "--log-format", "pretty"]);
	await sees(node, /^\d\d:\d\d:\d\d \d+ \w+ listens on port \d+\n.* began with no peers$/m);
	expect(await node.end("SIGTERM")).toEqual({ code: 0, signal: null });
});

test.skipIf(!hasScript)("the stack of a bug is written where it stays to be read", async () => {
	const file = join(ground.folder(), "bug.ts");
	const screen = new URL("../../src/terminal/screen.ts", import.meta.url).href;
	writeFileSync(
		file,
		`import { Screen } from "${screen}";
const screen = new Screen({ output: process.stdout, input: process.stdin }, { resized: () => {}, left: () => {} });
screen.draw(["a picture"]);
throw new Error("a bug");\n`,
	);
	const started = ground.run(["-qefc", `'${process.execPath}' '${file}'; stty -a`, "/dev/null"], {
		program: ["script"],
		tied: false,
		isTypedInto: true,
		env: { TERM: "xterm-256color", SHELL: "/bin/sh" },
	});
	await started.ended;
	const [picture, after] = started.stdout.split(LINES_AGAIN);
	expect(picture).toContain("a picture");
	expect(after).toMatch(/Error: a bug[^]*isig icanon .* echo /);
});
