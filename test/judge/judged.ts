// The judge as a process of its own, with shorter periods than the exercise's, and what it says of a node.
import { fileURLToPath } from "node:url";
import type { CheckId } from "../../src/judge/checks.ts";
import type { Ground } from "../end-to-end/ground.ts";

/** The node's periods in seconds; whatever the judge starts finds them in its environment. */
export const QUICK_PERIODS = { GIMPS_NODE_PING_EVERY: "1", GIMPS_NODE_EVICT_EVERY: "0.5", GIMPS_NODE_STALE_AFTER: "3" } as const;

export interface Judged {
	readonly id: CheckId;
	readonly level: number;
	readonly section: number;
	readonly outcome: "passed" | "failed" | "not reached";
	readonly reason?: string;
	readonly conversation?: readonly { readonly by: "node" | "judge"; readonly text: string }[];
}

export interface Report {
	readonly code: number | null;
	readonly passed: boolean;
	readonly checks: readonly Judged[];
	readonly crashes: readonly { readonly ending: string; readonly stderr: string }[];
	readonly stderr: string;
}

export function fileHere(name: string): string {
	return fileURLToPath(new URL(name, import.meta.url));
}

export async function judged(ground: Ground, command: readonly string[], options: readonly string[] = []): Promise<Report> {
	const judge = ground.run(["judge", "--json", ...options, "--", ...command], { env: QUICK_PERIODS });
	const { code } = await judge.ended;
	if (judge.stdout === "") throw new Error(`the judge said nothing: ${judge.stderr}`);
	return { ...(JSON.parse(judge.stdout) as Omit<Report, "code" | "stderr">), code, stderr: judge.stderr };
}

/** What does not hold, and why, by the checks' names. */
export function failures({ checks }: Report, outcome: Judged["outcome"] = "failed"): Record<string, string> {
	return Object.fromEntries(checks.filter((check) => check.outcome === outcome).map(({ id, reason = "" }) => [id, reason]));
}
