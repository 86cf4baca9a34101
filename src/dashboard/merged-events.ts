// One stream of server-sent events for all nodes of a directory, because a browser opens only six connections to a host.
// Events: 'nodes' [{node, url, id}] at connect; 'cluster', how the cluster stands, where there is one; then for each node, named by its place in that list:
// 'reach' {node, reachable, reason}, 'state' {node, state}, 'message' {node, boot, sequence, entries}, 'lost' {node, entries}.
// Promises to come back to each node by itself, and to end all that it opened when its reader goes.
import { setTimeout as delay } from "node:timers/promises";
import type { ClusterControl, ClusterState } from "./cluster-contract.ts";
import type { DirectoryEntry, NodeDirectory } from "./directory.ts";
import { type ParsedEvent, parseEvents } from "./event-parser.ts";
import { EventQueue } from "./event-queue.ts";

const RECONNECT_MS = 1_000;
/** A cluster's dashboard is there before its nodes: they shall show as soon as they can. */
const FIRST_WAIT_MS = 100;
const GATHER_MS = 200;
const HEARTBEAT_EVERY_MS = 5_000;
/** A node sends a comment every 5 s, so this silence means that it hangs. */
const SILENCE_MAX_MS = 12_000;

export interface MergeOptions {
	readonly cluster: ClusterControl | undefined;
	/** Called once, when the reader has gone or the returned close() was called. */
	readonly onClose: () => void;
}

export function mergeEvents(
	directory: NodeDirectory,
	{ cluster, onClose }: MergeOptions,
): { stream: ReadableStream<Uint8Array>; close: () => void } {
	const end = new AbortController();
	const queue = new EventQueue({
		reconnectMs: RECONNECT_MS,
		gatherMs: GATHER_MS,
		onClose: () => {
			clearInterval(heartbeat);
			unsubscribe?.();
			end.abort();
			onClose();
		},
	});
	const heartbeat = setInterval(() => queue.beat(), HEARTBEAT_EVERY_MS);
	const nodes = directory.entries.map(({ index, url, id }) => ({ node: index, url, id }));
	queue.push({ event: "nodes", data: JSON.stringify(nodes), replaces: "nodes" });
	const tellCluster = (state: ClusterState): void => queue.push({ event: "cluster", data: JSON.stringify(state), replaces: "cluster" });
	const unsubscribe = cluster?.onChange(() => tellCluster(cluster.state()));
	if (cluster !== undefined) tellCluster(cluster.state());
	for (const entry of directory.entries) void follow(entry, directory, queue, end.signal);
	return { stream: queue.stream, close: () => queue.close() };
}

interface Progress {
	lastEventId: string;
	/** Before the next attempt (ms); doubles up to RECONNECT_MS. */
	wait: number;
	/** The reason that was last told for the node's silence; "" while it answers. */
	told: string;
}

async function follow(entry: DirectoryEntry, directory: NodeDirectory, queue: EventQueue, end: AbortSignal): Promise<void> {
	const progress: Progress = { lastEventId: "", wait: FIRST_WAIT_MS, told: "" };
	while (!end.aborted) {
		const attempt = new AbortController();
		const onEnd = () => attempt.abort(new Error("closed"));
		end.addEventListener("abort", onEnd, { once: true });
		try {
			await readNode(entry, directory, queue, attempt, progress);
			throw new Error("it ended the stream");
		} catch (error) {
			const reason = reasonOf(error);
			if (progress.told !== reason) pushFor(queue, entry, "reach", { reachable: false, reason }, { replaces: `reach ${entry.index}` });
			progress.told = reason;
		} finally {
			end.removeEventListener("abort", onEnd);
			attempt.abort();
		}
		await delay(progress.wait, undefined, { signal: end }).catch(() => {});
		progress.wait = Math.min(2 * progress.wait, RECONNECT_MS);
	}
}

async function readNode(
	entry: DirectoryEntry,
	directory: NodeDirectory,
	queue: EventQueue,
	attempt: AbortController,
	progress: Progress,
): Promise<void> {
	const silence = setTimeout(() => attempt.abort(new Error(`not a word for ${SILENCE_MAX_MS / 1_000} s`)), SILENCE_MAX_MS);
	try {
		const response = await fetch(`${entry.url}/events`, {
			headers: { accept: "text/event-stream", ...(progress.lastEventId === "" ? {} : { "last-event-id": progress.lastEventId }) },
			signal: attempt.signal,
			redirect: "error",
		});
		if (!response.ok || response.body === null) throw new Error(`it answered ${response.status}`);
		Object.assign(progress, { wait: FIRST_WAIT_MS, told: "" });
		pushFor(queue, entry, "reach", { reachable: true, reason: null }, { replaces: `reach ${entry.index}` });
		for await (const event of parseEvents(response.body)) {
			silence.refresh();
			if (event.event === "comment") continue;
			pass(event, entry, directory, queue);
			progress.lastEventId = event.id;
		}
	} finally {
		clearTimeout(silence);
	}
}

/** What a node says is parsed and written anew: it can speak for itself only. */
function pass(event: ParsedEvent, entry: DirectoryEntry, directory: NodeDirectory, queue: EventQueue): void {
	const value: unknown = JSON.parse(event.data);
	if (event.event === "state") {
		directory.learn(entry, value);
		// Without an id of its own its buttons would press the other's.
		if (entry.id === null) throw new Error("another node of the list has the same id");
		pushFor(queue, entry, "state", { state: value }, { replaces: `state ${entry.index}` });
	} else if (event.event === "message" && Array.isArray(value)) {
		const [boot, sequence] = event.id.split("-");
		pushFor(queue, entry, "message", { boot, sequence: Number(sequence), entries: value }, { entries: value.length });
	} else if (event.event === "lost" && typeof value === "object" && value !== null && "entries" in value) {
		pushFor(queue, entry, "lost", { entries: value.entries });
	}
}

function pushFor(
	queue: EventQueue,
	entry: DirectoryEntry,
	event: string,
	fields: Readonly<Record<string, unknown>>,
	queueing: { readonly replaces?: string; readonly entries?: number } = {},
): void {
	queue.push({ event, data: JSON.stringify({ node: entry.index, ...fields }), ...queueing });
}

/** fetch hides the system's reason in the cause. */
export function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const { cause } = error;
	if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
	if (cause instanceof Error && cause.message !== "") return cause.message;
	return error.message;
}
