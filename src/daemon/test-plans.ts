// Which test an exponent gets where nobody asks for another: PRP with a proof where that saves others a long test, else Lucas-Lehmer,
// which is quicker for small exponents; or as the operator says.
import type { TestKind, TestOptions } from "../engine/engine.ts";
import type { ProofFiles } from "./proof-files.ts";

export interface TestPlansOptions {
	readonly kind: "auto" | "ll" | "prp";
	/** A test that takes longer makes a proof. */
	readonly proveAboveSeconds: number;
}

export interface TestPlansDependencies {
	readonly secondsATest: (exponent: number) => number;
	readonly proofs: Pick<ProofFiles, "plan">;
}

export class TestPlans {
	readonly #options: TestPlansOptions;
	readonly #dependencies: TestPlansDependencies;

	constructor(options: TestPlansOptions, dependencies: TestPlansDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
	}

	async of(exponent: number): Promise<Pick<TestOptions, "kind" | "proof">> {
		const { kind, proveAboveSeconds } = this.#options;
		const { secondsATest, proofs } = this.#dependencies;
		const pays = secondsATest(exponent) > proveAboveSeconds;
		const chosen: TestKind = kind === "prp" || (kind === "auto" && pays) ? "PRP" : "LL";
		const proof = chosen === "PRP" && pays ? await proofs.plan(exponent) : undefined;
		return { kind: chosen, ...(proof === undefined ? {} : { proof }) };
	}
}
