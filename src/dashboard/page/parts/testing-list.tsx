// What a node computes at present: the exponent, how far, how long still.
import { duration, grouped } from "../format.ts";
import type { ShownState } from "../model/node-state.ts";
import { Mersenne } from "./mersenne.tsx";

export function TestingList({ state }: { readonly state: ShownState }) {
	return (
		<div class="testing">
			<h4>Testing</h4>
			{state.testing.length === 0 && <p class="empty">{restReason(state)}</p>}
			{state.testing.map((test) => {
				const percent = test.iterations === 0 ? 0 : Math.min(100, (100 * test.iteration) / test.iterations);
				return (
					<div key={`${test.purpose} ${test.exponent}`} class="test">
						<span>
							<Mersenne exponent={test.exponent} />
							{test.purpose === "claim" && <em> a peer's claim</em>}
							{test.purpose === "check" && <em> settled by another, checked</em>}
						</span>
						<span class="soft">
							{test.iteration === 0 ? "starting" : `${percent.toFixed(percent < 10 ? 1 : 0)} %, ${duration(test.eta)} to go`}
						</span>
						<progress max={100} value={percent} aria-label={`Test of exponent ${test.exponent}`} />
					</div>
				);
			})}
			{state.unverified.length > 0 && (
				<p class="claims">
					Claimed, not verified here: {state.unverified.map((claim) => `${grouped(claim.exponent)} (by ${claim.originator})`).join(", ")}
				</p>
			)}
		</div>
	);
}

function restReason(state: ShownState): string {
	if (!state.awake) return "It sleeps.";
	if (state.workers === 0) return "It does not search.";
	if (state.search.isShared && state.above !== null) return "Tests too short to be shown.";
	return state.above === null ? "Nothing now." : `Small exponents above ${grouped(state.above)}.`;
}
