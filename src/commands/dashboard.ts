// gimps-node dashboard: the page for nodes that run elsewhere, by the addresses of their HTTP.
// Promises one clear line for an address that is none and for a port in use; never starts or stops a node.
import type { CommandModule } from "yargs";
import { UsageError } from "../config.ts";
import { startClusterHttp } from "../dashboard/serve.ts";
import { CommandError } from "./command-error.ts";

interface DashboardArguments {
	readonly nodes: string;
	readonly http: number;
	readonly "http-host": string;
	readonly "http-allow": string | undefined;
}

export const dashboardCommand: CommandModule<object, DashboardArguments> = {
	command: "dashboard",
	describe: "Watch nodes that run elsewhere, in a browser",
	builder: (yargs) =>
		yargs
			.option("nodes", {
				type: "string",
				demandOption: true,
				requiresArg: true,
				describe: "HTTP addresses of the nodes, separated by commas",
			})
			.option("http", { type: "number", default: 8080, requiresArg: true, describe: "Port of the dashboard" })
			.option("http-host", { type: "string", default: "127.0.0.1", requiresArg: true, describe: "Address that the dashboard listens on" })
			.option("http-allow", {
				type: "string",
				requiresArg: true,
				describe: "Further host names under which people reach the dashboard, separated by commas",
			})
			.check((parsed) => {
				if (!Number.isInteger(parsed.http) || parsed.http < 0 || parsed.http > 65_535) throw new UsageError("--http: not a port");
				parseNodeUrls(parsed.nodes);
				return true;
			})
			.example("$0 dashboard --nodes http://127.0.0.1:9001,http://127.0.0.1:9002", "two nodes that were started with --http"),
	handler: async (parsed) => {
		const http = await startClusterHttp({
			host: parsed["http-host"],
			port: parsed.http,
			allowedHosts: listOf(parsed["http-allow"] ?? ""),
			nodes: parseNodeUrls(parsed.nodes).map((url) => ({ url })),
		}).catch((error: NodeJS.ErrnoException) => {
			throw new CommandError(
				error.code === "EADDRINUSE"
					? `port ${parsed.http} is in use: give the dashboard another one with --http`
					: `cannot listen on ${parsed["http-host"]}:${parsed.http}: ${error.message}`,
			);
		});
		process.stderr.write(`dashboard: ${http.url}\n`);
		await new Promise<void>((resolve) => {
			for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, resolve);
		});
		await http.close();
	},
};

/** URLs, or bare PORT and HOST:PORT; throws where one is none of these. */
export function parseNodeUrls(list: string): string[] {
	const urls = listOf(list).map((text) => {
		const full = /^\d+$/.test(text) ? `http://127.0.0.1:${text}` : /^\w+:\/\//.test(text) ? text : `http://${text}`;
		const url = URL.canParse(full) ? new URL(full) : null;
		if (url === null || !/^https?:$/.test(url.protocol)) throw new UsageError(`--nodes: not the address of a node: ${text}`);
		return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
	});
	if (urls.length === 0) throw new UsageError("--nodes: at least one address is needed");
	return urls;
}

function listOf(text: string): string[] {
	return text
		.split(",")
		.map((part) => part.trim())
		.filter((part) => part !== "");
}
