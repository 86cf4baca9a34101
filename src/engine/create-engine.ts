// The engine of the house, for everybody who tests or factors: a pool of compute processes. Starts none before there is work for it.
import type { EngineOptions, ProofEngine } from "./engine.ts";
import { Pool } from "./process/pool.ts";

export function createEngine(options: EngineOptions): Promise<ProofEngine> {
	return Promise.resolve(new Pool(options));
}
