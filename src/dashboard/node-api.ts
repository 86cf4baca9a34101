// The HTTP methods of one node: its state, its log, its events, its metrics, and its three buttons.
// Promises to answer from the view and to act through the control alone; never knows what stands behind them.
import { Hono } from "hono";
import type { NodeControl, NodeView } from "./contract.ts";
import { EventHub } from "./event-hub.ts";
import { eventStreamResponse } from "./event-queue.ts";
import { createNodeMetrics, type NodeMetrics } from "./metrics.ts";

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

	app.get("/state", (context) => context.json(view.state(), 200, { "cache-control": "no-store" }));
	app.get("/message_log", (context) => context.json(view.messageLog(), 200, { "cache-control": "no-store" }));
	app.get("/healthz", (context) => context.text("OK"));
	app.get("/events", (context) => {
		if (context.req.method === "HEAD") return context.body(null);
		const stream = hub.connect(context.req.header("last-event-id"));
		return stream === null ? context.text("too many readers of /events\n", 503) : eventStreamResponse(stream);
	});
	app.get("/metrics", async (context) => {
		// Made at the first scrape: measuring the event loop costs a little for ever after.
		metrics ??= createNodeMetrics(view);
		return context.body(await metrics.text(), 200, { "content-type": metrics.contentType });
	});
	app.post("/sleep", (context) => {
		control.sleep();
		return context.text("OK");
	});
	app.post("/wake_up", (context) => {
		control.wakeUp();
		return context.text("OK");
	});
	app.post("/reset", (context) => {
		control.reset();
		return context.text("OK");
	});
	return { app, close: () => hub.close() };
}
