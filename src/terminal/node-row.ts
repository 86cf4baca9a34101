// A node of a cluster as its head shows it: what is known of its process, and what it last said of itself. Pure.
import type { NodeState } from "../dashboard/contract.ts";
import type { NodeRow } from "./frame.ts";

export interface Member {
	readonly id: number;
	readonly name: string;
	/** Null while no process runs. */
	readonly pid: number | null;
	/** Unix milliseconds at which its process is started again; null where none is to be. */
	readonly startsAt: number | null;
	/** What it said last; null since its start. */
	readonly state: NodeState | null;
	/** Whether it answered when it was last asked. */
	readonly answers: boolean;
}

export function nodeRow(member: Member, now: number): NodeRow {
	const { id, name, pid, state, answers } = member;
	const nothing = { id, name, pid, peers: null, tests: [] };
	if (pid === null) return { ...nothing, state: "ended", note: startsIn(member, now) };
	if (state === null) return { ...nothing, state: "starting", note: "" };
	if (!answers) return { ...nothing, state: "silent", note: "" };
	const { testing, workers } = state.search;
	const tests = testing.map(({ exponent, iteration, iterations, eta, purpose }) => ({
		exponent,
		share: iterations === 0 ? 0 : iteration / iterations,
		toGo: eta,
		isSearch: purpose === "search",
	}));
	const rest = workers === 0 ? "computes nothing" : state.awake ? "nothing now" : "nothing";
	return {
		id,
		name: state.name,
		pid,
		state: state.awake ? "awake" : "asleep",
		peers: Object.keys(state.peers).length,
		tests,
		note: tests.length === 0 ? rest : "",
	};
}

/** The largest prime that any of them knows. */
export function largestOf(members: readonly Member[]): { readonly exponent: number; readonly digits: number } | null {
	const states = members.flatMap(({ state }) => state ?? []).toSorted((one, other) => other.biggest_prime - one.biggest_prime);
	return states[0] === undefined ? null : { exponent: states[0].biggest_prime, digits: states[0].biggest_prime_digits };
}

function startsIn({ startsAt }: Member, now: number): string {
	return startsAt === null ? "" : `starts again in ${Math.max(0, Math.ceil((startsAt - now) / 1_000))} s`;
}
