// The network in one line: how many nodes are awake, the largest prime, how much is said, and whether the page still hears it.
import { plural, short } from "../format.ts";
import type { Store } from "../model/store.ts";
import { conditionOf } from "./knot.tsx";
import { Mersenne } from "./mersenne.tsx";

const CONNECTION = { connecting: "connecting", live: "live", lost: "reconnecting" };

export function TopBar({ store, messageRate }: { readonly store: Store; readonly messageRate: number }) {
	const conditions = store.nodes.map(conditionOf);
	const count = (condition: string) => conditions.filter((one) => one === condition).length;
	const best = store.nodes
		.flatMap(({ state }) => state ?? [])
		.reduce<{ exponent: number; digits: number; finder: number } | null>(
			(largest, state) =>
				largest === null || state.biggestPrime > largest.exponent
					? { exponent: state.biggestPrime, digits: state.digits, finder: state.biggestPrimeSender }
					: largest,
			null,
		);
	return (
		<header class="top">
			<h1>gimps-node</h1>
			<ul class="facts" aria-label="The network in short">
				<li>
					<strong>
						{count("awake")} of {store.nodes.length}
					</strong>{" "}
					awake{count("asleep") > 0 && `, ${count("asleep")} asleep`}
					{count("stopped") > 0 && `, ${count("stopped")} stopped`}
					{count("unknown") > 0 && `, ${count("unknown")} not heard`}
					{store.strangers.list.length > 0 && `, ${store.strangers.list.length} foreign`}
				</li>
				{best !== null && (
					<li>
						largest <Mersenne exponent={best.exponent} /> ({plural(best.digits, "digit")}), found by {best.finder}
					</li>
				)}
				<li>
					<strong>{short(messageRate)}</strong> messages a second
					{store.lost > 0 && `, ${plural(store.lost, "message")} too fast to show`}
				</li>
			</ul>
			<span class={`connection ${store.connection}`} role="status">
				{CONNECTION[store.connection]}
			</span>
		</header>
	);
}
