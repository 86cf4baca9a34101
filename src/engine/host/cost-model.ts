// How long a test takes on this machine: starts from the figures of a common one and follows what is measured.
import type { FactorResult, TestProgress, TestResult } from "../engine.ts";
import type { Certificate, ProofVerdict } from "../proofs.ts";

/** Milliseconds for p = 1,000,000 with one core, before anything was measured. */
const FIRST_GUESS_MS = 0.15;
/** How much of the old value a new measurement leaves. */
const MEMORY = 0.7;

export class CostModel {
	/** Octave of the exponent to milliseconds an iteration, divided by p lg p. */
	readonly #rates = new Map<number, number>();

	measured(progress: Pick<TestProgress, "exponent" | "msPerIteration">): void {
		if (!(progress.msPerIteration > 0)) return;
		const octave = Math.floor(Math.log2(progress.exponent));
		const rate = progress.msPerIteration / work(progress.exponent);
		const before = this.#rates.get(octave);
		this.#rates.set(octave, before === undefined ? rate : MEMORY * before + (1 - MEMORY) * rate);
	}

	/** A whole test without factors counts as one measurement. */
	finished(result: TestResult | FactorResult | ProofVerdict | Certificate): void {
		if (!("kind" in result) || result.prime) return;
		this.measured({ exponent: result.exponent, msPerIteration: (result.seconds * 1000) / result.iterations });
	}

	/** From the octave nearest to the exponent's that was measured. */
	msPerIteration(exponent: number): number {
		const octave = Math.log2(exponent) - 0.5;
		const nearest = [...this.#rates].toSorted(([a], [b]) => Math.abs(a - octave) - Math.abs(b - octave))[0];
		return (nearest?.[1] ?? FIRST_GUESS_MS / work(1_000_000)) * work(exponent);
	}

	testSeconds(exponent: number): number {
		return (exponent * this.msPerIteration(exponent)) / 1000;
	}
}

/** What a squaring by a fast Fourier transform costs, but for a factor. */
function work(exponent: number): number {
	return exponent * Math.log2(exponent);
}
