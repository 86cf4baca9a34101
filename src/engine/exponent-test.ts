// The whole test of one exponent inside a compute process: factors first, then the sequence, and a second run where it says prime.
import { randomInt } from "node:crypto";
import { BigIntSquarer } from "./bigint-squarer.ts";
import { EngineError, type ResidueResult, type TestKind, type TestProgress, type TestResult } from "./engine.ts";
import { LucasLehmer } from "./lucas-lehmer.ts";
import type { TestOrder } from "./messages.ts";
import { res64, type Sequence } from "./sequence.ts";
import type { Squarer } from "./squarer.ts";
import { type History, runSequence } from "./test-run.ts";

export interface ExponentTestDependencies {
	readonly signal: AbortSignal;
	readonly onProgress: (progress: TestProgress) => void;
	readonly onSquarings: (count: number) => void;
	readonly onError: (line: string) => void;
	readonly now: () => number;
	readonly saveEveryMs: number;
}

const NO_HISTORY: History = { seconds: 0, errors: 0, roundOff: 0 };

export class ExponentTest {
	readonly #order: TestOrder;
	readonly #dependencies: ExponentTestDependencies;

	constructor(order: TestOrder, dependencies: ExponentTestDependencies) {
		this.#order = order;
		this.#dependencies = dependencies;
	}

	/** Rejects with the signal's reason when aborted, with EngineError where this machine cannot do it. */
	async result(): Promise<TestResult> {
		const { exponent, kind, iterations } = this.#order;
		let result = await this.#run(kind, iterations ?? wholeTest(exponent, kind));
		if (iterations !== null || !result.prime) return result;
		const confirmation = await this.#run("LL", wholeTest(exponent, "LL"));
		if (!confirmation.prime) throw new EngineError(`M${exponent}: two runs disagree`);
		result = { ...result, seconds: result.seconds + confirmation.seconds };
		return result;
	}

	async #run(kind: TestKind, iterations: number): Promise<ResidueResult> {
		const { exponent } = this.#order;
		const squarer: Squarer = new BigIntSquarer(exponent);
		const sequence: Sequence = new LucasLehmer(
			{ exponent, iterations, shift: randomInt(exponent) },
			{ squarer, jacobi: () => Promise.resolve(-1), wantsCheck: () => false },
		);
		const { signal, onProgress, onSquarings, onError, now, saveEveryMs } = this.#dependencies;
		const done = await runSequence(
			sequence,
			squarer,
			{ signal, saveEveryMs, history: NO_HISTORY },
			{ onProgress, onSquarings, onError, now, save: () => Promise.resolve(), safer: () => Promise.resolve(undefined) },
		);
		done.squarer.close();
		const { residue, shift } = sequence.result();
		return {
			exponent,
			kind,
			prime: residue === 0n && iterations === exponent - 2,
			res64: res64(residue),
			iterations,
			shift,
			transformLength: done.squarer.transformLength,
			...done.history,
		};
	}
}

function wholeTest(exponent: number, kind: TestKind): number {
	return kind === "LL" ? exponent - 2 : exponent;
}
