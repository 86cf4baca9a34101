// How the cluster stands, as the page holds it: which nodes run, how slow their messages are, what is cut.
import type { ClusterState } from "../../cluster-contract.ts";
import { fieldsOf, listOf, numberOf } from "./fields.ts";
import { linkKey } from "./links.ts";

export interface ShownCluster extends Omit<ClusterState, "cut" | "nodes"> {
	readonly nodes: ReadonlyMap<number, ClusterState["nodes"][number]>;
	/** Links by their keys. */
	readonly cut: ReadonlySet<string>;
}

export function readCluster(raw: unknown): ShownCluster {
	const { nodes, delay_ms, is_paused, under_way, cut } = fieldsOf(raw);
	const read = listOf(nodes).map((node) => {
		const { id, pid, starts_at } = fieldsOf(node);
		return { id: numberOf(id) ?? 0, pid: numberOf(pid), starts_at: numberOf(starts_at) };
	});
	const pairs = listOf(cut).map((pair) => linkKey(numberOf(listOf(pair)[0]) ?? 0, numberOf(listOf(pair)[1]) ?? 0));
	return {
		nodes: new Map(read.map((node) => [node.id, node])),
		delay_ms: numberOf(delay_ms) ?? 0,
		is_paused: is_paused === true,
		under_way: numberOf(under_way),
		cut: new Set(pairs),
	};
}
