// The HTTP methods of one node: its state, its log, its events, its metrics, and its three buttons.
// Promises to answer from the view and to act through the control alone; never knows what stands behind them.
import { type Context, Hono } from "hono";
import type { NodeControl, NodeView } from "./contract.ts";
import { EventHub } from "./event-hub.ts";
import { eventStreamResponse } from "./event-queue.ts";
import { createNodeMetrics, type NodeMetrics } from "./metrics.ts";
import { isNodeMethod, NODE_METHODS, type NodeMethod } from "./node-methods.ts";

export interface NodeApi {
	readonly app: Hono;
	/** Ends all event streams; any number of times. */
	close(): void;
}

/** The routes carry no guard of their own: whoever serves them puts one in front. */
export function createNodeApi(view: NodeView, control: NodeControl): NodeApi {
	const app = new Hono();
	const hub = new EventHub(view);
	let metrics: NodeMetrics | null = null;

	const answers: Readonly<Record<NodeMethod, (context: Context) => Response | Promise<Response>>> = {
		state: (context) => context.json(view.state(), 200, { "cache-control": "no-store" }),
		message_log: (context) => context.json(view.messageLog(), 200, { "cache-control": "no-store" }),
		healthz: (context) => context.text("OK"),
		events: (context) => {
			if (context.req.method === "HEAD") return context.body(null);
			const stream = hub.connect(context.req.header("last-event-id"));
			return stream === null ? context.text("too many readers of /events\n", 503) : eventStreamResponse(stream);
		},
		metrics: async (context) => {
			// Made at the first scrape: measuring the event loop costs a little for ever after.
			metrics ??= createNodeMetrics(view);
			return context.body(await metrics.text(), 200, { "content-type": metrics.contentType });
		},
		sleep: (context) => {
			control.sleep();
			return context.text("OK");
		},
		wake_up: (context) => {
			control.wakeUp();
			return context.text("OK");
		},
		reset: (context) => {
			control.reset();
			return context.text("OK");
		},
	};
	for (const name of Object.keys(answers).filter(isNodeMethod)) app.on(NODE_METHODS[name], `/${name}`, answers[name]);
	return { app, close: () => hub.close() };
}
