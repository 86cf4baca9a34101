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
import { EXACT_SLOTS, type RunError, type SquarerSource } from "./squarer-source.ts";
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

/** Doubles, and the padding of rows. */
const SLOT_BYTES_A_WORD = 8.2;
/** What a transform needs besides slots, in slots: the residue, a factor, tables, and what reading and saving takes. */
const OTHER_AREAS = 6;
/** WebAssembly's memory is addressed by 32 bits; a longer transform after an error must fit too. */
const LARGEST_MEMORY_BYTES = 3 * 2 ** 30;
/** More would hardly save anything. */
const MOST_SLOTS = 3_000;

export interface TransformSourceOptions {
	readonly threads: number;
	/** Kernels that passed the self-check, the one that should be fastest first. */
	readonly kernels: readonly KernelName[];
	/** For slots; none if not said. */
	readonly memoryBytes?: number;
}

export class TransformSource implements SquarerSource {
	readonly #options: TransformSourceOptions;
	readonly #plans: PlanFile;
	readonly #tuned = new Set<number>();

	constructor(options: TransformSourceOptions, dependencies: { readonly plans: PlanFile }) {
		this.#options = options;
		this.#plans = dependencies.plans;
	}

	async fastest(exponent: number, iterations: number, breathe: Breathe, slots = 0): Promise<Squarer> {
		if (exponent < SMALLEST_TRANSFORM_EXPONENT) return new BigIntSquarer(exponent, slots);
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
		return this.#create(exponent, { length, slots });
	}

	slotsFor(exponent: number): number {
		if (exponent < SMALLEST_TRANSFORM_EXPONENT) return EXACT_SLOTS;
		const bytes = SLOT_BYTES_A_WORD * this.#lengthFor(exponent);
		const most = Math.min(this.#options.memoryBytes ?? 0, LARGEST_MEMORY_BYTES);
		return Math.max(0, Math.min(MOST_SLOTS, Math.floor(most / bytes) - OTHER_AREAS));
	}

	/** The same again at first, on fresh tables: it may have been chance. */
	safer(failed: Squarer, { cause, repeated }: RunError): Squarer {
		const { exponent, transformLength: length, slots } = failed;
		if (length === 0) return failed;
		if (repeated >= EXACT_AFTER && exponent <= LARGEST_EXACT_EXPONENT) return new BigIntSquarer(exponent, slots);
		if (cause === "round-off") return this.#create(exponent, { length: nextLength(length), slots });
		if (repeated === 1) return this.#create(exponent, { length, slots });
		const other = this.#options.kernels.find((kernel) => kernel !== failed.kernel);
		if (repeated === 2 && other !== undefined) return this.#create(exponent, { length, slots, kernel: other });
		return this.#create(exponent, { length: nextLength(length), slots, ...(other === undefined ? {} : { kernel: other }) });
	}

	different(exponent: number, transformLength: number, slots = 0): Squarer {
		if (exponent < SMALLEST_TRANSFORM_EXPONENT) return new BigIntSquarer(exponent, slots);
		return this.#create(exponent, { length: nextLength(transformLength), slots });
	}

	#lengthFor(exponent: number): number {
		try {
			return lengthFor(exponent, this.#options.kernels[0]);
		} catch (error) {
			throw error instanceof RangeError ? new EngineError(error.message) : error;
		}
	}

	#create(exponent: number, choice: { readonly length: number; readonly kernel?: KernelName; readonly slots?: number }): Squarer {
		const { threads, kernels } = this.#options;
		const { slots = 0 } = choice;
		const plan: Plan = this.#plans.plan.filter((entry) => kernels.includes(entry.kernel));
		const planned = plan.find((entry) => entry.length === choice.length && entry.threads === threads);
		const kernel = choice.kernel ?? planned?.kernel ?? kernels[0];
		try {
			return createSquarer(exponent, {
				length: choice.length,
				threads,
				plan,
				slots,
				...(kernel === undefined ? {} : { kernel }),
			});
		} catch (error) {
			if (slots === 0 || !(error instanceof RangeError) || !error.message.includes("memory")) throw error;
			throw new EngineError(`M${exponent}: the system does not give the memory that was to be used (${error.message})`);
		}
	}
}

/** Squarings for which measuring the plan pays; many small exponents share a length. */
function fewestTunedSquarings(exponent: number): number {
	return Math.min(exponent - 2, TUNING_SQUARINGS / TUNING_SHARE);
}
