// Measures milliseconds an iteration for a row of exponents, in a child process that has V8's flags.
// Rejects where the child dies; the child dies with its parent.
import { fork } from "node:child_process";
import { extname } from "node:path";
import type { BenchRow } from "./engine.ts";
import { flagsFor } from "./host/flags.ts";
import type { BenchOrder } from "./process/messages.ts";

/** Exponents of known Mersenne primes, from 512 words to 8 million: those that other programs' figures are known for. */
export const BENCH_EXPONENTS = [11_213, 44_497, 86_243, 216_091, 1_257_787, 6_972_593, 20_996_011, 57_885_161, 136_279_841] as const;

/** The flags that compute processes start with. */
export const BENCH_FLAGS: readonly string[] = flagsFor(0);

export interface BenchOptions extends BenchOrder {
	/** V8 flags of the measuring process. */
	readonly flags: readonly string[];
}

/** Calls back with each row as it is measured. */
export async function bench(options: BenchOptions, onRow: (row: BenchRow) => void): Promise<void> {
	const { flags, ...order } = options;
	const main = new URL(`./process/bench-main${extname(import.meta.url)}`, import.meta.url);
	const child = fork(main, { execArgv: [...flags], stdio: ["ignore", "ignore", "inherit", "ipc"] });
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	child.on("message", (row: BenchRow) => onRow(row));
	child.on("error", reject);
	child.on("exit", (code, signal) => {
		if (code === 0) resolve();
		else reject(new Error(`the measuring process ended with ${signal ?? `exit code ${code}`}`));
	});
	child.send(order);
	await promise;
}
