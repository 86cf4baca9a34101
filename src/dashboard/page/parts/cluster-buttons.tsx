// Kill and start, for a node of a cluster; and in words what becomes of one that does not run.
import type { ShownCluster } from "../model/cluster.ts";
import { tellCluster } from "../stream.ts";

interface ClusterButtonsProps {
	readonly cluster: ShownCluster;
	readonly id: number;
	readonly name: string;
	readonly onFault: (fault: string | null) => void;
}

export function ClusterButtons({ cluster, id, name, onFault }: ClusterButtonsProps) {
	const member = cluster.nodes.get(id);
	if (member === undefined) return null;
	const order = member.pid === null ? "start" : "kill";
	return (
		<button
			type="button"
			class="small"
			aria-label={`${order === "kill" ? "Kill" : "Start"} ${name}`}
			onClick={() => void tellCluster(`${order}/${id}`).then(onFault)}
		>
			{order === "kill" ? "Kill" : "Start"}
		</button>
	);
}

/** now in Unix seconds. */
export function absenceOf(cluster: ShownCluster | null, id: number | null, reason: string, now: number): string {
	const member = id === null ? undefined : cluster?.nodes.get(id);
	// Where a node listens within the machine is nobody's business.
	if (member === undefined) return `It does not answer${reason === "" ? "" : `: ${reason.replaceAll(/ ?\b127\.0\.0\.1:\d+/g, "")}`}.`;
	if (member.pid !== null) return "It starts.";
	if (member.starts_at === null) return "Killed. It stays away until it is started.";
	return `It ended; started again in ${Math.max(0, Math.ceil(member.starts_at - now))} s.`;
}
