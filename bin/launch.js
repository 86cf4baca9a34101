// Runs the built command line on a Node that is new enough: in this process, or in a child that shares its fate.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { findNode, OLDEST_MAJOR, ROOT } from "./runtime.js";

/** SIGUSR1 means something on Unix only; there, without a listener, Node itself takes it. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", ...(process.platform === "win32" ? [] : ["SIGUSR1"])];

const cli = `${ROOT}dist/cli.js`;
const node = findNode();
if (!existsSync(cli)) {
	fail("gimps-node is not built yet: run `npm run build` in its folder");
} else if (node === undefined) {
	fail(`gimps-node needs Node ${OLDEST_MAJOR} or newer, this is ${process.versions.node}: ${remedy()}`);
} else if (node === process.execPath) {
	await import(new URL("../dist/cli.js", import.meta.url).href);
} else {
	runInChild(node);
}

/** The child gets every signal, the parent its exit code; the closed IPC channel tells it of a parent that was killed. */
function runInChild(executable) {
	const child = spawn(executable, [cli, ...process.argv.slice(2)], {
		stdio: ["inherit", "inherit", "inherit", "ipc"],
		env: process.env,
	});
	for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
	child.on("exit", (code, signal) => {
		if (signal !== null) {
			process.removeAllListeners(signal);
			process.kill(process.pid, signal);
		}
		process.exitCode = code ?? 1;
	});
}

/** What was installed from npm has no set-up: its lock file tells a clone. */
function remedy() {
	const isClone = existsSync(`${ROOT}package-lock.json`);
	return isClone ? "run `npm run build` in its folder, which fetches one" : "install a newer one from https://nodejs.org";
}

function fail(line) {
	process.stderr.write(`${line}\n`);
	process.exitCode = 1;
}
