// The search: how far the network has come, who found what, and how fast it works.
// The parts stand below each other, so that a strip over the range of exponents can join them.
import { grouped } from "../format.ts";
import type { NodeRecord } from "../model/node-record.ts";
import type { Store } from "../model/store.ts";
import { RateChart } from "./rate-chart.tsx";
import { Timeline } from "./timeline.tsx";

export function SearchPanel({ store, now }: { readonly store: Store; readonly now: number }) {
	return (
		<section class="panel search" aria-labelledby="search-title">
			<h2 id="search-title">The search</h2>
			<Reach nodes={store.nodes} />
			<Timeline discoveries={store.discoveries.list()} nodes={store.nodes} now={now} />
			<div class="rates">
				<RateChart title="Tests a second" series={store.tests} nodes={store.nodes} />
				<RateChart title="Squarings a second" series={store.squarings} nodes={store.nodes} />
			</div>
		</section>
	);
}

/** Each node looks upwards from the largest prime that it knows, so the highest test shows how far the network has looked. */
function Reach({ nodes }: { readonly nodes: readonly NodeRecord[] }) {
	const states = nodes.flatMap(({ state, reachable }) => (state === null || reachable === false ? [] : state));
	const largest = Math.max(0, ...states.map((state) => state.biggestPrime));
	const tested = states.flatMap((state) => state.testing.filter((test) => test.purpose === "search").map((test) => test.exponent));
	const highest = Math.max(0, ...tested, ...states.map((state) => state.above ?? 0));
	const done = states.reduce((sum, state) => sum + state.testsDone, 0);
	return (
		<dl class="reach">
			<div>
				<dt>Largest exponent</dt>
				<dd>{largest === 0 ? "\u2013" : grouped(largest)}</dd>
			</div>
			<div>
				<dt>Searched up to</dt>
				<dd>{highest === 0 ? "\u2013" : grouped(highest)}</dd>
			</div>
			<div>
				<dt>Tests done</dt>
				<dd>{grouped(done)}</dd>
			</div>
		</dl>
	);
}
