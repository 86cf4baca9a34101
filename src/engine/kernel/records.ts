// What lies where in the records and tables that the host fills and a kernel reads. Both sides go by this file;
// the addresses themselves are fields (fields.ts), given to the kernel before it runs.

/** Bytes from a residue's record of what is subtracted to its parts; the host writes exponent and shift, and reads the shift. */
export const INJECTION = { exponent: 0, shift: 4, group: 8, row: 12, offset: 16, value: 24, bytes: 32 } as const;

/** Bytes from `shared` to each word of it, each on a cache line of its own: the barrier's and the counters of work. */
export const SHARED = { arrived: 0, generation: 64, rowItems: 128, segmentItems: 192, finishItems: 256, bytes: 320 } as const;

/** Bytes of flags for a vector of pairs of words: overflow and size of the even words, then of the odd ones. */
export const FLAG_BYTES = 4;

/** Doubles from the flag tables' start to the vectors of each kind: for each pattern of L bits one vector, or two. */
export function flagTables(lanes: number): { readonly overflow: number; readonly bases: number; readonly length: number } {
	const patterns = 2 ** lanes;
	return { overflow: 0, bases: patterns * lanes, length: 3 * patterns * lanes };
}

/** Doubles that a column has in the table of column weights: four, or four vectors where each lane has weights of its own. */
export function columnWeightDoubles({ lanes, independentLanes }: { readonly lanes: number; readonly independentLanes: boolean }): number {
	return independentLanes ? 4 * lanes : 4;
}

/** What threads do together in each iteration; from multiply on with the factor at `second`. */
export const OPERATION = { square: 0, squareMinusTwo: 1, multiply: 2, multiplyDifference: 3 } as const;
