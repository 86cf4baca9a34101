// What HTTP sees of a daemon: a read-only view. Reads only what the parts show of themselves.
import type { NodeCounters, NodeView } from "../dashboard/contract.ts";
import type { TransportStats } from "../transport/transport.ts";
import { checksDone, snapshot } from "./snapshot.ts";
import type { SnapshotSources } from "./snapshot.ts";

export interface ViewSources extends SnapshotSources {
	readonly cpuSeconds: () => number;
	readonly transportStats: () => TransportStats;
}

export function createView(sources: ViewSources): NodeView {
	const { chronicle, work } = sources;
	const counters = (): NodeCounters => {
		const { bytesReceived, bytesSent } = sources.transportStats();
		return {
			...chronicle.counts,
			bytes_received: bytesReceived,
			bytes_sent: bytesSent,
			checks_done: checksDone(sources.core),
			tests_done: work.testsDone,
			squarings: sources.squarings(),
			compute_seconds: sources.cpuSeconds(),
		};
	};
	return {
		state: () => snapshot(sources),
		messageLog: () => chronicle.entries,
		counters,
		onEntry: (listener) => chronicle.onEntry(listener),
	};
}
