// The main module of the process that bench() measures in: takes one BenchOrder, sends rows, ends. Dies with its parent.
import type { BenchRow } from "../engine.ts";
import { tune } from "../squaring/tune.ts";
import type { BenchOrder } from "./messages.ts";

process.once("message", ({ exponents, threads }: BenchOrder) => {
	for (const exponent of exponents) {
		const { length, kernel, msPerIteration } = tune(exponent, { threads });
		const row: BenchRow = { exponent, length, kernel, threads, msPerIteration };
		// Who asked may be gone: then nobody wants the rest.
		process.send?.(row, undefined, undefined, (error) => error !== null && process.exit());
	}
	process.disconnect?.();
});
process.once("disconnect", () => process.exit());
