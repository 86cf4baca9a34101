// What a level holds a node to: groups of checks, each on a node of its own.
import type { CheckId, Level } from "./checks.ts";
import type { Trial } from "./trial.ts";

export interface TrialPlan {
	readonly level: Level;
	/** Those that it brings to an outcome. */
	readonly checks: readonly CheckId[];
	readonly run: (trial: Trial) => Promise<void>;
}
