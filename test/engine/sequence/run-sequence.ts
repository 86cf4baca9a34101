// Runs one sequence in the test's own process, with faults put in on request; saves are collected instead of written.
import type { History, SequenceState } from "../../../src/engine/saves/sequence-state.ts";
import { type JacobiChecker, LucasLehmer } from "../../../src/engine/sequence/lucas-lehmer.ts";
import { ProbablePrime } from "../../../src/engine/sequence/prp.ts";
import type { Sequence } from "../../../src/engine/sequence/sequence.ts";
import { runSequence } from "../../../src/engine/sequence/sequence-run.ts";
import type { Squarer } from "../../../src/engine/squaring/squarer.ts";
import type { RunError } from "../../../src/engine/squaring/squarer-source.ts";

export interface RunOptions {
	readonly exponent: number;
	readonly iterations: number;
	readonly shift: number;
	readonly squarer: Squarer;
	readonly kind: "LL" | "PRP";
	readonly jacobi?: JacobiChecker;
	readonly resume?: SequenceState;
	readonly signal?: AbortSignal;
	/** 0: a save at every turn of the loop, which is every 50 squarings here; default: none. */
	readonly saveEveryMs?: number;
	readonly safer?: (failed: Squarer, error: RunError) => Squarer;
	readonly onSave?: (state: SequenceState) => void;
}

export interface RunOutcome {
	readonly residue: bigint;
	readonly shift: number;
	readonly history: History;
	readonly squarer: Squarer;
	readonly log: readonly string[];
}

export const NO_JACOBI: JacobiChecker = { isDue: () => false, symbol: () => Promise.resolve(-1) };

export async function run(options: RunOptions): Promise<RunOutcome> {
	const { exponent, iterations, shift, squarer, resume } = options;
	const settings = { exponent, iterations, shift, resume };
	const sequence: Sequence =
		options.kind === "LL"
			? new LucasLehmer(settings, { squarer, jacobi: options.jacobi ?? NO_JACOBI })
			: new ProbablePrime(settings, { squarer });
	const log: string[] = [];
	const done = await runSequence(
		sequence,
		squarer,
		{
			signal: options.signal ?? new AbortController().signal,
			saveEveryMs: options.saveEveryMs ?? Number.POSITIVE_INFINITY,
			mostSquarings: 50,
			history: { seconds: 0, errors: 0, roundOff: 0 },
		},
		{
			safer: options.safer ?? ((failed) => failed),
			save: (state) => {
				options.onSave?.(state);
				return Promise.resolve();
			},
			onProgress: () => {},
			onSquarings: () => {},
			onError: (line) => log.push(line),
			now: () => performance.now(),
		},
	);
	return { ...sequence.result(), history: done.history, squarer: done.squarer, log };
}
