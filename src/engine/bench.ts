// Measures milliseconds an iteration for a row of exponents, in a child process that has V8's flags.
// Rejects where the child dies; the child dies with its parent.
import { fork } from "node:child_process";
import { extname } from "node:path";
import { REVECTORIZE_FLAG } from "./host/flags.ts";

/** Exponents of known Mersenne primes, from 512 words to 8 million: those that other programs' figures are known for. */
export const BENCH_EXPONENTS = [11_213, 44_497, 86_243, 216_091, 1_257_787, 6_972_593, 20_996_011, 57_885_161, 136_279_841] as const;

export interface BenchOptions {
	readonly exponents: readonly number[];
	readonly threads: number;
	/** V8 flags of the measuring process. */
	readonly flags: readonly string[];
}

export interface BenchRow {
	readonly exponent: number;
	/** Words of the transform. */
	readonly length: number;
	readonly kernel: string;
	readonly threads: number;
	/** The least of several short runs, with the fastest shape. */
	readonly msPerIteration: number;
}

/** The flags that compute processes start with. */
export const BENCH_FLAGS: readonly string[] = [REVECTORIZE_FLAG];

/** Calls back with each row as it is measured. */
export async function bench(options: BenchOptions, onRow: (row: BenchRow) => void): Promise<void> {
	const main = new URL(`./process/bench-main${extname(import.meta.url)}`, import.meta.url);
	const child = fork(main, { execArgv: [...options.flags], stdio: ["ignore", "ignore", "inherit", "ipc"] });
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	child.on("message", (row: BenchRow) => onRow(row));
	child.on("error", reject);
	child.on("exit", (code, signal) => {
		if (code === 0) resolve();
		else reject(new Error(`the measuring process ended with ${signal ?? `exit code ${code}`}`));
	});
	child.send(options);
	await promise;
}
