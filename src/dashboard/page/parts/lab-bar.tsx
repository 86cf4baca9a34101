// What one may do to a cluster's network as a whole: hold it, step through it, slow it down; and what that means meanwhile.
import { useState } from "preact/hooks";
import { plural } from "../format.ts";
import type { ShownCluster } from "../model/cluster.ts";
import { tellCluster } from "../stream.ts";

const DELAYS_MS = [0, 200, 500, 1_000];

export function LabBar({ cluster }: { readonly cluster: ShownCluster }) {
	const [fault, setFault] = useState<string | null>(null);
	const tell = (order: string) => void tellCluster(order).then(setFault);
	const { is_paused: isPaused, delay_ms: delay } = cluster;
	return (
		<div class="lab">
			<div class="lab-buttons" role="group" aria-label="Time of the network">
				<button type="button" class="small" aria-pressed={isPaused} onClick={() => tell(isPaused ? "resume" : "pause")}>
					{isPaused ? "Go on" : "Pause"}
				</button>
				<button type="button" class="small" disabled={!isPaused} onClick={() => tell("step")}>
					Step
				</button>
				<label>
					a hop takes{" "}
					<select value={delay} onChange={({ currentTarget }) => tell(`delay/${currentTarget.value}`)}>
						{[...new Set([...DELAYS_MS, delay])].map((ms) => (
							<option key={ms} value={ms}>
								{ms === 0 ? "no time" : ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`}
							</option>
						))}
					</select>
				</label>
			</div>
			<p class="lab-note" role="status">
				{fault ?? noteOf(cluster)}
			</p>
		</div>
	);
}

function noteOf({ is_paused: isPaused, under_way: underWay, delay_ms: delay, cut }: ShownCluster): string {
	if (isPaused) {
		const step = underWay === 0 ? "Step: each node does what is due." : `${plural(underWay ?? 0, "message")} under way; Step: they arrive.`;
		return `Paused: no message arrives, no node's clock calls, nobody is evicted; tests go on. ${underWay === null ? "" : step}`;
	}
	if (cut.size > 0) return `${plural(cut.size, "link")} cut: the two ends hear nothing of each other. Press a link to mend it.`;
	if (delay > 0) return "Each message is really under way for so long; the nodes do not know.";
	return "Press a link to cut it. A dot's number: hops that a PRIME may still go.";
}
