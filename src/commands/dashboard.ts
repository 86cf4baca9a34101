// gimps-node dashboard: the page for nodes that run elsewhere, by the addresses of their HTTP.
// Promises one clear line for an address that is none and for a port in use; never starts or stops a node.
import type { CommandModule } from "yargs";
import { DASHBOARD_OPTIONS, readConfig } from "../config.ts";
import { startClusterHttp } from "../dashboard/serve.ts";
import { CommandError } from "./command-error.ts";
import { withOptions } from "./options.ts";

export const dashboardCommand: CommandModule = {
	command: "dashboard",
	describe: "Watch nodes that run elsewhere, in a browser",
	builder: (yargs) =>
		withOptions(yargs, DASHBOARD_OPTIONS).example(
			"$0 dashboard --nodes 9001,http://lab7:9002",
			"two nodes that were started with --http, the first one here",
		),
	handler: async (argv) => {
		const config = readConfig(DASHBOARD_OPTIONS, argv, process.env);
		const http = await startClusterHttp({
			host: config["http-host"],
			port: config.http,
			allowedHosts: config["http-allow"],
			nodes: config.nodes.map((url) => ({ url })),
		}).catch((error: NodeJS.ErrnoException) => {
			throw new CommandError(
				error.code === "EADDRINUSE"
					? `port ${config.http} is in use: give the dashboard another one with --http`
					: `cannot listen on ${config["http-host"]}:${config.http}: ${error.message}`,
			);
		});
		process.stderr.write(`dashboard: ${http.url}\n`);
		await new Promise<void>((resolve) => {
			for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, resolve);
		});
		await http.close();
	},
};
