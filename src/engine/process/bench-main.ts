// Entry point of the process that bench() measures in: takes BenchOptions, sends rows, ends.
import type { BenchOptions, BenchRow } from "../bench.ts";
import { tune } from "../squaring/tune.ts";

process.once("message", ({ exponents, threads }: BenchOptions) => {
	for (const exponent of exponents) {
		const { length, kernel, msPerIteration } = tune(exponent, { threads });
		const row: BenchRow = { exponent, length, kernel, threads, msPerIteration };
		process.send?.(row);
	}
	process.disconnect?.();
});
process.once("disconnect", () => process.exit());
