// The network: its graph, what the dots mean, and over a cluster what one may do to it.
import { typeColour } from "../format.ts";
import { linkKey } from "../model/links.ts";
import { hopsOf } from "../model/paths.ts";
import type { Store } from "../model/store.ts";
import { tellCluster } from "../stream.ts";
import { Graph } from "./graph.tsx";
import { LabBar } from "./lab-bar.tsx";

interface NetworkPanelProps {
	readonly store: Store;
	readonly selected: string | null;
	/** Raised each time that a path shall be played. */
	readonly plays: number;
	readonly onNode: (card: string) => void;
}

export function NetworkPanel({ store, selected, plays, onNode }: NetworkPanelProps) {
	const path = selected === null ? undefined : store.paths.get(selected);
	const types = new Set(["PING", "PONG", "PRIME", ...store.nodes.flatMap((node) => [...node.types.keys()])]);
	const { cluster } = store;
	const press = (one: number, other: number) =>
		void tellCluster(`${cluster?.cut.has(linkKey(one, other)) === true ? "mend" : "cut"}/${one}/${other}`);
	return (
		<section class="panel network" aria-labelledby="network-title">
			<h2 id="network-title">The network</h2>
			{cluster === null ? (
				<p class="lab-note">A dot's number: hops that a PRIME may still go. Choose one in a log to see its way.</p>
			) : (
				<LabBar cluster={cluster} />
			)}
			<Graph
				store={store}
				hops={path === undefined ? null : hopsOf(path)}
				originator={path?.originator ?? null}
				plays={plays}
				onNode={onNode}
				onLink={cluster === null ? null : press}
			/>
			<ul class="legend" aria-label="Legend">
				{[...types].slice(0, 8).map((type) => (
					<li key={type}>
						<span class="dot" style={{ background: typeColour(type) }} />
						{type}
					</li>
				))}
				<li>
					<span class="dot ring" />
					duplicate
				</li>
				<li>
					<span class="dash" />
					dead link
				</li>
				{store.strangers.list.length > 0 && (
					<li>
						<span class="lozenge" />
						foreign node
					</li>
				)}
			</ul>
		</section>
	);
}
