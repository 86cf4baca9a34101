// What is under test at this node, and why: checks first, then its own run. Turns each outcome into a record.
// Asks for short tests ahead, so that the engine never waits, and for no more than it has workers of long ones.
import { proofRecord } from "../proof.ts";
import type { Record } from "../record.ts";
import { saysPrime, toWire } from "../record.ts";
import type { Author } from "./author.ts";
import type { CheckReason } from "./checks.ts";
import { OWN } from "./evidence.ts";
import type { Evidence } from "./evidence.ts";
import type { Emit, TestOutcome } from "./events.ts";
import type { Proofs } from "./proofs.ts";
import type { Runs } from "./runs.ts";

/** Tests that take longer are not asked for ahead: a check must not wait behind them. */
const SHORT_SECONDS = 0.5;

export interface WorkbenchOptions {
	/** Tests that run at the same time; 0: none ever. */
	readonly workers: number;
	/** Short tests asked for at once. */
	readonly testsAtOnce: number;
}

export interface WorkbenchDependencies {
	readonly evidence: Evidence;
	readonly runs: Runs;
	readonly author: Author;
	readonly proofs: Proofs;
	readonly emit: Emit;
	readonly secondsATest: (exponent: number) => number;
}

export class Workbench {
	readonly #options: WorkbenchOptions;
	readonly #dependencies: WorkbenchDependencies;
	/** Exponents under test; null: of an own run. */
	readonly #running = new Map<number, CheckReason | null>();
	/** Tests of what others had settled, to the end. */
	checksDone = 0;

	constructor(options: WorkbenchOptions, dependencies: WorkbenchDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
	}

	/** Exponents under test, and why where it is a check. */
	get running(): ReadonlyMap<number, CheckReason | null> {
		return this.#running;
	}

	/** Begins what can be begun; own runs only where the node is not paused. */
	fill(now: number, isPaused: boolean): void {
		const { evidence, runs, proofs, emit } = this.#dependencies;
		while (this.#hasRoom()) {
			const check = evidence.checks.next(now);
			const exponent = check?.exponent ?? (isPaused ? undefined : runs.next(now));
			if (exponent === undefined) return;
			if (this.#running.has(exponent) || (check !== undefined && proofs.replaces(exponent, check.reason))) continue;
			this.#running.set(exponent, check?.reason ?? null);
			const kind = check === undefined ? undefined : evidence.kindToCheck(exponent);
			emit({ type: "test", exponent, ...(kind === undefined ? {} : { kind }) });
		}
	}

	/** False where it was not under test here. */
	tested(now: number, exponent: number, outcome: TestOutcome): boolean {
		const reason = this.#running.get(exponent);
		if (reason === undefined) return false;
		this.#running.delete(exponent);
		if (reason !== null) this.checksDone++;
		const { evidence, runs, author, proofs, emit } = this.#dependencies;
		const record: Record = { ...outcome, exponent };
		const wasTestedHere = evidence.isTestedHere(exponent);
		const isSame = evidence.takeOwn(now, record);
		if (!isSame) author.add(now, toWire(record));
		if (!isSame && outcome.kind !== "factor" && outcome.proof !== undefined) {
			author.add(now, proofRecord({ ...outcome.proof, exponent }));
			proofs.made(now, exponent, outcome.proof);
		}
		if (reason === "dispute" && wasTestedHere) this.#judge(exponent, isSame);
		runs.settled(exponent);
		if (saysPrime(record)) emit({ type: "found", exponent });
		return true;
	}

	failed(now: number, exponent: number): void {
		const reason = this.#running.get(exponent);
		this.#running.delete(exponent);
		if (reason === null) this.#dependencies.runs.giveUp(now, exponent);
	}

	/** Another has settled it, or took its cell; a check goes on. */
	cancel(exponent: number): void {
		if (this.#running.get(exponent) !== null) return;
		this.#running.delete(exponent);
		this.#dependencies.emit({ type: "cancel", exponent });
	}

	/** Gives up all that is under test; checks wait again for their turn. */
	rest(): void {
		for (const [exponent, reason] of this.#running) {
			if (reason !== null) this.#dependencies.evidence.checks.add(exponent, reason);
			this.#dependencies.emit({ type: "cancel", exponent });
		}
		this.#running.clear();
	}

	/** No third was there to settle a dispute: this node tested again. What it says twice it believes. */
	#judge(exponent: number, isSame: boolean): void {
		const { evidence } = this.#dependencies;
		if (!isSame) return;
		const said = evidence.knowledge.records(exponent);
		const own = new Set(said.filter(({ key }) => key === OWN).map(({ res64 }) => res64));
		for (const { key, res64, kind } of said) if (kind !== "factor" && !own.has(res64)) evidence.distrust(key, exponent);
		evidence.checks.settled(exponent);
	}

	#hasRoom(): boolean {
		const { workers, testsAtOnce } = this.#options;
		if (this.#running.size < workers) return true;
		if (this.#running.size >= testsAtOnce) return false;
		for (const exponent of this.#running.keys()) if (this.#dependencies.secondsATest(exponent) > SHORT_SECONDS) return false;
		return true;
	}
}
