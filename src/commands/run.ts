// gimps-node run: one node in the foreground. Ends in order by SIGINT or SIGTERM, and with whoever started it.
import type { CommandModule } from "yargs";
import { NODE_OPTIONS, readConfig } from "../config.ts";
import type { NodeConfig } from "../config.ts";
import { checkNode } from "../config/checks.ts";
import { Daemon } from "../daemon/daemon.ts";
import { openLog } from "../daemon/log.ts";
import { CommandError } from "./command-error.ts";
import { withOptions } from "./options.ts";

export const runCommand: CommandModule = {
	command: ["run", "$0"],
	describe: "Run a node in the foreground",
	builder: (yargs) =>
		withOptions(yargs, NODE_OPTIONS)
			.example("$0 --port 5001", "a first node")
			.example("$0 --port 5002 --peers 5001", "a second one on the same machine")
			.example("$0 --host 0.0.0.0 --advertise lab7:5001 --peers lab1:5001", "a node on a LAN")
			.example("$0 --http 8081 | npx pino-pretty", "with state and controls over HTTP, and a readable log"),
	handler: async (argv) => {
		const config = readConfig(NODE_OPTIONS, argv, process.env);
		checkNode(config);
		const { log, flush } = openLog({ node: config.id ?? config.port, level: config["log-level"] });
		const daemon = await Daemon.start(config, { log }).catch((error: NodeJS.ErrnoException) => {
			throw new CommandError(explain(error, config));
		});
		if (process.connected) process.send?.("ready");
		const stop = (): void => {
			void daemon.stop().then(() => {
				flush();
				process.exit(0);
			});
		};
		for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
	},
};

/** One line that says what failed and how to mend it. Whatever is no failure of the system is ours, and keeps its stack. */
function explain(error: NodeJS.ErrnoException, config: NodeConfig): string {
	const { code, syscall, path } = error;
	const port = "port" in error ? Number(error.port) : 0;
	if (code === undefined || syscall === undefined) throw error;
	if (syscall === "listen" || syscall === "bind") {
		const option = port === config.http && port !== config.port ? "--http" : "--port";
		const host = option === "--http" ? "--http-host" : "--host";
		if (code === "EADDRINUSE") return `port ${port} is in use: stop what listens there, or give another ${option}`;
		if (code === "EACCES") return `port ${port} may not be opened by this user: give ${option} a number from 1024 up`;
		if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
			return `this machine has no address ${option === "--http" ? config["http-host"] : config.host}: check ${host}`;
	}
	if (syscall === "getaddrinfo") return `no address is known for ${config.host}: check --host`;
	if (path !== undefined) return `cannot write to the data folder ${path} (${code}): give another --data-dir`;
	return error.message;
}
