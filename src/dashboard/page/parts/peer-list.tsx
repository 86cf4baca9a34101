// A node's peers: seconds since each was heard, fading as they go stale, struck when evicted.
import type { NodeRecord } from "../model/node-record.ts";
import type { ShownState } from "../model/node-state.ts";

interface PeerListProps {
	readonly node: NodeRecord;
	readonly state: ShownState;
	/** Unix seconds. */
	readonly now: number;
}

export function PeerList({ node, state, now }: PeerListProps) {
	const peers = [...state.peers].sort(([one], [other]) => one - other);
	const gone = node.gone(now).toSorted((one, other) => one - other);
	return (
		<div class="peers">
			<h4>
				Peers <span class="count">{peers.length}</span>
			</h4>
			{peers.length + gone.length === 0 && <p class="empty">None yet.</p>}
			<ul aria-label={`Peers of ${node.name}`}>
				{peers.map(([peer, heard]) => {
					const age = Math.max(0, now - heard);
					const freshness = Math.max(0, 1 - age / state.staleAfter);
					return (
						<li key={peer} class={freshness < 0.3 ? "stale" : ""} data-peer={peer}>
							<span class="peer">{peer}</span>
							<span class="meter" aria-hidden="true">
								<span style={{ transform: `scaleX(${freshness.toFixed(2)})` }} />
							</span>
							<span class="age" title="since it was last heard">
								{Math.floor(age)} s
							</span>
						</li>
					);
				})}
				{gone.map((peer) => (
					<li key={`gone ${peer}`} class="gone" data-gone={peer}>
						<s class="peer">{peer}</s>
						<span class="age">evicted</span>
					</li>
				))}
			</ul>
		</div>
	);
}
