// What a node computes at present: the exponent, how far, how long still.
import { duration, grouped } from "../format.ts";
import type { ShownState } from "../model/node-state.ts";
import { Mersenne } from "./mersenne.tsx";

/** now in Unix seconds. */
export function TestingList({ state, now }: { readonly state: ShownState; readonly now: number }) {
	// Short tests run side by side and change all the time: as many lines as processes.
	const shown = state.testing.slice(0, Math.max(1, state.workers));
	const more = state.testing.length - shown.length;
	return (
		<div class="testing">
			<h4 class="for-readers">Testing</h4>
			{state.testing.length === 0 && <p class="empty">{restReason(state, now)}</p>}
			{shown.map((test, place) => {
				const percent = test.iterations === 0 ? 0 : Math.min(100, (100 * test.iteration) / test.iterations);
				return (
					<div key={`${test.purpose} ${test.exponent}`} class="test">
						<span>
							<Mersenne exponent={test.exponent} />
							{test.purpose === "claim" && <em> claimed</em>}
							{test.purpose === "check" && <em> checked</em>}
							{place === shown.length - 1 && more > 0 && <em> and {more} more</em>}
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

function restReason(state: ShownState, now: number): string {
	if (!state.awake) return "It sleeps.";
	if (state.workers === 0) return "It does not search.";
	if (state.nextLook !== null) return `Rests; looks again in ${Math.max(0, Math.ceil(state.nextLook - now))} s.`;
	if (state.search.isShared && state.above !== null) return "Tests too short to be shown.";
	return state.above === null ? "Nothing is left to be tested." : `Small exponents above ${grouped(state.above)}.`;
}
