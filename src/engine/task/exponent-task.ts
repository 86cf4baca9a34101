// The whole test of one exponent inside a compute process: the sequence from its save or its start, and where it says prime a second run.
// Nothing is said to be prime that two runs, with different shifts and squarers, did not both end with.
import { randomInt } from "node:crypto";
import { EngineError, type FactoredResult, type ResidueResult, type TestKind, type TestProgress, type TestResult } from "../engine.ts";
import type { Factoring } from "../factoring/factoring.ts";
import { type Bounds, searchPMinusOne } from "../factoring/p-minus-1-search.ts";
import type { ProofOptions } from "../proofs.ts";
import { isSystemError } from "../saves/atomic-file.ts";
import { SaveStore, testsFolder } from "../saves/save-store.ts";
import type { History, SequenceState } from "../saves/sequence-state.ts";
import { JacobiCheck } from "../sequence/jacobi-check.ts";
import { LucasLehmer } from "../sequence/lucas-lehmer.ts";
import { ProbablePrime, typeOne } from "../sequence/prp.ts";
import { res2048, res64, type Sequence } from "../sequence/sequence.ts";
import { runSequence } from "../sequence/sequence-run.ts";
import type { Squarer } from "../squaring/squarer.ts";
import type { SquarerSource } from "../squaring/squarer-source.ts";
import { Proving } from "./proving.ts";

export interface TestOrder {
	readonly exponent: number;
	readonly kind: TestKind;
	readonly factorFirst: boolean;
	/** Stop after so many squarings; null: the whole test. */
	readonly iterations: number | null;
	/** Of a whole PRP test; null: none. */
	readonly proof: ProofOptions | null;
}

export interface ExponentTaskOptions extends TestOrder {
	/** null: nothing is saved. */
	readonly dataDir: string | null;
	readonly saveEveryMs: number;
	readonly signal: AbortSignal;
}

export interface ExponentTaskDependencies {
	readonly squarers: SquarerSource;
	readonly factoring: Factoring;
	readonly onProgress: (progress: TestProgress) => void;
	readonly onSquarings: (count: number) => void;
	/** One line for people about an error that was repaired. */
	readonly onError: (line: string) => void;
	readonly now: () => number;
}

/** Saves of tests that took less are removed at their end; of longer ones the last stays, so that the answer is never lost. */
const SHORT_TEST_SECONDS = 60;
/** Runs of one exponent that may contradict each other before the machine is given up. */
const MOST_CONFIRMATIONS = 5;

/** One run of a sequence: the test itself, or the second one that confirms a prime. */
interface Run {
	readonly kind: TestKind;
	readonly iterations: number;
	readonly store: SaveStore | undefined;
	readonly squarer: Squarer;
	readonly isConfirmation?: true;
}

export class ExponentTask {
	readonly #options: ExponentTaskOptions;
	readonly #dependencies: ExponentTaskDependencies;
	readonly #stores: SaveStore[] = [];
	readonly #proof: Proving | undefined;

	constructor(options: ExponentTaskOptions, dependencies: ExponentTaskDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
		const { proof, kind, iterations, dataDir } = options;
		if (proof === null || kind !== "PRP" || iterations !== null || dataDir === null) return;
		this.#proof = new Proving({ ...options, ...proof, dataDir }, dependencies);
	}

	/** Rejects with the signal's reason when aborted and saved, with EngineError where this machine cannot do it. */
	async result(): Promise<TestResult> {
		return (await this.factored()) ?? (await this.settled());
	}

	/** Undefined where no factor was found as deep as it pays to look, or where none was asked for. */
	async factored(): Promise<FactoredResult | undefined> {
		const { exponent, signal, factorFirst, iterations } = this.#options;
		if (!factorFirst || iterations !== null) return undefined;
		const { factoring, now } = this.#dependencies;
		const before = now();
		const tried = await factoring.findPaying(exponent, signal);
		const { factor, ...by } = tried === undefined ? await this.#pMinusOne() : { factor: tried };
		return factor === undefined ? undefined : { exponent, prime: false, factor: String(factor), seconds: (now() - before) / 1000, ...by };
	}

	/** P-1, where it pays and was not done before. */
	async #pMinusOne(): Promise<{ readonly factor?: bigint } & Partial<Bounds>> {
		const { exponent } = this.#options;
		const { factoring, squarers } = this.#dependencies;
		const bounds = await factoring.payingBounds(exponent, squarers.slotsFor(exponent));
		if (bounds.b1 === 0) return {};
		const factor = await searchPMinusOne({ ...this.#options, ...bounds }, this.#dependencies);
		if (factor === undefined) await factoring.triedBounds(exponent, bounds);
		else await factoring.forget(exponent);
		return factor === undefined ? {} : { factor, ...bounds };
	}

	/** The test without looking for factors. */
	async settled(): Promise<ResidueResult> {
		const { exponent, kind, iterations, factorFirst, signal } = this.#options;
		const asked = iterations ?? wholeTest(exponent, kind);
		const store = this.#store(iterations === null ? "" : `-${iterations}`);
		const breathe = (): Promise<void> => {
			signal.throwIfAborted();
			return Promise.resolve();
		};
		const squarer = await this.#dependencies.squarers.fastest(exponent, asked, breathe);
		const { result, length, residue } = await this.#run({ kind, iterations: asked, store, squarer });
		const confirmed = result.prime ? await this.#confirm(result, length) : result;
		const proof = confirmed.res64 === result.res64 ? await this.#proof?.make(residue) : undefined;
		if (confirmed.seconds < SHORT_TEST_SECONDS) for (const finished of this.#stores) await finished.remove();
		if (factorFirst && iterations === null) await this.#dependencies.factoring.forget(exponent);
		return proof === undefined ? confirmed : { ...confirmed, proof };
	}

	/** A run that says composite contradicts the first: whichever of the two is met again is right. */
	async #confirm(first: ResidueResult, length: number): Promise<ResidueResult> {
		const { exponent } = this.#options;
		const residues = new Map<string, number>();
		let seconds = first.seconds;
		let errors = first.errors;
		for (let attempt = 1; attempt <= MOST_CONFIRMATIONS; attempt++) {
			const { result } = await this.#run({
				kind: "LL",
				iterations: wholeTest(exponent, "LL"),
				store: this.#store(`-confirm${attempt}`),
				squarer: this.#dependencies.squarers.different(exponent, length),
				isConfirmation: true,
			});
			seconds += result.seconds;
			errors += result.errors;
			if (result.prime) return { ...first, errors, seconds };
			errors++;
			this.#dependencies.onError(`M${exponent}: one run says prime, another ${result.res64}`);
			residues.set(result.res64, (residues.get(result.res64) ?? 0) + 1);
			if (residues.get(result.res64) === 2) return { ...result, errors, seconds };
		}
		throw new EngineError(`M${exponent}: no two of ${MOST_CONFIRMATIONS + 1} runs agree: this machine does not compute reliably`);
	}

	async #run(run: Run): Promise<{ readonly result: ResidueResult; readonly length: number; readonly residue: bigint }> {
		const { signal, saveEveryMs, exponent } = this.#options;
		const { onSquarings, onError, now, squarers } = this.#dependencies;
		const onProgress = (progress: TestProgress): void =>
			this.#dependencies.onProgress(run.isConfirmation === true ? { ...progress, isConfirmation: true } : progress);
		const saved = await run.store?.read(({ iterations, state }) => {
			return state.exponent === exponent && state.kind === run.kind && iterations === run.iterations;
		});
		const sequence = this.#sequence(run, saved?.state);
		const earlier = saved?.history ?? { seconds: 0, errors: 0, roundOff: 0 };
		const save = (state: SequenceState, history: History): Promise<void> => this.#save(run, state, history);
		const done = await runSequence(
			sequence,
			run.squarer,
			{ signal, saveEveryMs, history: earlier },
			{ onProgress, onSquarings, onError, now, save, safer: (failed, error) => squarers.safer(failed, error) },
		);
		const length = done.squarer.transformLength;
		const result = this.#result(run, sequence, length, done.history);
		// A long test's answer must outlive this process; a prime's the confirmation, and a proved one's the proof.
		if (result.prime || result.seconds >= SHORT_TEST_SECONDS || this.#proof !== undefined) await save(sequence.state(), done.history);
		done.squarer.close();
		return { result, length, residue: sequence.result().residue };
	}

	#sequence({ kind, iterations, squarer }: Run, resume: SequenceState | undefined): Sequence {
		const { exponent } = this.#options;
		const { now } = this.#dependencies;
		const options = { exponent, iterations, shift: randomInt(exponent), resume };
		return kind === "LL"
			? new LucasLehmer(options, { squarer, jacobi: new JacobiCheck({ exponent }, { now }) })
			: new ProbablePrime(options, { squarer, keeper: this.#proof?.keeper(resume?.verified.iteration ?? 0) });
	}

	#result({ kind, iterations }: Run, sequence: Sequence, transformLength: number, history: History): ResidueResult {
		const { exponent } = this.#options;
		const { residue: last, shift } = sequence.result();
		const whole = iterations === wholeTest(exponent, kind);
		const residue = kind === "PRP" && whole ? typeOne(last, exponent) : last;
		const prime = whole && residue === (kind === "LL" ? 0n : 1n);
		return {
			exponent,
			kind,
			prime,
			res64: res64(residue),
			...(kind === "PRP" ? { res2048: res2048(residue) } : {}),
			iterations,
			shift,
			transformLength,
			...history,
		};
	}

	/** A save that fails (a full disk) is told, and the test goes on: the next one may succeed. */
	async #save({ iterations, store }: Run, state: SequenceState, history: History): Promise<void> {
		try {
			await this.#proof?.flush();
			await store?.write({ iterations, state, history });
		} catch (error) {
			if (!isSystemError(error)) throw error;
			this.#dependencies.onError(`M${state.exponent}: cannot save: ${error.message}`);
		}
	}

	#store(suffix: string): SaveStore | undefined {
		const { dataDir, exponent, kind } = this.#options;
		if (dataDir === null) return undefined;
		const options = { folder: testsFolder(dataDir), name: `M${exponent}-${kind.toLowerCase()}${suffix}` };
		const store = new SaveStore(options, { onFault: this.#dependencies.onError });
		this.#stores.push(store);
		return store;
	}
}

/** Squarings of a whole test. */
function wholeTest(exponent: number, kind: TestKind): number {
	return kind === "LL" ? exponent - 2 : exponent;
}
