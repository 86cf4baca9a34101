// A self-test of the machine: PRP sequences at all lengths with all kernels, every squaring covered by Gerbicz's check, in processes of their own.
// Rejects where a process dies; the processes die with their parent.
import { fork } from "node:child_process";
import { extname } from "node:path";
import type { TortureRow } from "./engine.ts";
import { flagsFor } from "./host/flags.ts";
import type { TortureOrder } from "./process/messages.ts";

export interface TortureOptions {
	readonly workers: number;
	readonly seconds: number;
	readonly nice: number;
	/** Aborted: ends after the rows that have begun were given up. */
	readonly signal: AbortSignal;
}

/** Calls back with each row as it ends. */
export async function torture({ workers, seconds, nice, signal }: TortureOptions, onRow: (row: TortureRow) => void): Promise<void> {
	const ends = Array.from({ length: workers }, (_, worker) => runWorker({ worker, workers, seconds, nice }, signal, onRow));
	const failed = (await Promise.allSettled(ends)).find((end) => end.status === "rejected");
	if (failed !== undefined) throw failed.reason;
}

async function runWorker(order: TortureOrder, signal: AbortSignal, onRow: (row: TortureRow) => void): Promise<void> {
	if (signal.aborted) return;
	const main = new URL(`./process/torture-main${extname(import.meta.url)}`, import.meta.url);
	const child = fork(main, { execArgv: flagsFor(0), stdio: ["ignore", "ignore", "inherit", "ipc"] });
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	const stop = (): void => void child.kill("SIGKILL");
	signal.addEventListener("abort", stop);
	child.on("message", (row: TortureRow) => onRow(row));
	child.on("error", reject);
	child.on("exit", (code, killedBy) => {
		if (code === 0 || signal.aborted) resolve();
		else reject(new Error(`a process of the self-test ended with ${killedBy ?? `exit code ${code}`}`));
	});
	child.send(order);
	try {
		await promise;
	} finally {
		signal.removeEventListener("abort", stop);
	}
}
