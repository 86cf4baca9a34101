// Squarers by the weighted transform, with the plan measured for this machine; the BigInt reference where exponents are tiny or all else fails.
import { extname } from "node:path";
import { EngineError } from "../engine.ts";
import type { Breathe } from "../host/breathe.ts";
import { runInThread } from "../host/thread-task.ts";
import type { KernelName } from "../kernel/variants.ts";
import { SMALLEST_TRANSFORM_EXPONENT } from "../limits.ts";
import { BigIntSquarer } from "./bigint-squarer.ts";
import { lengthFor, nextLength } from "./lengths.ts";
import { createSquarer, type Plan, type PlanEntry } from "./plan.ts";
import type { PlanFile } from "./plan-file.ts";
import type { Squarer } from "./squarer.ts";
import type { RunError, SquarerSource } from "./squarer-source.ts";
import { tune } from "./tune.ts";

/** Timing a length takes as long as so many squarings of it: little, but where the tables are large. */
const TUNING_SQUARINGS = 200;
const TUNING_SHARE = 0.05;
/** Below this exponent the timing is over before anybody waits for the process to answer. */
const LARGEST_TUNED_IN_PLACE = 100_000;
const TUNE_THREAD = new URL(`./tune-thread${extname(import.meta.url)}`, import.meta.url);
/** Errors in a row after which nothing but exact arithmetic is left, where that is bearable. */
const EXACT_AFTER = 6;
const LARGEST_EXACT_EXPONENT = 300_000;

export interface TransformSourceOptions {
	readonly threads: number;
	/** Kernels that passed the self-check, the one that should be fastest first. */
	readonly kernels: readonly KernelName[];
}

export class TransformSource implements SquarerSource {
	readonly #options: TransformSourceOptions;
	readonly #plans: PlanFile;
	readonly #tuned = new Set<number>();

	constructor(options: TransformSourceOptions, dependencies: { readonly plans: PlanFile }) {
		this.#options = options;
		this.#plans = dependencies.plans;
	}

	async fastest(exponent: number, iterations: number, breathe: Breathe): Promise<Squarer> {
		if (exponent < SMALLEST_TRANSFORM_EXPONENT) return new BigIntSquarer(exponent);
		const { threads, kernels } = this.#options;
		const length = this.#lengthFor(exponent);
		const isMeasured = this.#tuned.has(length) || this.#plans.plan.some((entry) => entry.length === length && entry.threads === threads);
		if (!isMeasured && iterations >= fewestTunedSquarings(exponent)) {
			const options = { threads, kernels };
			const isLong = exponent > LARGEST_TUNED_IN_PLACE;
			const entry = isLong ? await runInThread<PlanEntry>(TUNE_THREAD, { exponent, options }, breathe) : tune(exponent, options);
			this.#tuned.add(length);
			await this.#plans.add(entry);
		}
		return this.#create(exponent, { length });
	}

	/** The same again at first, on fresh tables: it may have been chance. */
	safer(failed: Squarer, { cause, repeated }: RunError): Squarer {
		const { exponent, transformLength: length } = failed;
		if (length === 0) return failed;
		if (repeated >= EXACT_AFTER && exponent <= LARGEST_EXACT_EXPONENT) return new BigIntSquarer(exponent);
		if (cause === "round-off") return this.#create(exponent, { length: nextLength(length) });
		if (repeated === 1) return this.#create(exponent, { length });
		const other = this.#options.kernels.find((kernel) => kernel !== failed.kernel);
		if (repeated === 2 && other !== undefined) return this.#create(exponent, { length, kernel: other });
		return this.#create(exponent, { length: nextLength(length), ...(other === undefined ? {} : { kernel: other }) });
	}

	different(exponent: number, transformLength: number): Squarer {
		if (exponent < SMALLEST_TRANSFORM_EXPONENT) return new BigIntSquarer(exponent);
		return this.#create(exponent, { length: nextLength(transformLength) });
	}

	#lengthFor(exponent: number): number {
		try {
			return lengthFor(exponent, this.#options.kernels[0]);
		} catch (error) {
			throw error instanceof RangeError ? new EngineError(error.message) : error;
		}
	}

	#create(exponent: number, choice: { readonly length: number; readonly kernel?: KernelName }): Squarer {
		const { threads, kernels } = this.#options;
		const plan: Plan = this.#plans.plan.filter((entry) => kernels.includes(entry.kernel));
		const planned = plan.find((entry) => entry.length === choice.length && entry.threads === threads);
		const kernel = choice.kernel ?? planned?.kernel ?? kernels[0];
		return createSquarer(exponent, { length: choice.length, threads, plan, ...(kernel === undefined ? {} : { kernel }) });
	}
}

/** Squarings for which measuring the plan pays; many small exponents share a length. */
function fewestTunedSquarings(exponent: number): number {
	return Math.min(exponent - 2, TUNING_SQUARINGS / TUNING_SHARE);
}
