// The one connection of the page: the gateway's merged events, fed into the store.
// Promises to come back by itself whatever ends it; never polls.
import type { Store } from "./model/store.ts";

const EVENTS = ["nodes", "cluster", "reach", "state", "message", "lost"];
/** EventSource itself gives up after an answer that is no stream. */
const TRY_AGAIN_MS = 2_000;

export function follow(store: Store): void {
	const source = new EventSource("nodes/events");
	source.addEventListener("open", () => store.setConnection("live", Date.now()));
	source.addEventListener("error", () => {
		store.setConnection("lost", Date.now());
		if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(store), TRY_AGAIN_MS);
	});
	for (const event of EVENTS) {
		source.addEventListener(event, ({ data }: MessageEvent<string>) => store.apply(event, JSON.parse(data), Date.now()));
	}
}

/** Presses a node's button; resolves to what went wrong, or null. */
export async function press(node: number, button: "sleep" | "wake_up" | "reset"): Promise<string | null> {
	try {
		const answer = await fetch(`${node}/${button}`, { method: "POST" });
		return answer.ok ? null : `${answer.status}: ${(await answer.text()).slice(0, 200)}`;
	} catch (error) {
		return String(error);
	}
}

/** Does something to the cluster, such as "pause" or "kill/5003"; resolves to what went wrong, or null. */
export async function tellCluster(order: string): Promise<string | null> {
	try {
		const answer = await fetch(`cluster/${order}`, { method: "POST" });
		if (answer.ok) return null;
		const { error }: { error?: unknown } = await answer.json().catch(() => ({}));
		return typeof error === "string" ? error : `the cluster answered ${answer.status}`;
	} catch {
		return "the cluster does not answer";
	}
}

/** A node's state at this moment, so that a pressed button shows at once. */
export async function freshState(node: number): Promise<unknown> {
	const answer = await fetch(`${node}/state`);
	return answer.ok ? answer.json() : null;
}
