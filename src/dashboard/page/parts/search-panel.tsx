// The search: how far the network has come, who found what, and how fast it works.
// The parts stand below each other, so that a strip over the range of exponents can join them.
import { grouped } from "../format.ts";
import type { Store } from "../model/store.ts";
import { RateChart } from "./rate-chart.tsx";
import { Timeline } from "./timeline.tsx";

export function SearchPanel({ store, now }: { readonly store: Store; readonly now: number }) {
	return (
		<section class="panel search" aria-labelledby="search-title">
			<h2 id="search-title">The search</h2>
			<Reach store={store} />
			<Timeline
				discoveries={store.discoveries.list(
					store.nodes.flatMap(({ state }) => state ?? []),
					now,
				)}
				nodes={store.nodes}
				now={now}
			/>
			<div class="rates">
				<RateChart title="Tests a second" series={store.tests} nodes={store.nodes} />
				<RateChart title="Squarings a second" series={store.squarings} nodes={store.nodes} />
			</div>
		</section>
	);
}

function Reach({ store }: { readonly store: Store }) {
	const states = store.nodes.flatMap(({ state, reachable }) => (state === null || reachable === false ? [] : state));
	const largest = Math.max(0, ...states.map((state) => state.biggestPrime));
	const done = states.reduce((sum, state) => sum + state.testsDone, 0);
	return (
		<dl class="reach">
			<div>
				<dt>Largest exponent</dt>
				<dd>{largest === 0 ? "\u2013" : grouped(largest)}</dd>
			</div>
			<div>
				<dt>Searched up to</dt>
				<dd>{store.searchedTo === 0 ? "\u2013" : grouped(store.searchedTo)}</dd>
			</div>
			<div>
				<dt>Tests done</dt>
				<dd>{grouped(done)}</dd>
			</div>
		</dl>
	);
}
