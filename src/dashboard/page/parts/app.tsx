// The whole page, drawn from the store at each beat of the pace.
import { useRef, useState } from "preact/hooks";
import type { NodeRecord } from "../model/node-record.ts";
import type { Store } from "../model/store.ts";
import { NetworkPanel } from "./network-panel.tsx";
import { NodeCard } from "./node-card.tsx";
import { PathPanel } from "./path-panel.tsx";
import { SearchPanel } from "./search-panel.tsx";
import { SpreadPanel } from "./spread-panel.tsx";
import { Still } from "./still.tsx";
import { StrangerCard } from "./stranger-card.tsx";
import { TopBar } from "./top-bar.tsx";

const RATE_OVER_MS = 10_000;
const RATE_FROM_MS = 2_000;

export function App({ store }: { readonly store: Store }) {
	const [{ selected, plays }, setSelection] = useState({ selected: null as string | null, plays: 0 });
	const overview = useRef<HTMLDivElement>(null);
	const onSelect = (key: string | null) => {
		setSelection({ selected: key, plays: plays + 1 });
		// Whoever chose a PRIME in a log further down wants to see its way.
		if (key !== null) overview.current?.scrollIntoView({ block: "nearest" });
	};
	const [, setAnswers] = useState(0);
	// Whoever pressed a button does not wait for the next beat.
	const onFreshState = (node: NodeRecord, state: unknown) => {
		store.apply("state", { node: node.index, state }, Date.now());
		setAnswers((answers) => answers + 1);
	};
	const messageRate = useMessageRate(store.received);
	const now = Math.floor(Date.now() / 1_000);
	const path = selected === null ? undefined : store.paths.get(selected);
	const stamp = `${store.nodes.map((node) => node.revision).join()} ${store.links.revision} ${store.paths.revision} ${store.clusterRevision}`;
	return (
		<>
			<TopBar store={store} messageRate={messageRate} />
			{store.connection === "lost" && (
				<p class="banner" role="alert">
					The page's server does not answer: what you see is the last that was heard. Trying again.
				</p>
			)}
			<main>
				<div ref={overview} class="overview">
					<Still
						stamp={`${stamp} ${selected} ${plays}`}
						draw={() => <NetworkPanel store={store} selected={selected} plays={plays} onNode={showCard} />}
					/>
					{path === undefined ? (
						<Still stamp={`${stamp} ${store.tests.revision}`} draw={() => <SpreadPanel store={store} onSelect={onSelect} />} />
					) : (
						<PathPanel store={store} path={path} onClose={() => onSelect(null)} onPlay={() => onSelect(selected)} />
					)}
					<Still stamp={`${store.nodes.length} ${now}`} draw={() => <SearchPanel store={store} now={now} />} />
				</div>
				<h2 class="for-readers">The nodes</h2>
				<div class="cards">
					{store.nodes.map((node) => (
						<NodeCard
							key={node.index}
							node={node}
							cluster={store.cluster}
							now={now}
							selected={selected}
							onSelect={onSelect}
							onFreshState={onFreshState}
						/>
					))}
					{store.strangers.list.map((stranger) => (
						<StrangerCard key={`stranger ${stranger.id}`} stranger={stranger} now={now} selected={selected} onSelect={onSelect} />
					))}
				</div>
			</main>
		</>
	);
}

function showCard(id: string): void {
	const card = document.getElementById(id);
	card?.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
	card?.focus({ preventScroll: true });
}

/** Messages a second, over the last seconds: pings come in bursts. */
function useMessageRate(received: number): number {
	const samples = useRef<{ at: number; received: number }[]>([]);
	const now = { at: performance.now(), received };
	samples.current = [...samples.current.filter(({ at }) => now.at - at <= RATE_OVER_MS), now];
	const [first] = samples.current;
	const elapsed = now.at - (first?.at ?? now.at);
	return elapsed < RATE_FROM_MS ? 0 : ((received - (first?.received ?? 0)) * 1_000) / elapsed;
}
