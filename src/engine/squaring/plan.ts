// Which transform squares residues of an exponent: the shortest length that its bits a word allow, and the shape and the
// kernel that are fastest for it. Figures below were measured; tune() measures the rest on the machine at hand.
import { isDeepStrictEqual } from "node:util";
import { type KernelName, LANE_VARIANTS, type LaneKernelName, VARIANTS } from "../kernel/variants.ts";
import { LaneSquarer } from "./lane-squarer.ts";
import { columnsOf, groupsOf, lengths, type Shape, shapesFor } from "../transform/shape.ts";
import type { BatchSquarer, Squarer } from "./squarer.ts";
import { TransformSquarer } from "./transform-squarer.ts";

/** What tune() found to be the fastest for one length; plain JSON. */
export interface PlanEntry {
	readonly length: number;
	readonly kernel: KernelName;
	readonly threads: number;
	readonly columnStages: number;
	readonly groupColumns: number;
	readonly gathered: boolean;
	readonly msPerIteration: number;
}

export type Plan = readonly PlanEntry[];

/** Below this exponent words would be too short to hold a carry; BigInt is as fast. */
export const SMALLEST_EXPONENT = 600;

/**
 * Largest bits a word at lengths of 2^7, 2^8, ... 2^24 words, straight lines between them. Measured at 59 lengths with all
 * words checked: the bits at which a whole test's largest round-off is expected at 0.37 (the largest of some thousand
 * iterations, carried on by the tail of the normal distribution), less 0.09 (0.12 below 2K). No T was off the line by more than 0.03, no length by more than 0.1.
 */
const BITS_PER_WORD = [
	22.92, 22.58, 22.24, 21.92, 21.64, 21.33, 21.03, 20.74, 20.45, 20.17, 19.89, 19.61, 19.33, 19.05, 18.76, 18.48, 18.19, 17.9,
];
const FIRST_LOG = 7;

/** Bits a word less where the kernel has no fused multiply-add. */
const BITS_WITHOUT_FUSED = 0.06;

export function largestExponent(length: number, kernel: KernelName = "wasm-fma-256"): number {
	const place = Math.max(0, Math.log2(length) - FIRST_LOG);
	const below = Math.min(Math.floor(place), BITS_PER_WORD.length - 2);
	const [low = 0, high = 0] = BITS_PER_WORD.slice(below);
	const fused = VARIANTS.some((variant) => variant.name === kernel && variant.fusedMultiplyAdd);
	const bits = low + (high - low) * (place - below) - (fused ? 0 : BITS_WITHOUT_FUSED);
	return Math.floor(bits * length);
}

/** The shortest transform, in words, for an exponent. */
export function lengthFor(exponent: number, kernel?: KernelName): number {
	const length = lengths().find((candidate) => largestExponent(candidate, kernel) >= exponent);
	if (length === undefined) throw new RangeError(`2^${exponent} - 1 is too large for any transform here`);
	return length;
}

/** The next longer length; itself for the longest of all. */
export function nextLength(length: number): number {
	return lengths().find((candidate) => candidate > length) ?? length;
}

/** Whether the kernels with relaxed SIMD run here: a function of nothing but f64x2.relaxed_madd of three constants is valid. */
export function hasFusedMultiplyAdd(): boolean {
	const constant = [0xfd, 0x0c, ...new Uint8Array(16)];
	const code = [0, ...constant, ...constant, ...constant, 0xfd, 0x87, 0x02, 0x0b];
	const types = [1, 5, 1, 0x60, 0, 1, 0x7b];
	return WebAssembly.validate(
		Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...types, 3, 2, 1, 0, 10, code.length + 2, 1, code.length, ...code),
	);
}

/** V8's flag that makes the 256-bit kernel what its name says; given to the process from outside. */
export const REVECTORIZE_FLAG = "--experimental-wasm-revectorize";

/** Kernels that run in this process, the one that should be the fastest first; nothing but timing tells whether it is. */
export function availableKernels(): KernelName[] {
	if (!hasFusedMultiplyAdd()) return ["wasm-128"];
	const revectorized = process.execArgv.some((flag) => flag.replaceAll("_", "-") === REVECTORIZE_FLAG);
	return revectorized ? ["wasm-fma-256", "wasm-fma-128", "wasm-128"] : ["wasm-fma-128", "wasm-128", "wasm-fma-256"];
}

export interface SquarerOptions {
	/** Default lengthFor(). */
	readonly length?: number;
	/** Default: the plan's, or the first of availableKernels(). */
	readonly kernel?: KernelName;
	/** Default 1; short transforms take one in any case. */
	readonly threads?: number;
	/** What tune() found earlier. */
	readonly plan?: Plan;
}

export function createSquarer(exponent: number, options: SquarerOptions = {}): Squarer {
	const threads = options.threads ?? 1;
	const kernelOfLength = (length: number) => findEntry(options.plan, length, threads, options.kernel)?.kernel;
	const length = options.length ?? lengthFor(exponent, options.kernel ?? availableKernels()[0]);
	const kernel = options.kernel ?? kernelOfLength(length) ?? availableKernels()[0] ?? "wasm-128";
	const entry = findEntry(options.plan, length, threads, kernel);
	const shapes = shapesFor(length, lanesOf(kernel));
	const shape =
		shapes.find((known) => entry !== undefined && isCutAs(known, entry)) ??
		defaultShape(length, lanesOf(kernel), usefulThreads(length, threads));
	return new TransformSquarer({ exponent, shape, kernel, threads: usefulThreads(length, threads) });
}

/** Radix-4 stages up to which rows take them all, and stages of a row at most. */
const STAGES_OF_ROWS_ONLY = 4;
const LARGEST_ROW_STAGES = 6;
/** Longer transforms do not fit a cache of 32 MB: column groups are gathered. */
const LONGEST_IN_PLACE = 5 * 2 ** 20;
const GATHERED_WIDTH = 8;
/** Column groups for each of several threads. */
const GROUPS_PER_THREAD = 4;

/** Longest transform that is faster with a residue in each lane than one after another: all of them fit the cache next to the core. */
export const LONGEST_LANE_LENGTH = 16_384;

/** How many exponents createLaneSquarer() takes at once here; 0 where it has no kernel. */
export function laneCount(): number {
	const variant = laneVariant();
	return variant === undefined ? 0 : lanesOf(variant.name);
}

/** Squares laneCount() residues at once, in about two thirds to five sixths of the time that they take one after another. */
export function createLaneSquarer(exponents: readonly number[], options: { readonly length?: number } = {}): BatchSquarer {
	const variant = laneVariant();
	if (variant === undefined) throw new RangeError("no kernel for several residues at once");
	const length = options.length ?? Math.max(...exponents.map((exponent) => lengthFor(exponent)));
	const shape = defaultShape(length, lanesOf(variant.name), 1, true);
	return new LaneSquarer({ exponents, shape, kernel: variant.name });
}

function laneVariant(): (typeof LANE_VARIANTS)[number] | undefined {
	const [best] = availableKernels();
	return LANE_VARIANTS.find(({ registers }) => best === (registers === 2 ? "wasm-fma-256" : "wasm-fma-128"));
}

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

export interface TuneOptions {
	readonly threads?: number;
	readonly kernels?: readonly KernelName[];
	/** Milliseconds of timing for each candidate, after some to warm up; at least one iteration. Default 20. */
	readonly msPerCandidate?: number;
}

/** A kernel whose usual shape takes so many times the best is not looked at any further. */
const HOPELESS = 1.15;

/**
 * Times the shapes of an exponent's length with each kernel and gives the fastest.
 * Takes a fraction of a second for small exponents and some seconds for the largest; blocks the thread meanwhile.
 */
export function tune(exponent: number, { threads = 1, kernels = availableKernels(), msPerCandidate = 20 }: TuneOptions = {}): PlanEntry {
	let best: PlanEntry | undefined;
	for (const kernel of kernels) {
		const length = lengthFor(exponent, kernel);
		for (const shape of candidates(length, lanesOf(kernel), usefulThreads(length, threads))) {
			const squarer = new TransformSquarer({ exponent, shape, kernel, threads: usefulThreads(length, threads) });
			const msPerIteration = timeSquarer(squarer, msPerCandidate);
			squarer.close();
			if (best !== undefined && best.kernel !== kernel && msPerIteration > HOPELESS * best.msPerIteration) break;
			if (best === undefined || msPerIteration < best.msPerIteration) {
				const { columnStages, groupColumns, gathered } = shape;
				best = { length, kernel, threads, columnStages, groupColumns, gathered, msPerIteration };
			}
		}
	}
	if (best === undefined) throw new RangeError("no kernel to time");
	return best;
}

const WARM_UP_MS = 30;

/** Least of several short runs, in milliseconds an iteration. The squarer then holds something else. */
export function timeSquarer(squarer: Squarer, ms: number): number {
	squarer.load(3n ** 40n);
	const timeRun = (count: number) => {
		const start = performance.now();
		squarer.square(count);
		return (performance.now() - start) / count;
	};
	let recent = timeRun(1);
	// V8 compiles what runs often a second time, meanwhile.
	for (const start = performance.now(); performance.now() - start < WARM_UP_MS && recent < ms;) recent = timeRun(Math.ceil(1 / recent));
	const runs = 5;
	const count = Math.max(1, Math.floor(ms / runs / recent));
	let least = timeRun(count);
	for (let run = 1; run < runs && least * run < ms; run++) least = Math.min(least, timeRun(count));
	return least;
}

/** The default shape first, then those near it: one stage more or less, groups of the same kind and up to four times as wide or narrow. */
function candidates(length: number, lanes: number, threads: number): Shape[] {
	const standard = defaultShape(length, lanes, threads);
	const near = (shape: Shape) =>
		Math.abs(shape.columnStages - standard.columnStages) <= 1 &&
		shape.gathered === standard.gathered &&
		Math.abs(Math.log2(groupsOf(shape) / groupsOf(standard))) <= 2;
	return [standard, ...shapesFor(length, lanes).filter((shape) => near(shape) && !isDeepStrictEqual(shape, standard))];
}

/** Shorter transforms lose more by waiting for each other beside a busy neighbour than they gain where there is none. */
const SHORTEST_SHARED = 98_304;

function usefulThreads(length: number, threads: number): number {
	return length < SHORTEST_SHARED ? 1 : threads;
}

function isCutAs(shape: Shape, { columnStages, groupColumns, gathered }: PlanEntry): boolean {
	return shape.columnStages === columnStages && shape.groupColumns === groupColumns && shape.gathered === gathered;
}

function findEntry(plan: Plan | undefined, length: number, threads: number, kernel: KernelName | undefined): PlanEntry | undefined {
	return plan?.find((entry) => entry.length === length && entry.threads === threads && (kernel === undefined || entry.kernel === kernel));
}

function lanesOf(kernel: KernelName | LaneKernelName): number {
	return 2 * ([...VARIANTS, ...LANE_VARIANTS].find((variant) => variant.name === kernel)?.registers ?? 1);
}
