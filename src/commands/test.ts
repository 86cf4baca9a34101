// gimps-node test: one exponent from its start or its save to its result, a GIMPS JSON line on stdout; words go to stderr.
// Interrupted, it saves and exits with 130; the same command goes on from there.
import { join } from "node:path";
import type { CommandModule } from "yargs";
import { type Config, type Options, readConfig, SHARED_OPTIONS, UsageError } from "../config.ts";
import type { TestKind, TestOptions, TestResult } from "../engine/engine.ts";
import { isPrime } from "../engine/exponent.ts";
import { gimpsResult } from "../gimps/result.ts";
import { INTERRUPTED_EXIT_CODE } from "./interrupt.ts";
import { withOptions } from "./options.ts";
import { duration } from "../terminal/duration.ts";
import { ProgressLine } from "./progress-line.ts";
import { chooseProof, PROOF_OPTIONS, type ProofWish } from "./proof-choice.ts";
import { packageVersion } from "./version.ts";
import { withEngine } from "./with-engine.ts";

export const TEST_OPTIONS = {
	type: { group: "Test:", help: "ll (Lucas-Lehmer) or prp (probable prime, base 3)", fallback: "ll", read: readKind },
	iterations: { group: "Test:", help: "stop after so many squarings and give that residue", read: readIterations },
	...PROOF_OPTIONS,
	proof: { group: "Proof:", help: "where the proof is written; default: in the data folder", read: (text: string) => text },
	threads: SHARED_OPTIONS.threads,
	nice: { ...SHARED_OPTIONS.nice, group: "Test:" },
	"data-dir": SHARED_OPTIONS["data-dir"],
} as const satisfies Options;

export const testCommand: CommandModule<object, { exponent: string; json: boolean }> = {
	command: "test <exponent>",
	describe: "Test whether 2^EXPONENT - 1 is prime",
	builder: (yargs) =>
		withOptions(
			yargs
				.positional("exponent", { type: "string", demandOption: true, describe: "a prime number from 3 up" })
				.option("json", { type: "boolean", default: false, describe: "no words on stderr, only the JSON line on stdout" }),
			TEST_OPTIONS,
		)
			.example("$0 test 216091", "a Lucas-Lehmer test; Ctrl-C saves, the same command goes on")
			.example("$0 test 110527 --type prp", "a probable-prime test with Gerbicz's check, and its proof")
			.example("$0 test 57885161 --iterations 1000 --json", "an interim residue, to compare with other programs"),
	handler: async (argv) => {
		const config = readConfig(TEST_OPTIONS, { ...argv }, process.env);
		const exponent = readExponent(argv.exponent);
		const interim = config.iterations ?? undefined;
		const most = config.type === "LL" ? exponent - 2 : exponent;
		if (interim !== undefined && interim > most) throw new UsageError(`--iterations: a test of M${exponent} has ${most}, give fewer`);
		const progress = argv.json ? undefined : new ProgressLine({ stream: process.stderr, now: () => performance.now() });
		const options: TestOptions = {
			kind: config.type,
			factorFirst: false,
			onProgress: (step) => progress?.show(step),
			...(interim === undefined ? {} : { iterations: interim }),
		};
		const proof = config.type === "PRP" && interim === undefined ? await chooseProof(wishOf(exponent, config)) : undefined;
		if (proof === undefined && (config["proof-power"] ?? 0) > 0)
			throw new UsageError("--proof-power: only a whole test of --type prp can be proved");
		if (proof !== undefined) progress?.say(`M${exponent}: ${proof.line}`);
		const { threads, nice, "data-dir": dataDir } = config;
		const result = await withEngine({ threads, nice, dataDir, onLog: (line) => progress?.say(line) }, (engine, signal) =>
			engine.test(exponent, { ...options, signal, ...(proof?.proof === undefined ? {} : { proof: proof.proof }) }),
		);
		progress?.clear();
		if (result === undefined) {
			progress?.say(`M${exponent}: interrupted and saved; the same command goes on from there`);
			process.exitCode = INTERRUPTED_EXIT_CODE;
			return;
		}
		if (interim === undefined) progress?.say(verdict(result));
		const line = gimpsResult(result, { version: packageVersion(), time: new Date(), interim });
		process.stdout.write(`${JSON.stringify(line)}\n`);
	},
};

function verdict(result: TestResult): string {
	const after = `after ${duration(result.seconds)}`;
	if ("factor" in result) return `M${result.exponent} is composite: it has the factor ${result.factor}`;
	const proof = result.proof === undefined ? "" : `; proof of power ${result.proof.power} in ${result.proof.file}`;
	return result.prime
		? `M${result.exponent} is prime, confirmed by a second run, ${after}${proof}`
		: `M${result.exponent} is composite, ${after}${proof}`;
}

/** The exponent that a person gave. Throws UsageError. */
export function readExponent(text: string): number {
	const exponent = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
	if (exponent === 2) throw new UsageError("2^2 - 1 = 3 is prime; the tests begin at the exponent 3");
	if (!isPrime(exponent)) throw new UsageError(`${text} is no prime number, so 2^${text} - 1 is none: give a prime exponent`);
	return exponent;
}

function wishOf(exponent: number, config: Config<typeof TEST_OPTIONS>): ProofWish {
	const { "proof-power": power, "proof-disk": diskGib, proof, "data-dir": dataDir } = config;
	const file = (chosen: number): string => proof ?? join(dataDir, "proof", `M${exponent}-${chosen}.proof`);
	return { exponent, power, diskGib, file, dataDir };
}

function readKind(text: string): TestKind {
	const kinds: Readonly<Record<string, TestKind>> = { ll: "LL", prp: "PRP" };
	const kind = kinds[text.toLowerCase()];
	if (kind === undefined) throw new Error("must be ll or prp");
	return kind;
}

function readIterations(text: string): number {
	const iterations = /^\d{1,15}$/.test(text) ? Number(text) : 0;
	if (iterations < 1) throw new Error("must be a whole number from 1 up");
	return iterations;
}
