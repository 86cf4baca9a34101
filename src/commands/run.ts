// gimps-node run: one node in the foreground. Ends in order by SIGINT or SIGTERM, and with whoever started it.
import type { CommandModule } from "yargs";
import { NODE_OPTIONS, readConfig } from "../config.ts";
import { checkNode } from "../config/checks.ts";
import { Daemon } from "../daemon/daemon.ts";
import { openLog } from "../daemon/log.ts";
import { CommandError } from "./command-error.ts";
import { withOptions } from "./options.ts";
import { explain, startFailure } from "./start-failure.ts";
import type { Remedies, StartReport } from "./start-failure.ts";
import { packageVersion } from "./version.ts";

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
		const start = (): Promise<Daemon> => Daemon.start(config, { log, version: packageVersion() });
		const failed = (error: NodeJS.ErrnoException): never => {
			const failure = startFailure(error, config);
			report({ type: "failed", failure });
			throw new CommandError(explain(failure, REMEDIES));
		};
		let daemon = await start().catch(failed);
		report({ type: "ready" });
		let isStopping = false;
		const stop = (): void => {
			isStopping = true;
			void daemon.stop().then(() => {
				flush();
				process.exit(0);
			});
		};
		/** Under a key that two nodes used nothing can be done any more: it begins again, with a new one. */
		const startAgain = async (): Promise<void> => {
			if (isStopping) return;
			await daemon.stop();
			daemon = await start();
			if (isStopping) stop();
			else watch();
		};
		const watch = (): void => {
			if (config["exit-when-done"]) void daemon.done.then(stop);
			void daemon.forked.then(startAgain).catch((error: NodeJS.ErrnoException) => {
				process.stderr.write(`gimps-node: ${explain(startFailure(error, config), REMEDIES)}\n`);
				flush();
				process.exit(1);
			});
		};
		watch();
		for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
	},
};

const REMEDIES: Remedies = {
	port: { peers: "give another with --port", http: "give another with --http" },
	host: { peers: "check --host", http: "check --http-host" },
	dataFolder: "give another with --data-dir",
};

/** To who started this node over an IPC channel. */
function report(said: StartReport): void {
	if (process.connected) process.send?.(said);
}
