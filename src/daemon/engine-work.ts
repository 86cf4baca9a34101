// What the core asks of the engine: tests of the search, and checks of what peers claim in a process of their own, so that the search
// goes on. Shows what is under test. A test that was cancelled never answers.
import type { Input } from "../core/core.ts";
import type { TestingState } from "../dashboard/contract.ts";
import type { Engine, TestProgress, TestResult } from "../engine/engine.ts";
import type { Verdict } from "../protocol/unproved.ts";
import type { Proof } from "../search/proof.ts";
import type { TestKind, TestOutcome } from "../search/shared/events.ts";
import type { Checker } from "./checker.ts";
import type { EnginePort } from "./ports.ts";
import type { ProofFiles } from "./proof-files.ts";
import type { TestPlans } from "./test-plans.ts";

export interface EngineWorkEvents {
	answered(answer: Answer): void;
	failed(error: Error): void;
	verdict(exponent: number, verdict: Verdict): void;
	/** Nothing that was foreseen: a fault of ours, which ends the process. */
	broken(error: unknown): void;
}

type Answer = Extract<Input, { readonly type: "tested" | "test-failed" }>;

interface Running {
	readonly abort: AbortController;
	progress: TestProgress | null;
}

export interface EngineWorkDependencies {
	readonly engine: Engine;
	readonly checker: Checker;
	readonly plans: Pick<TestPlans, "of">;
	readonly proofs: Pick<ProofFiles, "take">;
	readonly events: EngineWorkEvents;
}

export class EngineWork implements EnginePort {
	readonly #engine: Engine;
	readonly #plans: Pick<TestPlans, "of">;
	readonly #proofs: Pick<ProofFiles, "take">;
	readonly #checker: Checker;
	readonly #events: EngineWorkEvents;
	readonly #running = new Map<number, Running>();
	#testsDone = 0;

	constructor(dependencies: EngineWorkDependencies) {
		this.#plans = dependencies.plans;
		this.#proofs = dependencies.proofs;
		this.#engine = dependencies.engine;
		this.#checker = dependencies.checker;
		this.#events = dependencies.events;
	}

	test(exponent: number, kind?: TestKind): void {
		const running: Running = { abort: new AbortController(), progress: null };
		this.#running.set(exponent, running);
		this.#test(exponent, kind, running).catch((error: unknown) => this.#events.broken(error));
	}

	/** Any number of times. */
	cancel(exponent: number): void {
		const running = this.#running.get(exponent);
		this.#running.delete(exponent);
		running?.abort.abort(new DOMException("the test is not wanted any more", "AbortError"));
	}

	check(exponent: number): void {
		this.#checker.check(exponent).then(
			(verdict) => this.#events.verdict(exponent, verdict),
			(error: unknown) => this.#events.broken(error),
		);
	}

	/** Cancels all tests of the search. */
	rest(): void {
		for (const exponent of this.#running.keys()) this.cancel(exponent);
	}

	get testsDone(): number {
		return this.#testsDone + this.#checker.testsDone;
	}

	/** Tests that have begun. */
	testing(): TestingState[] {
		const begun = [...this.#running.values()].flatMap(({ progress }) => progress ?? []);
		return [...begun.map((progress) => testingState(progress, "search")), ...this.#checker.testing()];
	}

	async #test(exponent: number, kind: TestKind | undefined, running: Running): Promise<void> {
		const { signal } = running.abort;
		try {
			const plan = kind === undefined ? await this.#plans.of(exponent) : { kind };
			const result = await this.#engine.test(exponent, { ...plan, signal, onProgress: (progress) => (running.progress = progress) });
			this.#testsDone++;
			const proof = "proof" in result && result.proof !== undefined ? await this.#proofs.take(result.proof) : undefined;
			if (this.#end(exponent, running)) this.#events.answered({ type: "tested", exponent, outcome: outcomeOf(result, proof) });
		} catch (error) {
			if (!(error instanceof Error)) throw error;
			if (!this.#end(exponent, running)) return;
			this.#events.failed(error);
			this.#events.answered({ type: "test-failed", exponent });
		}
	}

	/** False where it was cancelled meanwhile. */
	#end(exponent: number, running: Running): boolean {
		return this.#running.get(exponent) === running && this.#running.delete(exponent);
	}
}

function outcomeOf(result: TestResult, proof: Proof | undefined): TestOutcome {
	if (!("factor" in result))
		return { kind: result.kind, res64: result.res64, shift: result.shift, ...(proof === undefined ? {} : { proof }) };
	const { factor, b1 } = result;
	return { kind: "factor", factor, ...(b1 === undefined ? {} : { b1 }) };
}

export function testingState(progress: TestProgress, purpose: TestingState["purpose"]): TestingState {
	const { exponent, iteration, iterations, msPerIteration } = progress;
	const eta = Math.round(((iterations - iteration) * msPerIteration) / 100) / 10;
	return { exponent, iteration, iterations, ms_per_iteration: msPerIteration, eta, purpose };
}
