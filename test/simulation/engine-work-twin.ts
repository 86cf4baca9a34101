// The twin of the engine in virtual time: so many workers, tests that take their time, true answers from the list of known primes and a
// residue that all engines alike compute. A machine may be broken: then its residues are false.
import type { Chance } from "./chance.ts";
import type { Clock } from "./clock.ts";
import type { ProofTwin } from "./proof-twin.ts";
import { falseResidue, prpResidueOf, residueOf } from "./residues.ts";
import type { Input } from "../../src/core/core.ts";
import type { EnginePort } from "../../src/daemon/ports.ts";
import type { Verdict } from "../../src/protocol/unproved.ts";
import { isKnown } from "../../src/search/known.ts";
import { powerModulo } from "../../src/search/power.ts";
import type { TestKind, TestOutcome } from "../../src/search/shared/events.ts";

const LONGEST_CHECK_MS = 300;
/** Factors 2kp + 1 up to this k are found; a glance finds the smallest before any test. */
const FACTORS_TO = 200;

export interface EngineWorkTwinOptions {
	/** No exponent above this one is tested to its end. */
	readonly largestTestable: number;
	readonly workers: number;
	/** How long a test takes here. */
	readonly secondsATest: (exponent: number) => number;
	/** Whether it does PRP tests with proofs where nobody asks for another kind. */
	readonly isProving: boolean;
}

export interface EngineWorkTwinDependencies {
	readonly clock: Clock;
	readonly chance: Chance;
	readonly proofs: ProofTwin;
	readonly answer: (input: Input) => void;
}

export class EngineWorkTwin implements EnginePort {
	readonly #options: EngineWorkTwinOptions;
	readonly #dependencies: EngineWorkTwinDependencies;
	/** With the kind that was asked for. */
	readonly #waiting = new Map<number, TestKind | undefined>();
	readonly #running = new Map<number, number>();
	#order = 0;
	#finds = true;
	/** What it says instead of the truth. */
	lie: Lie | null = null;
	/** Tests that ended. */
	done = 0;

	constructor(options: EngineWorkTwinOptions, dependencies: EngineWorkTwinDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
	}

	test(exponent: number, kind?: TestKind): void {
		this.#waiting.set(exponent, kind);
		this.#start();
	}

	cancel(exponent: number): void {
		this.#waiting.delete(exponent);
		this.#running.delete(exponent);
		this.#start();
	}

	check(exponent: number): void {
		const { clock, chance, answer } = this.#dependencies;
		clock.in(chance.between(1, LONGEST_CHECK_MS), () => answer({ type: "verdict", exponent, verdict: this.#verdict(exponent) }));
	}

	/** No test of the search ends any more. */
	findNoMore(): void {
		this.#finds = false;
	}

	#start(): void {
		const { clock, chance } = this.#dependencies;
		for (const [exponent, kind] of this.#waiting) {
			if (this.#running.size >= this.#options.workers) return;
			this.#waiting.delete(exponent);
			const order = ++this.#order;
			this.#running.set(exponent, order);
			if (exponent > this.#options.largestTestable) continue;
			const seconds = this.#options.secondsATest(exponent) * chance.between(0.9, 1.1);
			clock.in(seconds * 1_000, () => this.#end(exponent, order, kind));
		}
	}

	#end(exponent: number, order: number, asked: TestKind | undefined): void {
		if (this.#running.get(exponent) !== order || !this.#finds) return;
		this.#running.delete(exponent);
		this.done++;
		const { chance, proofs, answer } = this.#dependencies;
		const kind = asked ?? (this.#options.isProving ? "PRP" : "LL");
		const outcome = this.lie?.(exponent, chance) ?? outcomeOf(exponent, kind, chance);
		const isProved = outcome.kind === "PRP" && asked === undefined;
		answer({ type: "tested", exponent, outcome: isProved ? { ...outcome, proof: proofs.make(exponent, outcome.res64) } : outcome });
		this.#start();
	}

	#verdict(exponent: number): Verdict {
		if (isKnown(exponent)) return "prime";
		return exponent > this.#options.largestTestable ? "unverified" : "composite";
	}
}

export type Lie = (exponent: number, chance: Chance) => TestOutcome;

export const LIES = {
	residue: (exponent, chance) => ({ kind: "LL", res64: falseResidue(exponent, chance), shift: chance.whole(0, exponent - 1) }),
	factor: (exponent, chance) => ({ kind: "factor", factor: String(2 * chance.whole(41, FACTORS_TO) * exponent + 1) }),
	proof: (exponent, chance) => ({ kind: "PRP", res64: falseResidue(exponent, chance), shift: chance.whole(0, exponent - 1) }),
	prime: (exponent, chance) => ({ kind: "LL", res64: "0000000000000000", shift: chance.whole(0, exponent - 1) }),
} satisfies Readonly<Record<string, Lie>>;

/** What a sound machine says: a small factor where there is one. */
function outcomeOf(exponent: number, kind: TestKind, chance: Chance): TestOutcome {
	for (let k = 1; k <= FACTORS_TO && !isKnown(exponent); k++) {
		const factor = 2 * k * exponent + 1;
		if ((factor % 8 === 1 || factor % 8 === 7) && powerModulo(2, exponent, factor) === 1) return { kind: "factor", factor: String(factor) };
	}
	return { kind, res64: kind === "LL" ? residueOf(exponent) : prpResidueOf(exponent), shift: chance.whole(0, exponent - 1) };
}
