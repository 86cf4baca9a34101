// gimps-node factor: looks for a factor of one Mersenne number, a GIMPS JSON line on stdout; words go to stderr.
// Interrupted, it remembers how far it came and exits with 130; the same command goes on from there.
import type { CommandModule } from "yargs";
import { type Options, readConfig, SHARED_OPTIONS, UsageError } from "../config.ts";
import type { FactorResult, FactorSearch } from "../engine/engine.ts";
import { LARGEST_FACTOR_BITS, LARGEST_FACTORED_EXPONENT, LARGEST_K_BITS, refusalOfBounds } from "../engine/limits.ts";
import { gimpsFactorResult } from "../gimps/result.ts";
import { INTERRUPTED_EXIT_CODE } from "./interrupt.ts";
import { withOptions } from "./options.ts";
import { ProgressLine } from "./progress-line.ts";
import { readExponent } from "./test.ts";
import { TrialLine } from "./trial-line.ts";
import { packageVersion } from "./version.ts";
import { withEngine } from "./with-engine.ts";

export const FACTOR_OPTIONS = {
	bits: { group: "Factor:", help: "look for factors below 2^BITS; default: as deep as pays for this exponent here", read: readBits },
	b1: { group: "Factor:", help: "run P-1 instead: finds 2kp + 1 where all prime powers in k are at most B1", read: readBound },
	b2: { group: "Factor:", help: "with --b1: a second stage, which allows k one prime up to B2", read: readBound },
	memory: { ...SHARED_OPTIONS.memory, group: "Factor:" },
	threads: { ...SHARED_OPTIONS.threads, group: "Factor:", help: "threads that P-1 uses" },
	nice: { ...SHARED_OPTIONS.nice, group: "Factor:" },
	"data-dir": SHARED_OPTIONS["data-dir"],
} as const satisfies Options;

export const factorCommand: CommandModule<object, { exponent: string; json: boolean }> = {
	command: "factor <exponent>",
	describe: "Look for a factor of 2^EXPONENT - 1",
	builder: (yargs) =>
		withOptions(
			yargs
				.positional("exponent", { type: "string", demandOption: true, describe: "a prime number from 3 up" })
				.option("json", { type: "boolean", default: false, describe: "no words on stderr, only the JSON line on stdout" }),
			FACTOR_OPTIONS,
		)
			.example("$0 factor 60000359 --bits 40", "the factors below 2^40; Ctrl-C remembers how far it came")
			.example("$0 factor 1000003", "as deep as it costs less than the test that it may save")
			.example("$0 factor 1000003 --b1 20000 --b2 500000", "both stages of P-1; Ctrl-C saves, the same command goes on"),
	handler: async (argv) => {
		const config = readConfig(FACTOR_OPTIONS, { ...argv }, process.env);
		const exponent = readExponent(argv.exponent);
		const search = readSearch(exponent, config);
		const now = (): number => performance.now();
		const words = argv.json ? undefined : new ProgressLine({ stream: process.stderr, now });
		const trial = new TrialLine({ say: (line) => words?.say(line), now });
		const { threads, nice, memory, "data-dir": dataDir } = config;
		const engineOptions = {
			threads,
			nice,
			dataDir,
			onLog: (line: string) => words?.say(line),
			...(memory === null ? {} : { memoryMib: memory }),
		};
		const result = await withEngine(engineOptions, (engine, signal) =>
			engine.factor(exponent, search, {
				signal,
				onProgress: (progress) => (progress.kind === "TF" ? trial.show(progress) : words?.show(progress)),
			}),
		);
		words?.clear();
		if (result === undefined) {
			words?.say(`M${exponent}: interrupted${search.method === "P-1" ? " and saved" : ""}; the same command goes on from there`);
			process.exitCode = INTERRUPTED_EXIT_CODE;
			return;
		}
		words?.say(outcome(result));
		const line = gimpsFactorResult(result, { version: packageVersion(), time: new Date() });
		process.stdout.write(`${JSON.stringify(line)}\n`);
	},
};

/** A bound in bits is a logarithm. */
const ROUNDED = 1e-9;

function outcome(result: FactorResult): string {
	const { exponent, factor } = result;
	if (result.method === "P-1") {
		const bounds = `B1 = ${result.b1}${result.b2 > result.b1 ? ` and B2 = ${result.b2}` : ""}`;
		return `M${exponent}: P-1 finds ${factor === null ? `no factor with ${bounds}` : `the factor ${factor}`}`;
	}
	if (factor !== null) return `M${exponent} has the factor ${factor}`;
	const isTried = result.bits > result.from;
	// Whole bits, as in the result: not always all that was tried.
	return isTried
		? `M${exponent} has no factor below 2^${Math.floor(result.bits + ROUNDED)}`
		: `M${exponent}: no factor was looked for, since a test is quicker; --bits says how deep to look all the same`;
}

/** Throws UsageError. */
function readSearch(exponent: number, { bits, b1, b2 }: Readonly<Record<"bits" | "b1" | "b2", number | null>>): FactorSearch {
	if (exponent >= LARGEST_FACTORED_EXPONENT)
		throw new UsageError(`factors can be looked for up to the exponent ${LARGEST_FACTORED_EXPONENT}`);
	if (b1 !== null && bits !== null) throw new UsageError("--bits and --b1 are two ways to look for factors: give one of them");
	if (b1 === null && b2 !== null) throw new UsageError("--b2 is the bound of a second stage: give --b1 too");
	if (b1 !== null) {
		const refusal = b2 !== null && b2 <= b1 ? "B2 must be above B1" : refusalOfBounds({ b1, b2: b2 ?? 0 });
		if (refusal !== undefined) throw new UsageError(`--b1, --b2: ${refusal}`);
		return { method: "P-1", b1, b2: b2 ?? 0 };
	}
	if (bits === null) return { method: "TF" };
	const most = Math.floor(LARGEST_K_BITS + Math.log2(2 * exponent));
	// No factor has to be looked for above the square root.
	if (Math.min(bits, exponent / 2) - Math.log2(2 * exponent) > LARGEST_K_BITS)
		throw new UsageError(`--bits: at most ${most} for the exponent ${exponent}; more would take years`);
	return { method: "TF", bits };
}

function readBits(text: string): number {
	const bits = /^\d{1,2}$/.test(text) ? Number(text) : 0;
	if (bits < 1 || bits > LARGEST_FACTOR_BITS) throw new Error(`must be a whole number from 1 to ${LARGEST_FACTOR_BITS}`);
	return bits;
}

function readBound(text: string): number {
	if (!/^\d{1,10}$/.test(text)) throw new Error("must be a whole number");
	return Number(text);
}
