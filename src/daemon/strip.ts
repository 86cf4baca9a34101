// The exponent range in columns, as people are shown it: what is known in each, and who works there. Bounds stay the same for long
// stretches of a search, so that a picture of them does not crawl.
import type { StripState } from "../dashboard/contract.ts";
import type { Column } from "../search/knowledge/strip.ts";

const COLUMNS = 120;
/** Above the highest exponent of which anything is to be told. */
const ROOM_ABOVE = 1.05;
/** Where the highest exponent is so many times the frontier, equal columns would hide all that happens at the frontier. */
const LOG_FROM_RATIO = 10;
/** By logarithm all below is one column: a search is soon past it. */
const LOG_FROM = 1_024;
/** Of the end: the range grows in steps. */
const DIGITS = 2;

export interface StripRange {
	readonly from: number;
	/** Inclusive; null: there is none. */
	readonly to: number | null;
	readonly frontier: number | null;
	/** The highest exponent of which anything is to be told. */
	readonly highest: number;
}

export type StripBounds = Pick<StripState, "scale" | "bounds">;

export function stripBounds({ from, to, frontier, highest }: StripRange): StripBounds {
	const top = rounded(Math.max(ROOM_ABOVE * highest, from + COLUMNS));
	const end = to === null ? top : Math.max(from + 1, Math.min(top, to + 1));
	const least = Math.max(from, frontier ?? end, LOG_FROM);
	return end > LOG_FROM_RATIO * least ? { scale: "log", bounds: byLogarithm(from, end) } : { scale: "linear", bounds: evenly(from, end) };
}

/** holders: the places of those who hold a lease, with the first exponents of their cells. */
export function stripState(
	{ scale, bounds }: StripBounds,
	columns: readonly Column[],
	holders: readonly (readonly [place: number, cells: readonly number[]])[],
): StripState {
	const held = columns.map(() => new Set<number>());
	for (const [place, cells] of holders) for (const cell of cells) held[columnOf(bounds, cell)]?.add(place);
	return {
		scale,
		bounds,
		open: columns.map(({ open }) => open),
		factored: columns.map(({ factored }) => factored),
		tested: columns.map(({ tested }) => tested),
		double_checked: columns.map(({ doubleChecked }) => doubleChecked),
		disputed: columns.map(({ disputed }) => disputed),
		primes: columns.map(({ primes }) => primes),
		holders: held.map((places) => [...places]),
	};
}

/** -1 below the first bound; beyond the last column above the last bound. A cell may begin below the range that it reaches into. */
function columnOf(bounds: readonly number[], cell: number): number {
	const above = bounds.findIndex((bound) => bound > cell);
	return above === -1 ? bounds.length : Math.max(0, above - 1);
}

function evenly(from: number, end: number): number[] {
	const width = Math.ceil((end - from) / COLUMNS);
	const columns = Math.ceil((end - from) / width);
	return Array.from({ length: columns + 1 }, (_, index) => Math.min(end, from + index * width));
}

function byLogarithm(from: number, end: number): number[] {
	const low = Math.max(from, LOG_FROM);
	const columns = low > from ? COLUMNS - 1 : COLUMNS;
	const bounds = Array.from({ length: columns + 1 }, (_, index) => Math.round(low * (end / low) ** (index / columns)));
	return low > from ? [from, ...bounds] : bounds;
}

/** Up, to two digits. */
function rounded(value: number): number {
	const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) + 1 - DIGITS);
	return Math.ceil(value / unit) * unit;
}
