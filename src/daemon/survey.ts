// The search as people are shown it: where it is, who works where, whose word counts. Made anew at most once a second, however many read it.
import type { LeaseState, NodeState } from "../dashboard/contract.ts";
import type { Core } from "../core/core.ts";
import type { Cell } from "../search/grid.ts";
import { OWN } from "../search/shared/evidence.ts";
import type { SharedSearch } from "../search/shared/shared-search.ts";
import { shortKey } from "./brief.ts";
import type { Pace, Work } from "./pace.ts";
import { ownStanding, standings } from "./standing.ts";
import { stripBounds, stripState } from "./strip.ts";

const EVERY_MS = 1_000;
const GAPS = 5;
/** Leases that are told one by one. */
const LEASES = 64;

export interface SurveyOptions {
	readonly key: string;
	/** Bounds of the hunt, inclusive. */
	readonly from: number;
	readonly to: number | null;
}

export interface SurveyDependencies {
	readonly core: Core;
	readonly pace: Pace;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	/** What this node has done since its start. */
	readonly done: () => Work;
}

type Search = NodeState["search"];
type Places = "frontier" | "gaps" | "settled" | "strip" | "journals" | "records";
type Fields = Places | "leases" | "keys_at_work" | "cells_leased" | "cells_held" | "standing" | "keys";
type Rates = "tests_per_second" | "squarings_per_second" | "network_tests_per_second" | "network_squarings_per_second";
export type Surveyed = Pick<Search, "mode" | "from" | "to" | Fields | Rates>;

/** A lease, with who holds it as a number. */
interface Held {
	readonly key: number;
	readonly cells: readonly number[];
	/** Milliseconds. */
	readonly until: number;
}

export class Survey {
	readonly #options: SurveyOptions;
	readonly #dependencies: SurveyDependencies;
	#latest: { readonly at: number; readonly surveyed: Surveyed } | null = null;

	constructor(options: SurveyOptions, dependencies: SurveyDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
	}

	read(): Surveyed {
		const now = this.#dependencies.now();
		if (this.#latest === null || now - this.#latest.at >= EVERY_MS) this.#latest = { at: now, surveyed: this.#look(now) };
		return this.#latest.surveyed;
	}

	#look(now: number): Surveyed {
		const { core, pace, done } = this.#dependencies;
		const { from, to } = this.#options;
		const own = pace.own(now, done());
		const counts = (key: string): boolean => isCounting(core.shared, key);
		const others = pace.others(now, counts);
		return {
			mode: core.shared === null ? "alone" : "shared",
			from,
			to,
			tests_per_second: rounded(own.tests),
			squarings_per_second: rounded(own.squarings),
			network_tests_per_second: rounded(own.tests + others.tests),
			network_squarings_per_second: rounded(own.squarings + others.squarings),
			...(core.shared === null ? this.#alone() : this.#shared(core.shared)),
		};
	}

	#shared(search: SharedSearch): Pick<Search, Fields> {
		const { from, to } = this.#options;
		const { knowledge } = search.evidence;
		const { frontier } = knowledge;
		const held = heldIn(search);
		const cells = held.flatMap((lease) => lease.cells);
		const highest = Math.max(frontier ?? from, knowledge.highest ?? from, ...cells.filter((cell) => to === null || cell <= to));
		const bounds = stripBounds({ from, to, frontier, highest });
		const columns = knowledge.strip(bounds.bounds);
		const shown = held.slice(0, LEASES);
		const sum = (count: "factored" | "tested" | "doubleChecked" | "disputed" | "primes"): number =>
			columns.reduce((total, column) => total + column[count], 0);
		return {
			frontier,
			gaps: knowledge.gaps(GAPS).map((gap) => ({ from: gap.start, below: gap.end, is_held: isHeld(gap, cells) })),
			settled: {
				factored: sum("factored"),
				tested: sum("tested"),
				double_checked: sum("doubleChecked"),
				disputed: sum("disputed"),
				primes: sum("primes"),
			},
			journals: search.journals.all().length,
			records: knowledge.size.records,
			strip: stripState(
				bounds,
				columns,
				shown.map((lease, place) => [place, lease.cells]),
			),
			leases: shown.map((lease) => leaseState(search, lease)),
			keys_at_work: held.length,
			cells_leased: new Set(cells).size,
			cells_held: search.runs.cells.length,
			...standings(search),
		};
	}

	#alone(): Pick<Search, Fields> {
		const { alone, node } = this.#dependencies.core;
		const above = Math.max(alone?.above ?? node.largest.exponent, this.#options.from - 1);
		return {
			frontier: alone?.isDone === true ? null : above + 1,
			gaps: [],
			settled: { factored: 0, tested: 0, double_checked: 0, disputed: 0, primes: 0 },
			journals: 0,
			records: 0,
			strip: null,
			leases: [],
			keys_at_work: 0,
			cells_leased: 0,
			cells_held: 0,
			...ownStanding(this.#options.key),
		};
	}
}

/** This node's lease first, then those with the lowest cells; none of who proved wrong. */
function heldIn({ runs, evidence }: SharedSearch): Held[] {
	const own = { key: OWN, cells: runs.cells, until: runs.until };
	const others = runs.leases.held().filter(({ key }) => !evidence.standing.isWrong(key));
	others.sort((one, other) => one.cells[0]! - other.cells[0]!);
	return own.cells.length === 0 ? others : [own, ...others];
}

function leaseState({ journals }: SharedSearch, { key, cells, until }: Held): LeaseState {
	return { key: shortKey(journals.get(key).key), cells: cells.length, from: cells[0]!, until: Math.round(until / 1_000) };
}

function isHeld({ start, end }: Cell, cells: readonly number[]): boolean {
	return cells.some((cell) => cell >= start && cell < end);
}

function isCounting(search: SharedSearch | null, key: string): boolean {
	const number = search?.journals.find(key)?.number;
	return number !== undefined && number !== OWN && search!.evidence.standing.counts(number);
}

/** To three digits. */
function rounded(value: number): number {
	return Number(value.toPrecision(3));
}
