// argv to a command. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted. stdout carries data, stderr words to people.
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { BENCH_OPTIONS, benchCommand } from "./commands/bench.ts";
import { endQuietly } from "./commands/broken-pipe.ts";
import { clusterCommand } from "./commands/cluster.ts";
import { CommandError } from "./commands/command-error.ts";
import { CERTIFY_OPTIONS, certifyCommand } from "./commands/certify.ts";
import { dashboardCommand } from "./commands/dashboard.ts";
import { FACTOR_OPTIONS, factorCommand } from "./commands/factor.ts";
import { JUDGE_OPTIONS, judgeCommand } from "./commands/judge.ts";
import { keyCommand } from "./commands/key.ts";
import { helpOf, type Parsed, unknownName } from "./commands/misuse.ts";
import { PAUSE_OPTIONS, pauseCommand, resumeCommand } from "./commands/pause.ts";
import { RESULTS_OPTIONS, resultsCommand } from "./commands/results.ts";
import { runCommand } from "./commands/run.ts";
import { statusCommand } from "./commands/status.ts";
import { TEST_OPTIONS, testCommand } from "./commands/test.ts";
import { TORTURE_OPTIONS, tortureCommand } from "./commands/torture.ts";
import { VERIFY_OPTIONS, verifyCommand } from "./commands/verify.ts";
import { packageVersion } from "./commands/version.ts";
import { WORK_OPTIONS, workCommand } from "./commands/work.ts";
import { CLUSTER_OPTIONS, DASHBOARD_OPTIONS, NODE_OPTIONS, STATUS_OPTIONS, UsageError } from "./config.ts";
import { checkEnvironment } from "./config/environment.ts";

const WIDEST_COLUMNS = 110;

/** Each command's table of options. */
const TABLES = {
	run: NODE_OPTIONS,
	cluster: CLUSTER_OPTIONS,
	status: STATUS_OPTIONS,
	dashboard: DASHBOARD_OPTIONS,
	results: RESULTS_OPTIONS,
	test: TEST_OPTIONS,
	factor: FACTOR_OPTIONS,
	work: WORK_OPTIONS,
	pause: PAUSE_OPTIONS,
	resume: PAUSE_OPTIONS,
	verify: VERIFY_OPTIONS,
	certify: CERTIFY_OPTIONS,
	bench: BENCH_OPTIONS,
	torture: TORTURE_OPTIONS,
	judge: JUDGE_OPTIONS,
} as const;
const COMMANDS = [...Object.keys(TABLES), "key", "completion"];

// Whoever started this process over an IPC channel (the launcher, a cluster) takes it along, even when killed.
if (process.channel !== undefined) {
	process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
	process.channel.unref();
}
process.stdout.on("error", endQuietly);
// Else Node opens its debugger, which lets whoever reaches it run what he likes. `work` gives it a meaning.
if (process.platform !== "win32") process.on("SIGUSR1", () => {});

const parser = yargs(hideBin(process.argv))
	.scriptName("gimps-node")
	.usage("$0: finds Mersenne primes 2^p - 1 together with its peers, with no server")
	.command(runCommand)
	.command(clusterCommand)
	.command(statusCommand)
	.command(dashboardCommand)
	.command(resultsCommand)
	.command(testCommand)
	.command(factorCommand)
	.command(workCommand)
	.command(pauseCommand)
	.command(resumeCommand)
	.command(verifyCommand)
	.command(certifyCommand)
	.command(benchCommand)
	.command(tortureCommand)
	.command(judgeCommand)
	.command(keyCommand)
	.command(
		"completion",
		"Print a completion script for your shell; see its first lines",
		() => {},
		// Not yargs' own completion(), which goes on to the default command where it may not end the process.
		() => void parser.showCompletionScript(),
	)
	.middleware((argv) => refuseRest(argv))
	.middleware(() => checkEnvironment(process.env, Object.values(TABLES).flatMap(Object.keys)))
	.strict()
	// Hints find the names that were really typed, and the texts are ours: English.
	.parserConfiguration({ "camel-case-expansion": false, "populate--": true })
	.detectLocale(false)
	.version(packageVersion())
	.help()
	.alias("help", "h")
	.wrap(Math.min(process.stdout.columns ?? 80, WIDEST_COLUMNS))
	.exitProcess(false)
	.fail((message: string | null, error: Error | undefined) => {
		throw error ?? new UsageError(unknownName(parsed(), COMMANDS) ?? message ?? "wrong usage");
	});

try {
	await parser.parseAsync();
} catch (error) {
	if (!(error instanceof UsageError || error instanceof CommandError || isParserError(error))) throw error;
	// Where an argument is missing the parser has lost the command.
	const command = [parsed().argv._[0], process.argv[2]].map(String).find((word) => COMMANDS.includes(word));
	const hint = error instanceof CommandError ? "" : `; see ${helpOf(command, process.env)}`;
	process.stderr.write(`gimps-node: ${error.message.replaceAll("\n", " ")}${hint}\n`);
	process.exitCode = error instanceof CommandError ? 1 : 2;
}

function parsed(): Parsed {
	return parser.parsed === false ? { argv: { _: [] }, aliases: {} } : parser.parsed;
}

/** Words behind -- are a command line of its own, which only the judge takes. */
function refuseRest(argv: Parsed["argv"]): void {
	const rest = argv["--"];
	if (argv._[0] !== "judge" && Array.isArray(rest)) throw new UsageError(`unknown argument ${rest[0]} behind --`);
}

/** yargs has an error class of its own for wrong usage. */
function isParserError(error: unknown): error is Error {
	return error instanceof Error && error.name === "YError";
}
