// Which transform squares residues of an exponent: its length, and the kernel and the shape that a plan names for it.
import type { KernelName } from "../kernel/variants.ts";
import { type Shape, shapesFor } from "../transform/shape.ts";
import { availableKernels, lanesOf, laneVariant } from "./kernels.ts";
import { LaneSquarer } from "./lane-squarer.ts";
import { lengthFor } from "./lengths.ts";
import { defaultShape, usefulThreads } from "./shapes.ts";
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

export interface SquarerOptions {
	/** Default lengthFor(). */
	readonly length?: number;
	/** Default: the plan's, or the first of availableKernels(). */
	readonly kernel?: KernelName;
	/** Default 1; short transforms take one in any case. */
	readonly threads?: number;
	/** What tune() found earlier. */
	readonly plan?: Plan;
	/** Default none. */
	readonly slots?: number;
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
	return new TransformSquarer({ exponent, shape, kernel, threads: usefulThreads(length, threads), slots: options.slots ?? 0 });
}

/** Squares laneCount() residues at once, in about two thirds to five sixths of the time that they take one after another. */
export function createLaneSquarer(exponents: readonly number[], options: { readonly length?: number } = {}): BatchSquarer {
	const variant = laneVariant();
	if (variant === undefined) throw new RangeError("no kernel for several residues at once");
	const length = options.length ?? Math.max(...exponents.map((exponent) => lengthFor(exponent)));
	const shape = defaultShape(length, lanesOf(variant.name), 1, true);
	return new LaneSquarer({ exponents, shape, kernel: variant.name });
}

function isCutAs(shape: Shape, { columnStages, groupColumns, gathered }: PlanEntry): boolean {
	return shape.columnStages === columnStages && shape.groupColumns === groupColumns && shape.gathered === gathered;
}

function findEntry(plan: Plan | undefined, length: number, threads: number, kernel: KernelName | undefined): PlanEntry | undefined {
	return plan?.find((entry) => entry.length === length && entry.threads === threads && (kernel === undefined || entry.kernel === kernel));
}
