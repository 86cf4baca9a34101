// What people may do to a cluster as a whole, over HTTP: see how it stands, slow it, hold it, cut its links, kill and start its nodes.
// Acts through the control alone; the guard stands in front of it, as in front of the nodes' own buttons.
import { type Context, Hono } from "hono";
import { type ClusterControl, DELAY_MAX_MS } from "./cluster-contract.ts";

export function createClusterApi(control: ClusterControl): Hono {
	const app = new Hono();
	const now = (context: Context): Response => context.json(control.state(), 200, { "cache-control": "no-store" });
	const done = (context: Context, act: () => void): Response => {
		act();
		return now(context);
	};
	const tried = (context: Context, isDone: boolean, otherwise: string): Response =>
		isDone ? now(context) : context.json({ error: otherwise }, 409);

	app.get("/", now);
	app.post("/pause", (context) => done(context, () => control.pause()));
	app.post("/resume", (context) => done(context, () => control.resume()));
	app.post("/step", (context) => done(context, () => control.step()));
	app.post("/delay/:ms{[0-9]{1,4}}", (context) => {
		const ms = Number(context.req.param("ms"));
		if (ms > DELAY_MAX_MS) return context.json({ error: `a message may be delayed by at most ${DELAY_MAX_MS} ms` }, 400);
		return done(context, () => control.delay(ms));
	});
	app.post("/kill/:node{[0-9]{1,16}}", (context) => {
		const node = context.req.param("node");
		return tried(context, control.kill(Number(node)), `node ${node} of this cluster does not run`);
	});
	app.post("/start/:node{[0-9]{1,16}}", (context) => {
		const node = context.req.param("node");
		return tried(context, control.start(Number(node)), `this cluster has no node ${node} that waits to be started`);
	});
	app.post("/cut/:one{[0-9]{1,16}}/:other{[0-9]{1,16}}", (context) => {
		const { one, other } = context.req.param();
		return tried(context, control.cut(Number(one), Number(other)), `there is nothing to cut between ${one} and ${other}`);
	});
	app.post("/mend/:one{[0-9]{1,16}}/:other{[0-9]{1,16}}", (context) => {
		const { one, other } = context.req.param();
		return tried(context, control.mend(Number(one), Number(other)), `nothing is cut between ${one} and ${other}`);
	});
	return app;
}
