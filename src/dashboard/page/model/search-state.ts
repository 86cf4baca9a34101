// The shared search as a node tells it, made safe to show: every field checked, lists cut to what the page can draw.
import type { GapState, StandingState } from "../../contract.ts";
import { fieldsOf, listOf, numberOf } from "./fields.ts";

export interface ShownSearch {
	readonly isShared: boolean;
	readonly frontier: number | null;
	readonly gaps: readonly GapState[];
	readonly records: number;
	readonly checksDone: number;
	readonly networkTests: number | null;
	readonly strip: ShownStrip | null;
	readonly leases: readonly { readonly key: string; readonly cells: number; readonly from: number }[];
	readonly standing: readonly StandingState[];
}

export interface ShownStrip {
	/** One more than there are columns, ascending. */
	readonly bounds: readonly number[];
	readonly columns: readonly StripColumn[];
}

export interface StripColumn {
	readonly open: number;
	readonly factored: number;
	readonly tested: number;
	readonly doubleChecked: number;
	readonly disputed: number;
	readonly primes: number;
	/** Places in the list of leases. */
	readonly holders: readonly number[];
}

const COLUMNS_MAX = 400;
const LIST_MAX = 64;
const STANDINGS = ["own", "known", "stranger", "wrong", "forked"] as const;

export function readSearch(raw: unknown): ShownSearch {
	const search = fieldsOf(raw);
	return {
		isShared: search["mode"] === "shared",
		frontier: numberOf(search["frontier"]),
		gaps: listOf(search["gaps"]).slice(0, LIST_MAX).map(readGap),
		records: numberOf(search["records"]) ?? 0,
		checksDone: numberOf(search["checks_done"]) ?? 0,
		networkTests: numberOf(search["network_tests_per_second"]),
		strip: readStrip(search["strip"]),
		leases: listOf(search["leases"]).slice(0, LIST_MAX).map(readLease),
		standing: listOf(search["standing"]).slice(0, LIST_MAX).map(readStanding),
	};
}

function readGap(raw: unknown): GapState {
	const { from, below, is_held } = fieldsOf(raw);
	return { from: numberOf(from) ?? 0, below: numberOf(below) ?? 0, is_held: is_held === true };
}

function readLease(raw: unknown): ShownSearch["leases"][number] {
	const { key, cells, from } = fieldsOf(raw);
	return { key: textOf(key), cells: numberOf(cells) ?? 0, from: numberOf(from) ?? 0 };
}

function readStanding(raw: unknown): StandingState {
	const { key, pages, records, state, confirmed, confirmed_needed: needed } = fieldsOf(raw);
	const found = STANDINGS.find((name) => name === state) ?? "stranger";
	const all = { key: textOf(key), pages: numberOf(pages) ?? 0, records: numberOf(records) ?? 0, state: found };
	return found === "stranger" ? { ...all, confirmed: numberOf(confirmed) ?? 0, confirmed_needed: numberOf(needed) ?? 0 } : all;
}

/** Null where it is none that can be drawn. */
function readStrip(raw: unknown): ShownStrip | null {
	const strip = fieldsOf(raw);
	const bounds = listOf(strip["bounds"])
		.slice(0, COLUMNS_MAX + 1)
		.flatMap((bound) => numberOf(bound) ?? []);
	if (bounds.length < 2 || bounds.some((bound, index) => index > 0 && bound <= bounds[index - 1]!)) return null;
	const count = (name: string, index: number): number => Math.max(0, numberOf(listOf(strip[name])[index]) ?? 0);
	const columns = bounds.slice(1).map((_, index) => ({
		open: count("open", index),
		factored: count("factored", index),
		tested: count("tested", index),
		doubleChecked: count("double_checked", index),
		disputed: count("disputed", index),
		primes: count("primes", index),
		holders: listOf(listOf(strip["holders"])[index])
			.slice(0, LIST_MAX)
			.flatMap((place) => numberOf(place) ?? []),
	}));
	return { bounds, columns };
}

function textOf(raw: unknown): string {
	return typeof raw === "string" ? raw.slice(0, 64) : "";
}
