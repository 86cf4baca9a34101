// An engine of its own for one command: started, asked once, closed. Ctrl-C and its like have it save what it works on.
// The data folder is locked meanwhile: two processes never work on one save.
import { createEngine } from "../engine/create-engine.ts";
import { EngineError, type EngineOptions, type ProofEngine } from "../engine/engine.ts";
import { lockFolder } from "../ledger/folder-lock.ts";
import { LedgerError } from "../ledger/ledger.ts";
import { CommandError } from "./command-error.ts";
import { untilInterrupted } from "./interrupt.ts";

/** Undefined where a signal came first and the state was saved. Rejects with CommandError where the engine cannot do it. */
export async function withEngine<T>(
	options: Omit<EngineOptions, "workers"> & { readonly workers?: number; readonly dataDir: string },
	ask: (engine: ProofEngine, signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
	const lock = lockData(options.dataDir);
	const engine = await createEngine({ workers: 1, ...options });
	try {
		return await untilInterrupted((signal) => ask(engine, signal));
	} catch (error) {
		throw error instanceof EngineError ? new CommandError(error.message) : error;
	} finally {
		await engine.close();
		lock.release();
	}
}

function lockData(folder: string): { release(): void } {
	try {
		return lockFolder(folder);
	} catch (error) {
		throw error instanceof LedgerError ? new CommandError(error.message) : error;
	}
}
