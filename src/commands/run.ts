// gimps-node run: one node in the foreground. Ends in order by SIGINT or SIGTERM, and with whoever started it.
import type { CommandModule } from "yargs";
import { NODE_OPTIONS, readConfig } from "../config.ts";
import type { NodeConfig } from "../config.ts";
import { checkNode } from "../config/checks.ts";
import { Daemon } from "../daemon/daemon.ts";
import { readRespond, RespondFileError } from "../daemon/own-respond.ts";
import { openLog } from "../daemon/log.ts";
import type { WireMessage } from "../daemon/wire.ts";
import type { Respond } from "../protocol/answer.ts";
import { lookOf } from "../terminal/look.ts";
import { createPaint } from "../terminal/paint.ts";
import { prettyLines } from "./cluster-output.ts";
import { CommandError } from "./command-error.ts";
import { withOptions } from "./options.ts";
import { explain, startFailure } from "./start-failure.ts";
import type { HeldReport, Remedies, StartReport } from "./start-failure.ts";
import { packageVersion } from "./version.ts";

export const runCommand: CommandModule = {
	command: ["run", "$0"],
	describe: "Run a node in the foreground",
	builder: (yargs) =>
		withOptions(yargs, NODE_OPTIONS)
			.example("$0 --port 5001", "a first node")
			.example("$0 --port 5002 --peers 5001", "a second one on the same machine")
			.example("$0 --host 0.0.0.0 --advertise lab7:5001 --peers lab1:5001", "a node on a LAN")
			.example("$0 --http 8081 --log-format json", "with state and controls over HTTP, and a log for programs"),
	handler: async (argv) => {
		const config = readConfig(NODE_OPTIONS, argv, process.env);
		checkNode(config);
		const { log, flush } = openLog({ node: config.id ?? config.port, level: config["log-level"], ...showing(config) });
		const respond = config.respond === null ? undefined : await readRespondOf(config.respond);
		const start = (): Promise<Daemon> => Daemon.start(config, { log, version: packageVersion(), respond });
		let starting = start();
		let isStopping = false;
		const stop = async (daemon: Daemon): Promise<void> => {
			isStopping = true;
			await daemon.stop();
			flush();
			process.exit(0);
		};
		// From the first moment on: one that comes while the node still starts ends it in order as well.
		for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void starting.then(stop, () => {}));
		/** Under a key that two nodes used nothing can be done any more: it begins again, with a new one. */
		const startAgain = async (forked: Daemon): Promise<void> => {
			if (isStopping) return;
			await forked.stop();
			starting = start();
			watch(await starting);
		};
		const watch = (daemon: Daemon): void => {
			if (config["exit-when-done"]) void daemon.done.then(() => stop(daemon));
			void daemon.forked
				.then(() => startAgain(daemon))
				.catch((error: NodeJS.ErrnoException) => {
					process.stderr.write(`gimps-node: ${explain(startFailure(error, config), REMEDIES)}\n`);
					flush();
					process.exit(1);
				});
		};
		const first = await starting.catch((error: NodeJS.ErrnoException) => {
			const failure = startFailure(error, config);
			report({ type: "failed", failure });
			throw new CommandError(explain(failure, REMEDIES));
		});
		// A cluster is the only parent that says anything.
		if (process.connected)
			process.on("message", (said: WireMessage) => {
				void starting.then(
					(daemon) => daemon.arrange(said, (count) => report({ type: "held", count })),
					() => {},
				);
			});
		report({ type: "ready" });
		watch(first);
	},
};

/** On a terminal, or where it is asked for, people's lines instead of JSON. */
function showing({ "log-format": asked }: NodeConfig): { readonly show?: (line: string) => string } {
	const look = lookOf(asked, { isTerminal: process.stdout.isTTY, environment: process.env, platform: process.platform });
	const paint = createPaint(look === "coloured");
	return look === "json" ? {} : { show: prettyLines(paint) };
}

async function readRespondOf(file: string): Promise<Respond> {
	try {
		return await readRespond(file);
	} catch (error) {
		throw error instanceof RespondFileError ? new CommandError(`--respond: ${error.message}`) : error;
	}
}

const REMEDIES: Remedies = {
	port: { peers: "give another with --port", http: "give another with --http" },
	host: { peers: "check --host", http: "check --http-host" },
	dataFolder: "give another with --data-dir",
};

/** To who started this node over an IPC channel. */
function report(said: StartReport | HeldReport): void {
	if (process.connected) process.send?.(said);
}
