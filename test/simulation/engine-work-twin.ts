// The twin of the engine in virtual time: answers from the list of known primes, after a while; tests too large for it never end.
import type { Chance } from "./chance.ts";
import type { Clock } from "./clock.ts";
import type { Input } from "../../src/core/core.ts";
import type { EnginePort } from "../../src/daemon/ports.ts";
import type { Verdict } from "../../src/protocol/unproved.ts";
import { isKnown } from "../../src/search/known.ts";

/** As a real engine does where exponents are small, most of the time: nodes whose routines are due seconds apart rarely find the same prime. */
const LONGEST_TEST_MS = 40;
const LONGEST_CHECK_MS = 300;

export interface EngineWorkTwinDependencies {
	readonly clock: Clock;
	readonly chance: Chance;
	readonly answer: (input: Input) => void;
}

export class EngineWorkTwin implements EnginePort {
	readonly #largestTestable: number;
	readonly #dependencies: EngineWorkTwinDependencies;
	readonly #running = new Map<number, number>();
	#order = 0;
	#finds = true;

	constructor(options: { readonly largestTestable: number }, dependencies: EngineWorkTwinDependencies) {
		this.#largestTestable = options.largestTestable;
		this.#dependencies = dependencies;
	}

	test(exponent: number): void {
		const { clock, chance, answer } = this.#dependencies;
		const order = ++this.#order;
		this.#running.set(exponent, order);
		if (exponent > this.#largestTestable) return;
		clock.in(chance.between(1, LONGEST_TEST_MS), () => {
			if (this.#running.get(exponent) !== order) return;
			this.#running.delete(exponent);
			if (this.#finds) answer({ type: "tested", exponent, prime: isKnown(exponent) });
		});
	}

	cancel(exponent: number): void {
		this.#running.delete(exponent);
	}

	check(exponent: number): void {
		const { clock, chance, answer } = this.#dependencies;
		clock.in(chance.between(1, LONGEST_CHECK_MS), () => answer({ type: "verdict", exponent, verdict: this.#verdict(exponent) }));
	}

	/** No test of the search ends any more. */
	findNoMore(): void {
		this.#finds = false;
	}

	#verdict(exponent: number): Verdict {
		if (isKnown(exponent)) return "prime";
		return exponent > this.#largestTestable ? "unverified" : "composite";
	}
}
