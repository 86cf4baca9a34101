// How each find spread: how soon the last node had it and with how many messages, beside the least that would do in that network.
import { milliseconds } from "../format.ts";
import { type Spread, spreadOf } from "../model/spread.ts";
import type { Store } from "../model/store.ts";
import { Mersenne } from "./mersenne.tsx";
import { Rates } from "./rate-chart.tsx";
import { isShared } from "./search-panel.tsx";

const FINDS_MAX = 30;

interface SpreadPanelProps {
	readonly store: Store;
	readonly onSelect: (key: string) => void;
}

export function SpreadPanel({ store, onSelect }: SpreadPanelProps) {
	const spreads = store.paths.finds.slice(0, FINDS_MAX).flatMap((path) => spreadOf(path, store.links, (id) => store.isWatched(id)) ?? []);
	return (
		<section class="panel spread" aria-labelledby="spread-title">
			<h2 id="spread-title">How finds spread</h2>
			{spreads.length === 0 ? (
				<p class="empty">No find was announced since this page looks on.</p>
			) : (
				<div class="scroll" tabIndex={0} role="region" aria-labelledby="spread-title">
					<table>
						<thead>
							<tr>
								<th scope="col">Find</th>
								<th scope="col">Nodes</th>
								<th scope="col">Time</th>
								<th scope="col">least</th>
								<th scope="col">Sent</th>
								<th scope="col">least</th>
							</tr>
						</thead>
						<tbody>
							{spreads.map((spread) => (
								<Row key={spread.path.key} spread={spread} onSelect={onSelect} />
							))}
						</tbody>
					</table>
				</div>
			)}
			<p class="soft note">
				least: as many hops as the network is deep, each as short as the shortest seen; one message for each node told. In brackets: what
				the rules of the flood send there.
			</p>
			{isShared(store) && <Rates store={store} />}
		</section>
	);
}

function Row({ spread, onSelect }: { readonly spread: Spread; readonly onSelect: (key: string) => void }) {
	const { path, reached, seconds, messages, least, leastSeconds } = spread;
	return (
		<tr data-find={path.exponent}>
			<td>
				<button type="button" class="plain" title={`By ${path.originator}: show its way`} onClick={() => onSelect(path.key)}>
					<Mersenne exponent={path.exponent ?? 0} />
				</button>
			</td>
			<td>{reached}</td>
			<td>{seconds === null ? "" : milliseconds(seconds)}</td>
			<td class="soft">{leastSeconds === null ? "" : milliseconds(leastSeconds)}</td>
			<td>{messages}</td>
			<td class="soft">{`${least.reached} (${least.messages})`}</td>
		</tr>
	);
}
