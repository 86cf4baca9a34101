// Which cells to take next: of the window of the lowest that are free, those that weigh most for this key, the lower the sooner.
// So nodes that choose at once choose apart. What lay free for long goes before all else: nothing is left behind for good.
import type { OpenCell } from "../knowledge/walk.ts";
import { weight } from "./weight.ts";

export interface Choice {
	readonly keyHash: number;
	/** Seconds of work wanted. */
	readonly seconds: number;
	/** Cells at most. */
	readonly cells: number;
	/** Seconds that a test takes here. */
	readonly secondsATest: (exponent: number) => number;
	/** How long the cell has been free, in leases. */
	readonly leasesFree: (cell: number) => number;
}

/** After one lease a cell that nobody took outweighs the best place and the highest weight together. */
const WEIGHT_OF_A_LEASE = 2;

/** The cells to take, ascending; one at least where there is one. */
export function chooseCells(window: readonly OpenCell[], { keyHash, seconds, cells, secondsATest, leasesFree }: Choice): OpenCell[] {
	const ranked = window
		.map((cell, place) => ({
			cell,
			score: weight(keyHash, cell.start) + 1 - place / window.length + WEIGHT_OF_A_LEASE * leasesFree(cell.start),
		}))
		.sort((a, b) => b.score - a.score);
	const chosen: OpenCell[] = [];
	let sum = 0;
	for (const { cell } of ranked) {
		if (chosen.length > 0 && (sum >= seconds || chosen.length >= cells)) break;
		chosen.push(cell);
		sum += secondsOf(cell, secondsATest);
	}
	return chosen.sort((a, b) => a.start - b.start);
}

export function secondsOf({ open }: OpenCell, secondsATest: (exponent: number) => number): number {
	let sum = 0;
	for (const exponent of open) sum += secondsATest(exponent);
	return sum;
}
