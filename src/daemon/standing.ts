// Whose word counts, as people are shown it. Reads only; judges nothing.
import type { NodeState, Standing, StandingState } from "../dashboard/contract.ts";
import { KNOWN_AFTER } from "../search/limits.ts";
import { OWN } from "../search/shared/evidence.ts";
import type { SharedSearch } from "../search/shared/shared-search.ts";
import { shortKey } from "./brief.ts";

/** Keys that are told one by one; of all there are counts. */
const KEYS = 64;

/** What people should see first. */
const ORDER: readonly Standing[] = ["own", "forked", "wrong", "stranger", "known"];

export type Standings = Pick<NodeState["search"], "standing" | "keys">;

export function standings(search: SharedSearch): Standings {
	const { journals, evidence, runs } = search;
	const numbers = new Set([OWN, ...journals.all().map(({ number }) => number), ...evidence.standing.wrong, ...runs.leases.active()]);
	const all = [...numbers].map((number) => ({ number, state: standingOf(search, number) }));
	const count = (wanted: Standing): number => all.filter(({ state }) => state === wanted).length;
	const shown = all.sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state) || one.number - other.number).slice(0, KEYS);
	return {
		standing: shown.map(({ number, state }) => told(search, number, state)),
		keys: { known: count("known"), stranger: count("stranger"), wrong: count("wrong"), forked: count("forked") },
	};
}

/** A key without a journal: of the search by oneself. */
export function ownStanding(key: string): Standings {
	const own: StandingState = { key: shortKey(key), pages: 0, records: 0, state: "own" };
	return { standing: [own], keys: { known: 0, stranger: 0, wrong: 0, forked: 0 } };
}

function standingOf({ journals, evidence: { standing }, exchange }: SharedSearch, number: number): Standing {
	if (number === OWN) return "own";
	if (exchange.forks.has(journals.get(number).key)) return "forked";
	if (standing.isWrong(number)) return "wrong";
	return standing.counts(number) ? "known" : "stranger";
}

function told({ journals, evidence }: SharedSearch, number: number, state: Standing): StandingState {
	const { key, seq } = journals.get(number);
	const all = { key: shortKey(key), pages: seq, records: evidence.knowledge.recordsOf(number), state };
	if (state !== "stranger") return all;
	return { ...all, confirmed: evidence.standing.confirmed(number), confirmed_needed: KNOWN_AFTER };
}
