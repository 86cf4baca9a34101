// The judge's door: holds a node, written by anybody in any language, to each sentence of the protocol, over TCP alone.
// Promises an end within two minutes whatever the node does, and that no process of its own outlives it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHECKS } from "./checks.ts";
import type { Check, CheckId, Level } from "./checks.ts";
import { ALWAYS, judgeAlways } from "./levels/always.ts";
import { ANSWERS } from "./levels/answers.ts";
import { CLAIMS } from "./levels/claims.ts";
import { FINDING } from "./levels/finding.ts";
import { GOSSIP } from "./levels/gossip.ts";
import { HAND_OVER } from "./levels/hand-over.ts";
import { ITSELF } from "./levels/itself.ts";
import { CATCH_UP, LEARNING } from "./levels/learning.ts";
import { LINES } from "./levels/lines.ts";
import { LINKS } from "./levels/links.ts";
import { PINGS_TRIAL } from "./levels/pings.ts";
import { RESTART, RETURNING } from "./levels/returning.ts";
import { SILENCE } from "./levels/silence.ts";
import { TRIAL_MS } from "./limits.ts";
import type { Periods } from "./limits.ts";
import type { TrialPlan } from "./plan.ts";
import { Ports } from "./ports.ts";
import { Trial, TRIAL_PORTS, Unreached } from "./trial.ts";
import type { Outcome } from "./trial.ts";

/** The longest first. */
const PLANS: readonly TrialPlan[] = [
	CATCH_UP,
	RETURNING,
	FINDING,
	CLAIMS,
	PINGS_TRIAL,
	SILENCE,
	LINKS,
	LEARNING,
	ITSELF,
	RESTART,
	GOSSIP,
	HAND_OVER,
	LINES,
	ANSWERS,
];

export interface JudgeOptions {
	/** The program and its arguments, with {port}, {peers} and {folder} in them. */
	readonly command: readonly string[];
	/** Levels above it are left out. */
	readonly level: Level;
	readonly periods: Periods;
}

export interface JudgeDependencies {
	readonly signal: AbortSignal;
	/** Each check as it is settled. */
	readonly onOutcome: (id: CheckId, outcome: Outcome) => void;
}

/** A node that ended by itself, and its last words. */
export interface Crash {
	readonly ending: string;
	readonly stderr: string;
}

export interface Verdict {
	readonly outcomes: ReadonlyMap<CheckId, Outcome>;
	readonly crashes: readonly Crash[];
}

/** The checks up to a level, in the order of the table. */
export function checksUpTo(level: Level): [CheckId, Check][] {
	return (Object.entries(CHECKS) as [CheckId, Check][]).filter(([, check]) => check.level <= level);
}

export async function judge(options: JudgeOptions, { signal, onOutcome }: JudgeDependencies): Promise<Verdict> {
	const outcomes = new Map<CheckId, Outcome>();
	const crashes: Crash[] = [];
	const settle = (id: CheckId, outcome: Outcome): void => {
		if (outcomes.has(id)) return;
		outcomes.set(id, outcome);
		onOutcome(id, outcome);
	};
	const ports = new Ports(TRIAL_PORTS);
	const folder = mkdtempSync(join(tmpdir(), "gimps-judge-"));
	try {
		const plans = PLANS.filter(({ level }) => level <= options.level);
		const firstPorts: number[] = [];
		for (const _ of plans) firstPorts.push(await ports.row());
		const held = await Promise.allSettled(
			plans.map((plan, index) =>
				hold(
					plan,
					{ ...options, firstPort: firstPorts[index]!, folder: mkdtempSync(join(folder, "node-")) },
					{ signal, onOutcome: settle },
					crashes,
				),
			),
		);
		const trials = held.map((result) => {
			if (result.status === "rejected") throw result.reason;
			return result.value;
		});
		if (options.level >= CHECKS[ALWAYS[0]!].level) for (const [id, outcome] of judgeAlways(trials)) settle(id, outcome);
	} finally {
		ports.close();
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
	return { outcomes, crashes };
}

/** One trial from the start of its node to the end of it. Rejects only when the judge itself is told to end. */
async function hold(
	plan: TrialPlan,
	options: ConstructorParameters<typeof Trial>[0],
	{ signal, onOutcome }: JudgeDependencies,
	crashes: Crash[],
): Promise<Trial> {
	const tooLong = AbortSignal.timeout(TRIAL_MS);
	const trial = new Trial(options, { signal: AbortSignal.any([signal, tooLong]), onOutcome });
	let reason = "the trial ended before";
	try {
		await plan.run(trial);
	} catch (error) {
		signal.throwIfAborted();
		if (tooLong.aborted) reason = `the trial took more than ${TRIAL_MS / 1_000} s`;
		else if (error instanceof Unreached) reason = error.message;
		else if (isNetworkError(error))
			reason = trial.process.hasEnded ? `the node ${trial.process.ending}` : `it takes no connections: ${error.code}`;
		else throw error;
	} finally {
		// Asked before it is made to: all that ended so far ended by itself, save what the judge killed.
		for (const { ending, stderr, wasKilled } of trial.processes) if (ending !== null && !wasKilled) crashes.push({ ending, stderr });
		await trial.end();
	}
	for (const id of plan.checks) onOutcome(id, { is: "not reached", reason });
	return trial;
}

function isNetworkError(error: unknown): error is NodeJS.ErrnoException {
	return error instanceof Error && "syscall" in error;
}
