// The search: how far the network has come, who works where, who found what.
import { grouped } from "../format.ts";
import type { NodeRecord } from "../model/node-record.ts";
import type { ShownState } from "../model/node-state.ts";
import type { Store } from "../model/store.ts";
import { Rates } from "./rate-chart.tsx";
import { Strip } from "./strip.tsx";
import { Timeline } from "./timeline.tsx";

export function SearchPanel({ store, now }: { readonly store: Store; readonly now: number }) {
	return (
		<section class="panel search" aria-labelledby="search-title">
			<h2 id="search-title">The search</h2>
			<Reach store={store} />
			<Where nodes={store.nodes} />
			<Timeline
				discoveries={store.discoveries.list(
					store.nodes.flatMap(({ state }) => state ?? []),
					now,
				)}
				nodes={store.nodes}
				now={now}
			/>
			{!isShared(store) && <Rates store={store} />}
		</section>
	);
}

function Reach({ store }: { readonly store: Store }) {
	const states = store.nodes.flatMap(({ state, reachable }) => (state === null || reachable !== true ? [] : state));
	const largest = Math.max(0, ...states.map((state) => state.biggestPrime));
	const checked = states.reduce((sum, state) => sum + state.search.checksDone, 0);
	const best = wisest(store.nodes)?.state;
	const done = states.reduce((sum, state) => sum + state.testsDone, 0);
	return (
		<dl class="reach">
			<div>
				<dt>Largest found</dt>
				<dd>{largest === 0 ? "\u2013" : grouped(largest)}</dd>
			</div>
			{best !== undefined && (
				<div>
					<dt>Lowest open</dt>
					<dd>{best.search.frontier === null ? "none" : grouped(best.search.frontier)}</dd>
				</div>
			)}
			<div>
				<dt>Searched to</dt>
				<dd>{store.searchedTo === 0 ? "\u2013" : grouped(store.searchedTo)}</dd>
			</div>
			<div>
				<dt>Tests</dt>
				<dd>{grouped(done)}</dd>
			</div>
			{best !== undefined && (
				<div>
					<dt>Done twice</dt>
					<dd>{`${done === 0 ? 0 : ((100 * checked) / done).toFixed(1)} %`}</dd>
				</div>
			)}
		</dl>
	);
}

/** Whether there is a strip to be shown. */
export function isShared({ nodes }: Store): boolean {
	return wisest(nodes) !== undefined;
}

type Teller = NodeRecord & { readonly state: ShownState };

/** Of the nodes that answer and search together, the one with the most records. */
function wisest(nodes: readonly NodeRecord[]): Teller | undefined {
	const tellers = nodes.filter((node): node is Teller => node.state?.search.isShared === true && node.reachable === true);
	return tellers.toSorted((one, other) => other.state.search.records - one.state.search.records || one.index - other.index)[0];
}

function Where({ nodes }: { readonly nodes: readonly NodeRecord[] }) {
	const teller = wisest(nodes);
	if (teller === undefined) return null;
	const { search } = teller.state;
	const gaps = search.gaps.map(({ from, below, is_held }) => `${grouped(from)} to ${grouped(below - 1)}${is_held ? "" : " (nobody yet)"}`);
	return (
		<>
			{search.strip !== null && <Strip search={search} strip={search.strip} teller={teller} nodes={nodes} />}
			<p class="gaps">
				{gaps.length === 0 ? "No gaps below the highest settled exponent." : `Open below the highest settled: ${gaps.join(", ")}.`}
			</p>
		</>
	);
}
