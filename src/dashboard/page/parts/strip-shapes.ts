// The strip as shapes: one path for each kind of knowledge, so that a column costs no element of its own. Pure.
import type { ShownStrip, StripColumn } from "../model/search-state.ts";

export const KINDS = ["doubleChecked", "tested", "factored", "open", "disputed"] as const;
export type Kind = (typeof KINDS)[number];

/** What is in dispute must be seen, however little of a column it is. */
const DISPUTE_LEAST = 3;

export interface Box {
	readonly width: number;
	readonly height: number;
}

/** The path of each kind: columns as wide as each other, each filled from below by the shares of its candidates. */
export function pathsOf({ columns }: ShownStrip, { width, height }: Box): Readonly<Record<Kind, string>> {
	const paths: Record<Kind, string> = { doubleChecked: "", tested: "", factored: "", open: "", disputed: "" };
	let shown: StripColumn | undefined;
	for (const [index, column] of columns.entries()) {
		// A narrow column may hold no candidate at all: that is no hole in the search.
		if (allOf(column) > 0) shown = column;
		if (shown === undefined) continue;
		const [left, right] = [(index * width) / columns.length, ((index + 1) * width) / columns.length];
		const all = allOf(shown);
		let bottom = height;
		for (const kind of KINDS) {
			if (kind === "disputed") continue;
			const high = (height * countOf(shown, kind)) / all;
			if (high > 0) paths[kind] += rectangle(left, bottom - high, right - left, high);
			bottom -= high;
		}
		if (shown.disputed > 0) {
			const high = Math.max(DISPUTE_LEAST, (height * shown.disputed) / all);
			paths.disputed += rectangle(left, 0, right - left, high);
		}
	}
	return paths;
}

/** Where an exponent stands; null outside of the strip. */
export function placeOf({ bounds }: ShownStrip, exponent: number, width: number): number | null {
	const above = bounds.findIndex((bound) => bound > exponent);
	if (above <= 0) return null;
	const [low, high] = [bounds[above - 1]!, bounds[above]!];
	return ((above - 1 + (exponent - low) / (high - low)) * width) / (bounds.length - 1);
}

function allOf({ doubleChecked, tested, primes, factored, open, disputed }: StripColumn): number {
	return doubleChecked + tested + primes + factored + open + disputed;
}

/** Primes were tested, too. */
function countOf(column: StripColumn, kind: Kind): number {
	return kind === "tested" ? column.tested + column.primes : column[kind];
}

function rectangle(left: number, top: number, width: number, height: number): string {
	return `M${left.toFixed(2)} ${top.toFixed(2)}h${width.toFixed(2)}v${height.toFixed(2)}h-${width.toFixed(2)}z`;
}
