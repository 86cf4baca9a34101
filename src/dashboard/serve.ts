// Opens the HTTP side: of one daemon with its page, or of the dashboard over several.
// Promises that every request passes the guard, that a port in use rejects with the system's error,
// and that close() ends everything at once, any number of times.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { formatAddress } from "../address.ts";
import type { ClusterControl } from "./cluster-contract.ts";
import type { NodeControl, NodeView } from "./contract.ts";
import type { NodeAddress } from "./directory.ts";
import { createGateway } from "./gateway.ts";
import { guard } from "./guard.ts";
import { createNodeApi } from "./node-api.ts";

export interface HttpOptions {
	/** Address to listen on, such as 127.0.0.1. */
	readonly host: string;
	/** 0: any free one. */
	readonly port: number;
	/** Further names under which people may reach this server. */
	readonly allowedHosts?: readonly string[];
	/** Folder of the built page, where it is not this package's own. */
	readonly pageFolder?: URL;
}

export interface NodeHttpOptions extends HttpOptions {
	readonly view: NodeView;
	readonly control: NodeControl;
	/** HTTP roots of other nodes that this node's page shows too, such as http://127.0.0.1:9002. */
	readonly peerUrls?: readonly string[];
}

export interface ClusterHttpOptions extends HttpOptions {
	readonly nodes: readonly NodeAddress[];
	/** Of the cluster whose nodes they are; none where they were started by others. */
	readonly cluster?: ClusterControl;
}

export interface RunningHttp {
	/** With the port that was really taken, without a slash at the end. */
	readonly url: string;
	close(): Promise<void>;
}

/** The node's own methods at their names, and the page that shows it and the given peers. */
export async function startNodeHttp(options: NodeHttpOptions): Promise<RunningHttp> {
	const api = createNodeApi(options.view, options.control);
	const app = guardedApp(options);
	app.route("/", api.app);
	let gateway: { close(): void } | null = null;
	const listening = await listen(app, options, (url) => {
		const self = { url, port: options.view.state().id };
		const created = createGateway([self, ...(options.peerUrls ?? []).map((peerUrl) => ({ url: peerUrl }))], options);
		gateway = created;
		app.route("/", created.app);
	}).catch((error: unknown) => {
		api.close();
		throw error;
	});
	return running(listening, () => {
		api.close();
		gateway?.close();
	});
}

export async function startClusterHttp(options: ClusterHttpOptions): Promise<RunningHttp> {
	const gateway = createGateway(options.nodes, options);
	const app = guardedApp(options);
	app.route("/", gateway.app);
	return running(await listen(app, options), () => gateway.close());
}

function guardedApp(options: HttpOptions): Hono {
	const app = new Hono();
	app.use(guard({ host: options.host, allowedHosts: options.allowedHosts ?? [] }));
	app.use(async (context, next) => {
		await next();
		context.header("x-content-type-options", "nosniff");
		context.header("cross-origin-resource-policy", "same-origin");
	});
	return app;
}

/** Rejects with the system's error, such as EADDRINUSE. */
async function listen(app: Hono, options: HttpOptions, onUrl?: (url: string) => void): Promise<{ server: Server; url: string }> {
	const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
	const server = createServer((request, response) => {
		// HTTP/1.1 keeps connections by itself. Said in headers, the simplest proxies hand it on, which their own servers refuse.
		response.removeHeader("connection");
		void answer(request, response);
	});
	server.listen(options.port, options.host);
	await once(server, "listening");
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : options.port;
	const url = `http://${formatAddress({ host: reachableHost(options.host), port })}`;
	onUrl?.(url);
	return { server, url };
}

function running({ server, url }: { server: Server; url: string }, closeStreams: () => void): RunningHttp {
	let closed: Promise<void> | null = null;
	return {
		url,
		close: () => {
			closed ??= new Promise((resolve) => {
				server.close(() => resolve());
				closeStreams();
				server.closeAllConnections();
			});
			return closed;
		},
	};
}

/** An address under which this machine reaches itself. */
function reachableHost(host: string): string {
	if (host === "0.0.0.0" || host === "") return "127.0.0.1";
	return host === "::" ? "::1" : host;
}
