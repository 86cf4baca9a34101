// gimps-node judge: holds a node of the learner's own to the protocol. What holds and what does not goes to stdout, words to stderr.
// Exit code 0: all that was asked holds. Leaves no process behind, interrupted or not.
import type { CommandModule } from "yargs";
import { NODE_OPTIONS, type Options, readConfig, UsageError } from "../config.ts";
import { LEVELS } from "../judge/checks.ts";
import type { Level } from "../judge/checks.ts";
import { checksUpTo, judge } from "../judge/judge.ts";
import { INTERRUPTED_EXIT_CODE, untilInterrupted } from "./interrupt.ts";
import { jsonReport, textReport } from "./judge-report.ts";
import { withOptions } from "./options.ts";

/** The longest trial of each level with the exercise's periods, for people. */
const USUAL_SECONDS: Readonly<Record<Level, number>> = { 1: 3, 2: 12, 3: 20, 4: 20, 5: 40, 6: 45 };

const HIGHEST = Math.max(...Object.keys(LEVELS).map(Number)) as Level;

export const JUDGE_OPTIONS = {
	level: { group: "Judge:", help: `levels above it are left out, 1 to ${HIGHEST}`, fallback: String(HIGHEST), read: readLevel },
	"ping-every": { ...NODE_OPTIONS["ping-every"], group: "Periods of the node:" },
	"evict-every": { ...NODE_OPTIONS["evict-every"], group: "Periods of the node:" },
	"stale-after": { ...NODE_OPTIONS["stale-after"], group: "Periods of the node:" },
	"generate-every": { ...NODE_OPTIONS["generate-every"], group: "Periods of the node:" },
} as const satisfies Options;

export const judgeCommand: CommandModule<object, { json: boolean; "--"?: readonly (string | number)[] }> = {
	command: "judge",
	describe: "Hold a node of your own to the protocol: judge [options] -- COMMAND ARGS",
	builder: (yargs) =>
		withOptions(yargs.option("json", { type: "boolean", default: false, describe: "one JSON object on stdout" }), JUDGE_OPTIONS)
			.usage(
				"$0 judge [options] -- COMMAND ARGS\n\nIn ARGS {port} is the node's port, {peers} its peers' (5002,5003), {folder} an empty folder.",
			)
			.example("$0 judge --level 1 -- python3 node.py {port} {peers}", "does it answer PING?")
			.example("$0 judge -- ./node --port {port} --peers {peers}", "all levels, side by side"),
	handler: async (argv) => {
		const config = readConfig(JUDGE_OPTIONS, { ...argv }, process.env);
		const command = (argv["--"] ?? []).map(String);
		if (command.length === 0)
			throw new UsageError("judge: say after -- how your node is started, as in judge -- python3 node.py {port} {peers}");
		const checks = checksUpTo(config.level);
		const began = performance.now();
		if (!argv.json)
			process.stderr.write(
				`${checks.length} checks, side by side; about ${USUAL_SECONDS[config.level]} s, longer where much fails, two minutes at most\n`,
			);
		let settled = 0;
		const showsProgress = !argv.json && process.stderr.isTTY;
		const verdict = await untilInterrupted((signal) =>
			judge(
				{
					command,
					level: config.level,
					periods: {
						pingEveryMs: config["ping-every"],
						evictEveryMs: config["evict-every"],
						staleAfterMs: config["stale-after"],
						generateEveryMs: config["generate-every"],
					},
				},
				{ signal, onOutcome: () => showsProgress && process.stderr.write(`\r${++settled} of ${checks.length} `) },
			),
		);
		if (showsProgress) process.stderr.write("\r");
		if (verdict === undefined) {
			process.exitCode = INTERRUPTED_EXIT_CODE;
			return;
		}
		const seconds = (performance.now() - began) / 1_000;
		const report = {
			checks: checks.map(([id, check]) => ({ id, ...check, outcome: verdict.outcomes.get(id)! })),
			crashes: verdict.crashes,
			seconds,
		};
		process.stdout.write(argv.json ? jsonReport(report) : textReport(report));
		process.exitCode = report.checks.every(({ outcome }) => outcome.is === "passed") ? 0 : 1;
	},
};

function readLevel(text: string): Level {
	const level = Number(text);
	if (!(text in LEVELS)) throw new Error(`must be a whole number from 1 to ${HIGHEST}`);
	return level as Level;
}
