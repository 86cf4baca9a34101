// P-1 from its start or its save to a factor: the first stage, the second where one is asked for, then the greatest common divisor of both.
// Promises that a factor it gives divides 2^p - 1 and is neither 1 nor all of it; a stop loses nothing.
import { extname } from "node:path";
import { EngineError, type TestProgress } from "../engine.ts";
import { runInThread } from "../host/thread-task.ts";
import { gcd } from "../integers/half-gcd.ts";
import { isSystemError } from "../saves/atomic-file.ts";
import type { Save } from "../saves/save-file.ts";
import { SaveStore, testsFolder } from "../saves/save-store.ts";
import type { History, SequenceState } from "../saves/sequence-state.ts";
import type { Sequence } from "../sequence/sequence.ts";
import { runSequence } from "../sequence/sequence-run.ts";
import type { Squarer } from "../squaring/squarer.ts";
import type { SquarerSource } from "../squaring/squarer-source.ts";
import { PMinusOne } from "./p-minus-1.ts";
import { powerSchedule } from "./power-schedule.ts";
import { OTHER_SLOTS, StageTwo } from "./stage-two.ts";
import { choosePairing, doneUpTo, planStageTwo, type StageTwoOptions, type StageTwoPlan } from "./stage-two-plan.ts";

/** Below this the divisor is there before anybody waits for the process to answer. */
const LARGEST_IN_PLACE = 500_000;
const GCD_THREAD = new URL(`../integers/gcd-thread${extname(import.meta.url)}`, import.meta.url);
/** The same of the plan, by its bound. */
const LARGEST_PLANNED_IN_PLACE = 5_000_000;
const PLAN_THREAD = new URL(`./stage-two-plan-thread${extname(import.meta.url)}`, import.meta.url);

export interface Bounds {
	readonly b1: number;
	/** b1 or less: no second stage. */
	readonly b2: number;
}

export interface PMinusOneSearchOptions extends Bounds {
	readonly exponent: number;
	/** null: nothing is saved. */
	readonly dataDir: string | null;
	readonly saveEveryMs: number;
	readonly signal: AbortSignal;
}

export interface PMinusOneDependencies {
	readonly squarers: SquarerSource;
	readonly onProgress: (progress: TestProgress) => void;
	readonly onSquarings: (count: number) => void;
	/** One line for people about an error that was repaired. */
	readonly onError: (line: string) => void;
	/** Monotonic milliseconds. */
	readonly now: () => number;
}

/**
 * A proper factor, which may be the product of several that were found at once; undefined where none was. Where all factors are found at
 * once, which happens to small exponents only, it is undefined too. Rejects with the signal's reason once aborted and saved.
 */
export function searchPMinusOne(options: PMinusOneSearchOptions, dependencies: PMinusOneDependencies): Promise<bigint | undefined> {
	return new PMinusOneSearch(options, dependencies).factor();
}

class PMinusOneSearch {
	readonly #options: PMinusOneSearchOptions;
	readonly #dependencies: PMinusOneDependencies;

	constructor(options: PMinusOneSearchOptions, dependencies: PMinusOneDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
	}

	async factor(): Promise<bigint | undefined> {
		const { exponent, b1, b2 } = this.#options;
		const stores = [this.#store(`${b1}`)];
		const power = await this.#pMinusOne(stores[0]);
		let product = power - 1n;
		if (b2 > b1) {
			stores.push(this.#store(`${b1}-${b2}`));
			product = await this.#stageTwo(power, stores[1]);
		}
		let divisor = await this.#commonDivisor(product);
		// The second stage found the rest as well.
		if (divisor === modulusOf(exponent)) divisor = await this.#commonDivisor(power - 1n);
		for (const store of stores) await store?.remove();
		return divisor === 1n || divisor === modulusOf(exponent) ? undefined : divisor;
	}

	async #pMinusOne(store: SaveStore | undefined): Promise<bigint> {
		const { exponent, b1, b2 } = this.#options;
		const squarer = await this.#dependencies.squarers.fastest(exponent, b1, () => this.#breathe());
		const schedule = powerSchedule(exponent, b1);
		const saved = await store?.read(({ iterations, state }) => {
			return state.exponent === exponent && state.kind === "P-1" && iterations === schedule.squarings;
		});
		const sequence = new PMinusOne({ exponent, schedule, resume: saved?.state }, { squarer });
		// The divisor of a long number takes minutes, in which a stop must not lose the power; and the second stage goes on from it.
		return this.#run({ sequence, squarer, store, saved, isKept: b2 > b1 || exponent > LARGEST_IN_PLACE });
	}

	/** (power - 1) times what the second stage adds. */
	async #stageTwo(power: bigint, store: SaveStore | undefined): Promise<bigint> {
		const { exponent, b1, b2 } = this.#options;
		const { squarers } = this.#dependencies;
		const slots = squarers.slotsFor(exponent);
		const saved = await store?.read(({ state }) => state.exponent === exponent && state.pairing !== undefined);
		let start = power - 1n;
		let from = b1;
		let plan: StageTwoPlan | undefined;
		if (saved?.state.pairing !== undefined) {
			plan = await this.#plan({ b2, ...saved.state.pairing });
			// With less memory than before, another plan goes on from about there.
			if (plan.distances.length + OTHER_SLOTS > slots) {
				[start, from] = [saved.state.current.residue, doneUpTo(plan, saved.state.current.iteration)];
				plan = undefined;
			}
		}
		const resume = plan === undefined ? undefined : saved;
		if (plan === undefined) {
			const pairing = choosePairing(from, b2, slots - OTHER_SLOTS);
			if (pairing === undefined) throw new EngineError(`the second stage of P-1 of M${exponent} needs more memory than it may use`);
			plan = await this.#plan({ from, b2, step: pairing.step, reach: pairing.reach });
		}
		const squarer = await squarers.fastest(exponent, 0, () => this.#breathe(), plan.distances.length + OTHER_SLOTS);
		const sequence = new StageTwo({ exponent, base: power, plan, start, resume: resume?.state }, { squarer });
		return this.#run({ sequence, squarer, store, saved, isKept: exponent > LARGEST_IN_PLACE });
	}

	/** To its end; isKept: and its end is saved. Gives the last residue. */
	async #run({
		sequence,
		squarer,
		store,
		saved,
		isKept,
	}: {
		readonly sequence: Sequence;
		readonly squarer: Squarer;
		readonly store: SaveStore | undefined;
		readonly saved: Save | undefined;
		readonly isKept: boolean;
	}): Promise<bigint> {
		const { exponent, saveEveryMs, signal } = this.#options;
		const { squarers, onError } = this.#dependencies;
		const save = async (state: SequenceState, history: History): Promise<void> => {
			try {
				await store?.write({ iterations: sequence.iterations, state, history });
			} catch (error) {
				if (!isSystemError(error)) throw error;
				onError(`M${exponent}: cannot save: ${error.message}`);
			}
		};
		const history = saved?.history ?? { seconds: 0, errors: 0, roundOff: 0 };
		const done = await runSequence(
			sequence,
			squarer,
			{ signal, saveEveryMs, history },
			{ ...this.#dependencies, save, safer: (failed, error) => squarers.safer(failed, error) },
		);
		const { residue } = sequence.result();
		if (isKept) await save(sequence.state(), done.history);
		done.squarer.close();
		return residue;
	}

	async #plan(options: StageTwoOptions): Promise<StageTwoPlan> {
		if (options.b2 <= LARGEST_PLANNED_IN_PLACE) return planStageTwo(options);
		return runInThread<StageTwoPlan>(PLAN_THREAD, options, () => this.#breathe());
	}

	/** Of 0 <= value < 2^exponent - 1 and 2^exponent - 1. */
	async #commonDivisor(value: bigint): Promise<bigint> {
		const { exponent } = this.#options;
		const modulus = modulusOf(exponent);
		const isLong = exponent > LARGEST_IN_PLACE;
		const divisor = isLong ? await runInThread<bigint>(GCD_THREAD, { a: value, b: modulus }, () => this.#breathe()) : gcd(value, modulus);
		if (modulus % divisor !== 0n) throw new Error(`the greatest common divisor found for M${exponent} does not divide it: ${divisor}`);
		return divisor;
	}

	#store(bounds: string): SaveStore | undefined {
		const { exponent, dataDir } = this.#options;
		if (dataDir === null) return undefined;
		const name = `M${exponent}-p-1-${bounds}`;
		return new SaveStore({ folder: testsFolder(dataDir), name }, { onFault: this.#dependencies.onError });
	}

	#breathe(): Promise<void> {
		this.#options.signal.throwIfAborted();
		return Promise.resolve();
	}
}

function modulusOf(exponent: number): bigint {
	return (1n << BigInt(exponent)) - 1n;
}
