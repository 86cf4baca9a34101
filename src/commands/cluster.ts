// gimps-node cluster: n nodes as child processes, each knowing only the one before it, and a dashboard over them.
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import type { CommandModule } from "yargs";
import { CLUSTER_OPTIONS, SHARED_OPTIONS, gatherOptions, readConfig } from "../config.ts";
import type { ClusterConfig } from "../config.ts";
import { checkCluster } from "../config/checks.ts";
import { startClusterHttp } from "../dashboard/serve.ts";
import type { RunningHttp } from "../dashboard/serve.ts";
import { isInForeground } from "../terminal/foreground.ts";
import { lookOf } from "../terminal/look.ts";
import { createPaint } from "../terminal/paint.ts";
import { Cluster } from "./cluster-nodes.ts";
import { asTyped } from "./as-typed.ts";
import { ClusterLab } from "./cluster-lab.ts";
import { linesOutput, prettyLines } from "./cluster-output.ts";
import type { ClusterOutput } from "./cluster-output.ts";
import { CommandError } from "./command-error.ts";
import { LiveView } from "./live-view.ts";
import type { LiveViewOptions } from "./live-view.ts";
import { withOptions } from "./options.ts";
import type { Remedies } from "./start-failure.ts";

/** From the nodes' usual ports to some that are likely free. */
const ANOTHER_BASE = 1_000;

export const clusterCommand: CommandModule = {
	command: "cluster",
	describe: "Run several nodes on this machine, with a dashboard",
	builder: (yargs) =>
		withOptions(yargs, CLUSTER_OPTIONS)
			.example("$0 cluster", "the exercise's four nodes on ports 5001 to 5004")
			.example("$0 cluster --nodes 8 --log-level debug", "eight nodes, with each message in the log"),
	handler: async (argv) => {
		const config = readConfig(CLUSTER_OPTIONS, argv, process.env);
		checkCluster(config);
		const gathered = [...gatherOptions(CLUSTER_OPTIONS, argv, process.env)];
		const shared = gathered
			.filter(([name]) => name in SHARED_OPTIONS && name !== "config")
			.flatMap(([name, { text }]) => [`--${name}`, text]);
		const httpPorts = await freePorts(config.nodes);
		const nodes = httpPorts.map((port, index) => ({ port: config["base-port"] + index, url: `http://127.0.0.1:${port}` }));
		const lab = new ClusterLab(nodes.map(({ port }) => port));
		const http = await startDashboard(config, nodes, lab);
		const dashboard = http.url.replace("127.0.0.1", "localhost");
		const output = openOutput(config, { dashboard, nodes, left: () => void stop(0) });
		const cluster = new Cluster(config, httpPorts, shared, { remedies: remedies(config), output, allDone: () => void stop(0), lab });
		process.on("exit", () => cluster.kill());
		const close = async (lastWords?: string): Promise<void> => {
			output.ending();
			await Promise.all([http.close(), cluster.stop()]);
			output.close(lastWords);
		};
		const stop = async (code: number): Promise<never> => {
			await close(`all nodes ended; what they did is in ${cluster.logFiles}`);
			process.exit(code);
		};
		for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));
		await cluster.start().catch(async (error: unknown) => {
			await close();
			throw error;
		});
	},
};

/** The whole picture on a terminal that has room for one and knows colours; lines elsewhere. */
function openOutput(
	config: ClusterConfig,
	{ left, ...shown }: Omit<LiveViewOptions, "paint"> & { readonly left: () => void },
): ClusterOutput {
	const look = lookOf(config["log-format"], {
		isTerminal: process.stdout.isTTY,
		environment: process.env,
		platform: process.platform,
	});
	if (look === "json") return linesOutput(shown.dashboard, (line) => line);
	const paint = createPaint(look === "coloured");
	if (look === "coloured" && isInForeground()) return new LiveView({ ...shown, paint }, { left });
	return linesOutput(shown.dashboard, prettyLines(paint));
}

async function startDashboard(config: ClusterConfig, nodes: LiveViewOptions["nodes"], lab: ClusterLab): Promise<RunningHttp> {
	try {
		return await startClusterHttp({ host: "127.0.0.1", port: config.http, nodes, cluster: lab });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
		const another = asTyped(`--http ${config.http + 1}`, process.env);
		throw new CommandError(`port ${config.http} is in use: give the dashboard another one with ${another}`);
	}
}

/** What a person can do where a node did not start. The nodes' own HTTP is the cluster's affair, on ports that were free just before. */
function remedies(config: ClusterConfig): Remedies {
	const again = "start the cluster again";
	return {
		port: { peers: `give others with ${asTyped(`--base-port ${config["base-port"] + ANOTHER_BASE}`, process.env)}`, http: again },
		host: { peers: again, http: again },
		dataFolder: `give another with ${asTyped("--data-dir FOLDER", process.env)}`,
	};
}

/** Ports on the loopback address that are free now, for the nodes' own HTTP. */
async function freePorts(count: number): Promise<number[]> {
	const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
	await Promise.all(servers.map((server) => once(server, "listening")));
	const ports = servers.map((server) => (server.address() as AddressInfo).port);
	await Promise.all(servers.map((server) => once(server.close(), "close")));
	return ports;
}
