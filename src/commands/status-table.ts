// The states of nodes as a table for people: a row for each node. Text of peers is made harmless.
import type { NodeState, SearchState, TestingState } from "../dashboard/contract.ts";
import { duration } from "../terminal/duration.ts";
import { harmless } from "../terminal/sentence.ts";

const HEAD = ["node", "name", "state", "largest", "frontier", "testing", "done", "to go", "tests/s", "twice", "peers", "keys"];
const LEAST_FIRST = ["twice", "keys", "tests/s", "frontier", "to go", "peers"];
const GAP = "  ";
const NAME_CHARACTERS = 24;

/** Where it would be wider than the columns, the least important ones are left out. */
export function statusTable(states: readonly NodeState[], columns: number): string {
	const rows = [HEAD, ...states.map(rowOf)].map((row) => row.map(harmless));
	const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
	const shown = shownColumns(widths, columns);
	const lines = rows.map((row) => shown.map((column) => row[column]!.padEnd(widths[column]!)).join(GAP));
	return [...lines, ...notes(states)].map((line) => `${line.trimEnd()}\n`).join("");
}

function shownColumns(widths: readonly number[], columns: number): number[] {
	let shown = HEAD.map((_, column) => column);
	const width = (): number => shown.reduce((sum, column) => sum + widths[column]! + GAP.length, -GAP.length);
	for (const name of LEAST_FIRST) if (width() > columns) shown = shown.filter((column) => HEAD[column] !== name);
	return shown;
}

function rowOf(state: NodeState): string[] {
	const { search } = state;
	const frontier = search.frontier === null ? "all settled" : String(search.frontier);
	const node = [
		String(state.id),
		state.name.slice(0, NAME_CHARACTERS),
		state.awake ? "awake" : "asleep",
		`M${state.biggest_prime}`,
		frontier,
	];
	const facts = [
		String(search.tests_per_second),
		`${(100 * search.share_done_twice).toFixed(0)} %`,
		String(Object.keys(state.peers).length),
		keysOf(search),
	];
	const none = [search.workers === 0 || !state.awake ? "nothing" : "nothing now", "", ""];
	return [...node, ...(search.testing.length === 0 ? none : testCells(search.testing)), ...facts];
}

/** The first, and how many run beside it. */
function testCells([first, ...more]: readonly TestingState[]): string[] {
	const { exponent, iteration, iterations, eta, purpose } = first!;
	const percent = iterations === 0 ? 0 : (100 * iteration) / iterations;
	const test = purpose === "search" ? `M${exponent}` : `M${exponent} (${purpose})`;
	return [more.length === 0 ? test : `${test} +${more.length}`, `${percent.toFixed(0)} %`, duration(eta)];
}

/** Standing in short. */
function keysOf({ keys, standing }: SearchState): string {
	const nearest = Math.max(0, ...standing.map(({ confirmed = 0 }) => confirmed));
	const needed = standing.find(({ state }) => state === "stranger")?.confirmed_needed;
	const strangers = `${keys.stranger} ${keys.stranger === 1 ? "stranger" : "strangers"}`;
	const parts = [
		keys.known > 0 ? `${keys.known} known` : "",
		keys.stranger > 0 ? `${strangers}${needed === undefined ? "" : ` (${nearest} of ${needed})`}` : "",
		keys.wrong > 0 ? `${keys.wrong} wrong` : "",
		keys.forked > 0 ? `${keys.forked} forked` : "",
	];
	return parts.filter((part) => part !== "").join(", ") || "none";
}

/** What concerns all, as the node has it that knows most. */
function notes(states: readonly NodeState[]): string[] {
	const [best] = states.toSorted((one, other) => other.search.records - one.search.records);
	if (best === undefined || best.search.mode === "alone") return [];
	const { gaps, from, to, settled } = best.search;
	const told = gaps.map(({ from: first, below, is_held }) => `${first} to ${below - 1}${is_held ? " (being tested)" : ""}`);
	const { factored, tested, double_checked, primes, disputed } = settled;
	return [
		"",
		`range    from ${from} ${to === null ? "on and on" : `to ${to}`}, as node ${best.id} has it`,
		`settled  ${factored} factored, ${tested} tested once, ${double_checked} double-checked, ${primes} prime, ${disputed} disputed`,
		`gaps     ${told.join(", ") || "none"}`,
	];
}
