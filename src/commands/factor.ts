// gimps-node factor: looks for a factor of one Mersenne number, a GIMPS JSON line on stdout; words go to stderr.
// Interrupted, it remembers how far it came and exits with 130; the same command goes on from there.
import { constants, setPriority } from "node:os";
import type { CommandModule } from "yargs";
import { type Options, readConfig, SHARED_OPTIONS, UsageError } from "../config.ts";
import { CostModel } from "../engine/cost-model.ts";
import { EngineError } from "../engine/engine.ts";
import { FactorKernel, LARGEST_FACTOR_BITS } from "../engine/factor-kernel.ts";
import { FactoringDepth } from "../engine/factoring-depth.ts";
import { Factoring } from "../engine/factoring.ts";
import { factoringResult, stageOneResult } from "../engine/gimps-result.ts";
import { openMachine } from "../engine/machine.ts";
import { stageOne } from "../engine/stage-one.ts";
import { CommandError } from "./command-error.ts";
import { INTERRUPTED_EXIT_CODE, untilInterrupted } from "./interrupt.ts";
import { withOptions } from "./options.ts";
import { ProgressLine } from "./progress-line.ts";
import { readExponent } from "./test.ts";
import { packageVersion } from "./version.ts";

/** p fits 32 bits with its double's sign to spare. */
const LARGEST_EXPONENT = 2 ** 31;
/** k is counted in doubles. */
const LARGEST_K_BITS = 53;
const WORDS_EVERY_MS = 5_000;
/** The product of the prime powers up to it has 144 million bits. */
const LARGEST_B1 = 10 ** 8;
const SAVE_EVERY_MS = 5 * 60_000;

export const FACTOR_OPTIONS = {
	bits: { group: "Factor:", help: "look for factors below 2^BITS; default: as deep as pays for this exponent here", read: readBits },
	b1: { group: "Factor:", help: "run stage 1 of P-1 instead: finds 2kp + 1 where all prime powers in k are at most B1", read: readB1 },
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
			.example("$0 factor 1000003 --b1 20000", "stage 1 of P-1; Ctrl-C saves, the same command goes on"),
	handler: async (argv) => {
		const config = readConfig(FACTOR_OPTIONS, { ...argv }, process.env);
		const exponent = readExponent(argv.exponent);
		if (exponent >= LARGEST_EXPONENT) throw new UsageError(`factors can be looked for up to the exponent ${LARGEST_EXPONENT}`);
		setPriority(constants.priority.PRIORITY_LOW);
		if (config.b1 !== null) {
			if (config.bits !== null) throw new UsageError("--bits and --b1 are two ways to look for factors: give one of them");
			await runStageOne(exponent, config.b1, { dataDir: config["data-dir"], quiet: argv.json });
			return;
		}
		const kernel = loadKernel();
		const factoring = { kernel, depth: new FactoringDepth(), costs: new CostModel(), now: () => performance.now() };
		const kLimit = config.bits === null ? payingK(exponent, factoring) : kBelow(exponent, config.bits);
		const bits = Math.log2(2 * exponent) + Math.log2(Math.max(1, kLimit));
		const say = (line: string): void => void (argv.json || process.stderr.write(`${line}\n`));
		const started = performance.now();
		let said = started;
		const onTried = (tried: number): void => {
			if (performance.now() - said < WORDS_EVERY_MS) return;
			said = performance.now();
			say(`M${exponent}: ${((100 * tried) / kLimit).toFixed(2)} % of the candidates below 2^${bits.toFixed(1)}`);
		};
		const search = new Factoring({ dataDir: config["data-dir"] }, { ...factoring, onTried });
		const found = await untilInterrupted(async (signal) => ({ factor: await search.find(exponent, kLimit, signal) }));
		if (found === undefined) {
			say(`M${exponent}: interrupted; the same command goes on from there`);
			process.exitCode = INTERRUPTED_EXIT_CODE;
			return;
		}
		say(
			found.factor === undefined ? `M${exponent} has no factor below 2^${bits.toFixed(1)}` : `M${exponent} has the factor ${found.factor}`,
		);
		const line = factoringResult({ exponent, bits, ...found }, { version: packageVersion(), time: new Date() });
		process.stdout.write(`${JSON.stringify(line)}\n`);
	},
};

async function runStageOne(
	exponent: number,
	b1: number,
	{ dataDir, quiet }: { readonly dataDir: string; readonly quiet: boolean },
): Promise<void> {
	const now = (): number => performance.now();
	const progress = quiet ? undefined : new ProgressLine({ stream: process.stderr, now });
	const found = await untilInterrupted(async (signal) => {
		try {
			const { squarers } = await openMachine({ threads: 1, dataDir, saveEveryMs: SAVE_EVERY_MS, caution: 0 });
			const factor = await stageOne(
				{ exponent, b1, dataDir, saveEveryMs: SAVE_EVERY_MS, signal },
				{
					squarers,
					onProgress: (step) => progress?.show(step),
					onSquarings: () => {},
					onError: (line) => progress?.say(line),
					now,
				},
			);
			return { factor };
		} catch (error) {
			throw error instanceof EngineError ? new CommandError(error.message) : error;
		}
	});
	progress?.clear();
	if (found === undefined) {
		progress?.say(`M${exponent}: interrupted and saved; the same command goes on from there`);
		process.exitCode = INTERRUPTED_EXIT_CODE;
		return;
	}
	const outcome = found.factor === undefined ? `finds no factor with B1 = ${b1}` : `finds the factor ${found.factor}`;
	progress?.say(`M${exponent}: stage 1 of P-1 ${outcome}`);
	const line = stageOneResult({ exponent, b1, ...found }, { version: packageVersion(), time: new Date() });
	process.stdout.write(`${JSON.stringify(line)}\n`);
}

function loadKernel(): FactorKernel {
	try {
		return FactorKernel.load();
	} catch (error) {
		throw error instanceof EngineError ? new CommandError(error.message) : error;
	}
}

function payingK(exponent: number, { kernel, depth, costs }: { kernel: FactorKernel; depth: FactoringDepth; costs: CostModel }): number {
	return depth.kLimit(exponent, costs.testSeconds(exponent), (bits) => kernel.testFor(bits));
}

/** The first k with 2kp + 1 > 2^bits. No factor has to be looked for above the square root. */
function kBelow(exponent: number, bits: number): number {
	const most = Math.min(bits, exponent / 2) - Math.log2(2 * exponent);
	if (most > LARGEST_K_BITS)
		throw new UsageError(
			`--bits: at most ${Math.floor(LARGEST_K_BITS + Math.log2(2 * exponent))} for the exponent ${exponent}; more would take years`,
		);
	return Math.ceil(2 ** most);
}

function readBits(text: string): number {
	const bits = /^\d{1,2}$/.test(text) ? Number(text) : 0;
	if (bits < 1 || bits > LARGEST_FACTOR_BITS) throw new Error(`must be a whole number from 1 to ${LARGEST_FACTOR_BITS}`);
	return bits;
}

function readB1(text: string): number {
	const b1 = /^\d{1,9}$/.test(text) ? Number(text) : 0;
	if (b1 < 2 || b1 > LARGEST_B1) throw new Error(`must be a whole number from 2 to ${LARGEST_B1}`);
	return b1;
}
