// The numbers that a kernel is told before it runs: mutable globals of the WebAssembly module, set by the host.
// Addresses and strides are in bytes. R rows of C = L * CL complex numbers; a group is W of the CL columns of vectors.

export const FIELDS = {
	main: "address of the residue's transform, half way: columns transformed, rows not",
	pitch: "bytes from one row of main to the next",
	second: "address of a factor's transform, laid out like main",
	third: "address of a factor that is taken from it, laid out like main",
	buffer: "address of this thread's column group",
	heldBuffers: "address of the first group of each segment, kept until the wrapped carries are known",
	heldBufferBytes: "bytes from one of them to the next; 0 where groups are worked on in place",
	carries: "address of the carries: for each segment R vectors",
	columnRoots: "address of the column stages' twiddles: for each stage and node w, w^2, w^3",
	rowRoots: "address of the row stages' twiddles that all rows share: for each node of the widest stage w, w^2, w^3",
	rowFactors: "address of what each row's twiddles are multiplied by: for each row and stage vectors w, w^2, w^3",
	laneRoots: "address of the roots that mix the lanes of a row",
	specialWeights: "address of the vectors (1 + zeta) / 4 of the special rows",
	specialMirrors: "address of the special rows' mirror places: byte offsets, i32",
	scratch: "address of three rows for the special rows' mirror images and a factor's difference, for each thread its own",
	pairs: "address of the row pairs: i32, i32",
	pairCount: "pairs of rows",
	specialRows: "rows that are their own mirror image: 0, and 1 where R is even",
	rowWeights: "address of the rows' weights: for each row a vector of weights and one of their inverses",
	columnWeights: "address of the columns' weights: for each column weight, inverse / M, of the even and the odd word",
	constants: "address of the carry constants",
	flags: "address of the words' flags: for each group, row and column of the group FLAG_BYTES",
	flagTables: "address of the vectors that flags choose from",
	points: "T, points of the transform in registers between the two halves of the column pass",
	rows: "R = T * 4^columnStages",
	columns: "CL, vectors to a row",
	columnStages: "radix-4 stages of the column pass",
	rowStages: "radix-4 stages of the row pass",
	groupColumns: "W",
	groups: "CL / W",
	gathered: "1: groups are gathered into buffer, 0: worked on in place",
	segments: "runs of groups with carries of their own; at least one for each thread",
	errors: "address of this thread's largest distances from an integer",
	pointRoots: "address of the DFT's matrix of T points: for each input T complex numbers, in bin order",
	threads: "threads that work together",
	shared: "address of the barrier and the work counters",
	injections: "address of this thread's records of what is subtracted, one for each residue (injection.ts)",
	words: "N",
	checkInterval: "iterations from one check of all words to the next",
} as const;

/** Where the module puts its own constants, and the end of the room that they have. */
export const CONSTANTS_ADDRESS = 1024;
export const CONSTANTS_END = 4096;

export type Field = keyof typeof FIELDS;

/** The module's name for a field. */
export function global(field: Field): string {
	return `g_${field}`;
}

/** Doubles from `constants` to each of them; the sign vectors are vectors of L lanes. */
export const CONSTANTS = {
	/** 1.5 * 2^52: adding it rounds to an integer. */
	magic: 0,
	/** An integer: all bits but the sign. */
	absoluteMask: 1,
	/** C, which makes a residue that was not squared come out of the inverse transform in its true size. */
	readScale: 2,
	/** Two or three vectors of signs for the inverse transform across lanes. */
	signs: 8,
	/** Doubles in all. */
	length: 24,
} as const;
