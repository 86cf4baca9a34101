// An engine of its own for one command: started, asked once, closed. Ctrl-C and its like have it save what it works on.
import { createEngine } from "../engine/create-engine.ts";
import { EngineError, type EngineOptions, type ProofEngine } from "../engine/engine.ts";
import { CommandError } from "./command-error.ts";
import { untilInterrupted } from "./interrupt.ts";

/** Undefined where a signal came first and the state was saved. Rejects with CommandError where the engine cannot do it. */
export async function withEngine<T>(
	options: Omit<EngineOptions, "workers">,
	ask: (engine: ProofEngine, signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
	const engine = await createEngine({ workers: 1, ...options });
	try {
		return await untilInterrupted((signal) => ask(engine, signal));
	} catch (error) {
		throw error instanceof EngineError ? new CommandError(error.message) : error;
	} finally {
		await engine.close();
	}
}
