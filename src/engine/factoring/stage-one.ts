// The first stage of P-1 from its start or its save to a factor: the power, then the greatest common divisor.
// Promises that a factor it gives divides 2^p - 1 and is neither 1 nor all of it; a stop loses nothing.
import { extname } from "node:path";
import type { TestProgress } from "../engine.ts";
import { runInThread } from "../host/thread-task.ts";
import { gcd } from "../integers/half-gcd.ts";
import { isSystemError } from "../saves/atomic-file.ts";
import { SaveStore, testsFolder } from "../saves/save-store.ts";
import type { History, SequenceState } from "../saves/sequence-state.ts";
import { runSequence } from "../sequence/sequence-run.ts";
import type { SquarerSource } from "../squaring/squarer-source.ts";
import { PMinusOne } from "./p-minus-1.ts";
import { powerSchedule } from "./power-schedule.ts";

/** Below this the divisor is there before anybody waits for the process to answer. */
const LARGEST_IN_PLACE = 500_000;
const THREAD = new URL(`../integers/gcd-thread${extname(import.meta.url)}`, import.meta.url);

export interface StageOneOptions {
	readonly exponent: number;
	readonly b1: number;
	/** null: nothing is saved. */
	readonly dataDir: string | null;
	readonly saveEveryMs: number;
	readonly signal: AbortSignal;
}

export interface StageOneDependencies {
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
export async function stageOne(options: StageOneOptions, dependencies: StageOneDependencies): Promise<bigint | undefined> {
	const { exponent, b1, dataDir, saveEveryMs, signal } = options;
	const { squarers, onError } = dependencies;
	const breathe = (): Promise<void> => {
		signal.throwIfAborted();
		return Promise.resolve();
	};
	const store = dataDir === null ? undefined : new SaveStore(saveName(dataDir, exponent, b1), { onFault: onError });
	const squarer = await squarers.fastest(exponent, b1, breathe);
	const schedule = powerSchedule(exponent, b1);
	const saved = await store?.read(({ iterations, state }) => {
		return state.exponent === exponent && state.kind === "P-1" && iterations === schedule.squarings;
	});
	const sequence = new PMinusOne({ exponent, schedule, resume: saved?.state }, { squarer });
	const history = saved?.history ?? { seconds: 0, errors: 0, roundOff: 0 };
	const save = async (state: SequenceState, sofar: History): Promise<void> => {
		try {
			await store?.write({ iterations: sequence.iterations, state, history: sofar });
		} catch (error) {
			if (!isSystemError(error)) throw error;
			onError(`M${exponent}: cannot save: ${error.message}`);
		}
	};
	const done = await runSequence(
		sequence,
		squarer,
		{ signal, saveEveryMs, history },
		{ ...dependencies, save, safer: (failed, error) => squarers.safer(failed, error) },
	);
	const { residue } = sequence.result();
	// The divisor of a long number takes minutes, in which a stop must not lose the power.
	if (exponent > LARGEST_IN_PLACE) await save(sequence.state(), done.history);
	done.squarer.close();
	const divisor = await commonDivisor(residue - 1n, exponent, breathe);
	await store?.remove();
	return divisor;
}

/** The greatest common divisor of 0 <= value < 2^exponent - 1 and 2^exponent - 1, where that is a proper factor. */
async function commonDivisor(value: bigint, exponent: number, breathe: () => Promise<void>): Promise<bigint | undefined> {
	const modulus = (1n << BigInt(exponent)) - 1n;
	const numbers = { a: value, b: modulus };
	const divisor = exponent > LARGEST_IN_PLACE ? await runInThread<bigint>(THREAD, numbers, breathe) : gcd(value, modulus);
	if (divisor === 1n || divisor === modulus) return undefined;
	if (modulus % divisor !== 0n) throw new Error(`the greatest common divisor found for M${exponent} does not divide it: ${divisor}`);
	return divisor;
}

function saveName(dataDir: string, exponent: number, b1: number): { readonly folder: string; readonly name: string } {
	return { folder: testsFolder(dataDir), name: `M${exponent}-p-1-${b1}` };
}
