// The usual shape for each length of transform, and those near it that are worth timing. Figures below were measured.
import { isDeepStrictEqual } from "node:util";
import { columnsOf, groupsOf, type Shape, shapesFor } from "../transform/shape.ts";

/** Radix-4 stages up to which rows take them all, and stages of a row at most. */
const STAGES_OF_ROWS_ONLY = 4;
const LARGEST_ROW_STAGES = 6;
/** Longer transforms do not fit a cache of 32 MB: column groups are gathered. */
const LONGEST_IN_PLACE = 5 * 2 ** 20;
const GATHERED_WIDTH = 8;
/** Column groups for each of several threads. */
const GROUPS_PER_THREAD = 4;

/** What is fast on the machines measured: within some 3 % of the best. */
export function defaultShape(length: number, lanes: number, threads = 1, independentLanes = false): Shape {
	const cost = (shape: Shape): number => {
		const stages = shape.columnStages + shape.rowStages;
		const rowStages = stages <= STAGES_OF_ROWS_ONLY ? stages : Math.min(stages - 1, LARGEST_ROW_STAGES);
		const gathered = length > LONGEST_IN_PLACE;
		const width = gathered
			? GATHERED_WIDTH
			: columnsOf(shape) / (threads === 1 ? 1 : 2 ** Math.ceil(Math.log2(GROUPS_PER_THREAD * threads)));
		const far = 100 * Math.abs(shape.rowStages - rowStages) + (shape.gathered === gathered ? 0 : 10);
		return far + Math.abs(Math.log2(shape.groupColumns / width));
	};
	const [best] = shapesFor(length, lanes, independentLanes).toSorted((a, b) => cost(a) - cost(b));
	if (best === undefined) throw new RangeError(`no transform has ${length} words`);
	return best;
}

/** The default shape first, then those near it: one stage more or less, groups of the same kind and up to four times as wide or narrow. */
export function candidates(length: number, lanes: number, threads: number): Shape[] {
	const standard = defaultShape(length, lanes, threads);
	const near = (shape: Shape) =>
		Math.abs(shape.columnStages - standard.columnStages) <= 1 &&
		shape.gathered === standard.gathered &&
		Math.abs(Math.log2(groupsOf(shape) / groupsOf(standard))) <= 2;
	return [standard, ...shapesFor(length, lanes).filter((shape) => near(shape) && !isDeepStrictEqual(shape, standard))];
}

/** Shorter transforms lose more by waiting for each other beside a busy neighbour than they gain where there is none. */
const SHORTEST_SHARED = 98_304;

/** So many threads pay for a transform of that length. */
export function usefulThreads(length: number, threads: number): number {
	return length < SHORTEST_SHARED ? 1 : threads;
}
