// The dashboard's side of HTTP: the page at /, the list of nodes at /nodes, their events in one stream at /nodes/events,
// each node's own methods at /PORT/METHOD, as the exercise's reverse proxy has them, and over a cluster what people do to it below /cluster.
// Promises to pass on only the known methods of known nodes; never opens a way to anywhere else.
import { type Context, Hono } from "hono";
import { createClusterApi } from "./cluster-api.ts";
import type { ClusterControl } from "./cluster-contract.ts";
import { type DirectoryEntry, type NodeAddress, NodeDirectory } from "./directory.ts";
import { eventStreamResponse } from "./event-queue.ts";
import { mergeEvents, reasonOf } from "./merged-events.ts";
import { isNodeMethod, NODE_METHODS, type NodeMethod } from "./node-methods.ts";
import { BUILT_PAGE, PageFiles } from "./page-files.ts";

const ANSWER_TIMEOUT_MS = 5_000;
const READERS_MAX = 32;

export interface Gateway {
	readonly app: Hono;
	/** Ends all event streams; any number of times. */
	close(): void;
}

export interface GatewayOptions {
	/** Where it is not this package's own. */
	readonly pageFolder?: URL;
	readonly cluster?: ClusterControl;
}

export function createGateway(nodes: readonly NodeAddress[], { pageFolder = BUILT_PAGE, cluster }: GatewayOptions = {}): Gateway {
	const app = new Hono();
	const directory = new NodeDirectory(nodes);
	const page = new PageFiles(pageFolder);
	const streams = new Set<{ close(): void }>();

	app.get("/nodes", async (context) => {
		await directory.askUnknown();
		return context.json(directory.entries.map(({ index, url, id }) => ({ node: index, url, id })));
	});
	app.get("/nodes/events", (context) => {
		if (context.req.method === "HEAD") return context.body(null);
		if (streams.size >= READERS_MAX) return context.text("too many readers of /nodes/events\n", 503);
		const merged = mergeEvents(directory, { cluster, onClose: () => streams.delete(merged) });
		streams.add(merged);
		return eventStreamResponse(merged.stream);
	});
	if (cluster !== undefined) app.route("/cluster", createClusterApi(cluster));
	app.all("/:port{[0-9]+}/:method", async (context) => {
		const { port, method } = context.req.param();
		if (!isNodeMethod(method)) return context.json({ error: `no such method: ${method}` }, 404);
		const wanted = NODE_METHODS[method];
		if (context.req.method !== wanted) return context.json({ error: `${method} is for ${wanted}` }, 405, { allow: wanted });
		const entry = await directory.find(Number(port));
		if (entry === undefined) return context.json({ error: `no such node here: ${port}` }, 404);
		return forward(context, entry, method);
	});
	app.get("*", async (context) => {
		const acceptsGzip = /\bgzip\b/.test(context.req.header("accept-encoding") ?? "");
		return (
			(await page.respond(context.req.path.slice(1), acceptsGzip)) ??
			context.text("not found: a node's own methods are at /PORT/METHOD, the nodes at /nodes\n", 404)
		);
	});
	return {
		app,
		close: () => {
			for (const stream of streams) stream.close();
		},
	};
}

async function forward(context: Context, entry: DirectoryEntry, name: NodeMethod): Promise<Response> {
	const late = new AbortController();
	const timer = setTimeout(() => late.abort(new Error(`no answer in ${ANSWER_TIMEOUT_MS / 1_000} s`)), ANSWER_TIMEOUT_MS);
	const lastEventId = context.req.header("last-event-id");
	try {
		const answer = await fetch(`${entry.url}/${name}`, {
			method: NODE_METHODS[name],
			headers: lastEventId === undefined ? {} : { "last-event-id": lastEventId },
			// A caller who leaves cancels the body, which ends the request to the node too.
			signal: late.signal,
			redirect: "error",
		});
		const type = answer.headers.get("content-type") ?? "text/plain";
		return new Response(answer.body === null ? null : endQuietly(answer.body), {
			status: answer.status,
			headers: { "content-type": type, "cache-control": "no-store" },
		});
	} catch (error) {
		return context.json({ error: `node ${entry.id ?? entry.url} does not answer: ${reasonOf(error)}` }, 502);
	} finally {
		clearTimeout(timer);
	}
}

/** A node that dies in the midst of its answer ends it: that is no fault of this process, so nothing is thrown or logged. */
function endQuietly(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
	const reader = body.getReader();
	return new ReadableStream(
		{
			pull: async (controller) => {
				const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
				if (done || value === undefined) controller.close();
				else controller.enqueue(value);
			},
			cancel: (reason) => reader.cancel(reason),
		},
		{ highWaterMark: 0 },
	);
}
