// Squares several residues at once, each modulo a 2^p - 1 of its own, one in each lane of the vectors: for exponents where
// throughput counts and not the time of one test. All share one transform length and are squared together.
import type { LaneKernelName } from "../kernel/variants.ts";
import type { Shape } from "../transform/shape.ts";
import { Transform } from "../transform/transform.ts";
import { residueOf, wordsOf } from "../transform/words.ts";
import type { BatchSquarer } from "./squarer.ts";
import { CHECK_INTERVAL } from "./transform-squarer.ts";

export interface LaneOptions {
	/** As many as the shape has lanes. */
	readonly exponents: readonly number[];
	readonly shape: Shape;
	readonly kernel: LaneKernelName;
}

export class LaneSquarer implements BatchSquarer {
	readonly exponents: readonly number[];
	readonly transformLength: number;
	readonly kernel: LaneKernelName;
	readonly #transform: Transform;

	constructor({ exponents, shape, kernel }: LaneOptions) {
		if (exponents.length !== shape.lanes) throw new RangeError(`${shape.lanes} lanes, ${exponents.length} exponents`);
		this.exponents = exponents;
		this.transformLength = shape.length;
		this.kernel = kernel;
		this.#transform = new Transform({ exponents, shape, kernel, threads: 1, checkInterval: CHECK_INTERVAL });
	}

	load(residues: readonly bigint[]): void {
		this.#transform.restore(this.exponents.map((exponent, i) => wordsOf(residues[i] ?? 0n, exponent, this.transformLength)));
	}

	read(): bigint[] {
		return this.#transform.save().map((words, i) => residueOf(words, this.exponents[i] ?? 0));
	}

	square(count: number): void {
		this.#transform.square(count);
	}

	squareMinusTwo(count: number, shifts: readonly number[]): number[] {
		return this.#transform.squareMinusTwo(count, shifts);
	}

	takeRoundOff(): number {
		return this.#transform.takeRoundOff();
	}

	close(): void {
		this.#transform.close();
	}
}
