// The whole page, drawn from the store at each beat of the pace.
import { useRef, useState } from "preact/hooks";
import type { NodeRecord } from "../model/node-record.ts";
import type { Store } from "../model/store.ts";
import { NetworkPanel } from "./network-panel.tsx";
import { NodeCard } from "./node-card.tsx";
import { SearchPanel } from "./search-panel.tsx";
import { Still } from "./still.tsx";
import { TopBar } from "./top-bar.tsx";

const RATE_OVER_MS = 10_000;
const RATE_FROM_MS = 2_000;

export function App({ store }: { readonly store: Store }) {
	const [{ selected, selections }, setSelection] = useState({ selected: null as string | null, selections: 0 });
	const onSelect = (key: string | null) => setSelection({ selected: key, selections: selections + 1 });
	const [, setAnswers] = useState(0);
	// Whoever pressed a button does not wait for the next beat.
	const onFreshState = (node: NodeRecord, state: unknown) => {
		store.apply("state", { node: node.index, state }, Date.now());
		setAnswers((answers) => answers + 1);
	};
	const messageRate = useMessageRate(store.received);
	const now = Math.floor(Date.now() / 1_000);
	const nodeStamp = store.nodes.map((node) => node.revision).join();
	const pathRevision = selected === null ? -1 : (store.paths.get(selected)?.revision ?? -1);
	return (
		<>
			<TopBar store={store} messageRate={messageRate} />
			{store.connection === "lost" && (
				<p class="banner" role="alert">
					The page's server does not answer: what you see is the last that was heard. Trying again.
				</p>
			)}
			<main>
				<div class="overview">
					<Still
						stamp={`${nodeStamp} ${store.links.revision} ${selected} ${selections} ${pathRevision}`}
						draw={() => <NetworkPanel store={store} selected={selected} selections={selections} onSelect={onSelect} onNode={showCard} />}
					/>
					<Still stamp={`${store.nodes.length} ${now}`} draw={() => <SearchPanel store={store} now={now} />} />
				</div>
				<h2 class="for-readers">The nodes</h2>
				<div class="cards">
					{store.nodes.map((node) => (
						<NodeCard key={node.index} node={node} now={now} selected={selected} onSelect={onSelect} onFreshState={onFreshState} />
					))}
				</div>
			</main>
		</>
	);
}

function showCard(node: NodeRecord): void {
	const card = document.getElementById(`node-${node.index}`);
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
