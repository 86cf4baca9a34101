// The main module of a process of the self-test: takes one TortureOrder, sends rows, ends. Dies with its parent.
import { randomInt } from "node:crypto";
import type { TortureRow } from "../engine.ts";
import { takePriority } from "../host/priority.ts";
import type { KernelName } from "../kernel/variants.ts";
import { ProbablePrime } from "../sequence/prp.ts";
import { runSequence } from "../sequence/sequence-run.ts";
import { availableKernels } from "../squaring/kernels.ts";
import { largestExponent, nextLength } from "../squaring/lengths.ts";
import { createSquarer } from "../squaring/plan.ts";
import type { TortureOrder } from "./messages.ts";

/** From what fits the first cache to what fits none. */
const SHORTEST = 1_024;
const LONGEST = 4 * 2 ** 20;
/** A row takes about a second on a common machine. */
const ROW_NS = 1e9;
const NS_A_WORD = 3;
/** Words as full as in a test, but a little for chance: there no round-off is an error of the machine. */
const FILLED = 0.995;
/** Prime to the number of rows: from each to a far one, so that a short run sees short and long transforms too. */
const STRIDE = 61;

process.once("message", (order: TortureOrder) => {
	void run(order);
});
process.once("disconnect", () => process.exit());

async function run({ worker, workers, seconds, nice }: TortureOrder): Promise<void> {
	takePriority(nice);
	const all: number[] = [];
	for (let length = SHORTEST; length <= LONGEST; length = nextLength(length)) all.push(length);
	const rows = availableKernels().flatMap((kernel) => all.map((length) => ({ kernel, length })));
	const started = performance.now();
	for (let i = worker; performance.now() - started < seconds * 1000; i += workers) {
		const next = rows[(i * STRIDE) % rows.length];
		if (next === undefined) throw new RangeError("no kernel to test");
		const row = await test(next);
		// Who asked may be gone: then nobody wants the rest.
		process.send?.(row, undefined, undefined, (error) => error !== null && process.exit());
	}
	process.disconnect?.();
}

async function test({ kernel, length }: { readonly kernel: KernelName; readonly length: number }): Promise<TortureRow> {
	const exponent = Math.floor(largestExponent(length, kernel) * FILLED);
	const squarings = Math.ceil(ROW_NS / NS_A_WORD / length);
	const squarer = createSquarer(exponent, { length, kernel });
	const sequence = new ProbablePrime({ exponent, iterations: squarings, shift: randomInt(exponent) }, { squarer });
	const { signal } = new AbortController();
	const history = { seconds: 0, errors: 0, roundOff: 0 };
	const done = await runSequence(
		sequence,
		squarer,
		{ signal, saveEveryMs: Number.POSITIVE_INFINITY, history },
		{
			// Fresh tables; another kernel or length would be another row.
			safer: () => createSquarer(exponent, { length, kernel }),
			save: () => Promise.resolve(),
			onProgress: () => {},
			onSquarings: () => {},
			onError: () => {},
			now: () => performance.now(),
		},
	);
	done.squarer.close();
	return { kernel, length, exponent, squarings, roundOff: done.history.roundOff, errors: done.history.errors };
}
