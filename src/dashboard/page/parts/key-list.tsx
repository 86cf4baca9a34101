// Whose word counts at a node, and how much of its work was done twice to learn that.
import type { StandingState } from "../../contract.ts";
import { plural } from "../format.ts";
import type { ShownState } from "../model/node-state.ts";

export function KeyList({ state }: { readonly state: ShownState }) {
	const { standing, isShared, checksDone } = state.search;
	if (!isShared) return null;
	const others = standing.filter((key) => key.state !== "own");
	const twice = state.testsDone === 0 ? 0 : (100 * checksDone) / state.testsDone;
	return (
		<div class="keys">
			<h4>
				Other keys <span class="count">{others.length}</span>
			</h4>
			{others.length === 0 && <p class="empty">None yet.</p>}
			<ul aria-label={`Keys known to ${state.name}`} tabIndex={others.length > 4 ? 0 : undefined}>
				{others.map((key) => (
					<li key={key.key} class={key.state}>
						<code>{key.key}</code> {standingOf(key)}, {plural(key.pages, "page")}
					</li>
				))}
			</ul>
			<p class="soft">{`${twice.toFixed(twice < 10 ? 1 : 0)} % of its tests checked what others settled.`}</p>
		</div>
	);
}

function standingOf({ state, confirmed, confirmed_needed: needed }: StandingState): string {
	return state === "stranger" ? `stranger, ${confirmed ?? 0} of ${needed ?? 0} confirmed` : state;
}
