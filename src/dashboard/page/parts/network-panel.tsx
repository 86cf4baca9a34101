// The network: its graph, what the dots mean, and the way of a chosen PRIME.
import { useEffect, useRef, useState } from "preact/hooks";
import { typeColour } from "../format.ts";
import { hopsOf } from "../model/paths.ts";
import type { NodeRecord } from "../model/node-record.ts";
import type { Store } from "../model/store.ts";
import { Graph } from "./graph.tsx";
import { PathPanel } from "./path-panel.tsx";

interface NetworkPanelProps {
	readonly store: Store;
	readonly selected: string | null;
	readonly selections: number;
	readonly onSelect: (key: string | null) => void;
	readonly onNode: (node: NodeRecord) => void;
}

export function NetworkPanel({ store, selected, selections, onSelect, onNode }: NetworkPanelProps) {
	const [plays, setPlays] = useState(0);
	const path = selected === null ? undefined : store.paths.get(selected);
	const hops = path === undefined ? null : hopsOf(path);
	const types = new Set(["PING", "PONG", "PRIME", ...store.nodes.flatMap((node) => [...node.types.keys()])]);
	const section = useRef<HTMLElement>(null);
	useEffect(() => {
		// Whoever chose a PRIME in a log further down wants to see its way.
		if (selected !== null) section.current?.scrollIntoView({ block: "nearest" });
	}, [selected, selections]);
	return (
		<section ref={section} class="panel network" aria-labelledby="network-title">
			<h2 id="network-title">The network</h2>
			<Graph store={store} hops={hops} plays={plays + selections} onNode={onNode} />
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
				<li class="hint">The number in a PRIME: hops that it may still go. Choose one in a log to see its way.</li>
			</ul>
			{path !== undefined && hops !== null && (
				<PathPanel path={path} hops={hops} onClose={() => onSelect(null)} onPlay={() => setPlays(plays + 1)} />
			)}
		</section>
	);
}
