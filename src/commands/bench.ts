// gimps-node bench: milliseconds an iteration for a row of exponents on this machine, a table or JSON rows on stdout.
// What it is measured with goes to stderr; nothing is kept.
import type { CommandModule } from "yargs";
import { UsageError } from "../config.ts";
import { bench, BENCH_EXPONENTS, BENCH_FLAGS } from "../engine/bench.ts";
import type { BenchRow } from "../engine/engine.ts";
import { CommandError } from "./command-error.ts";

interface BenchArguments {
	readonly exponents: string | undefined;
	readonly threads: number;
	readonly json: boolean;
}

export const benchCommand: CommandModule<object, BenchArguments> = {
	command: "bench",
	describe: "Milliseconds an iteration for a row of transform lengths",
	builder: (yargs) =>
		yargs
			.option("exponents", { type: "string", requiresArg: true, describe: "exponents to measure, separated by commas" })
			.option("threads", { type: "number", default: 1, requiresArg: true, describe: "threads that share one transform" })
			.option("json", { type: "boolean", default: false, describe: "a JSON array of rows" })
			.check(({ exponents, threads }) => {
				if (!Number.isInteger(threads) || threads < 1 || threads > 64) throw new UsageError("--threads: a number from 1 to 64");
				readExponents(exponents);
				return true;
			})
			.example("$0 bench --threads 2 --exponents 20996011,136279841", "two large ones, two threads on each"),
	handler: async ({ exponents, threads, json }) => {
		const options = { exponents: readExponents(exponents), threads, flags: BENCH_FLAGS };
		const runtime = `node ${process.versions.node}, V8 ${process.versions.v8}, ${options.flags.join(" ")}`;
		process.stderr.write(`${runtime}; threads: ${threads}\n`);
		const rows: BenchRow[] = [];
		if (!json) process.stdout.write(tableLine("exponent", "words", "kernel", "ms"));
		await bench(options, (row) => {
			rows.push(row);
			if (json) return;
			const { exponent, length, kernel, msPerIteration } = row;
			process.stdout.write(tableLine(String(exponent), words(length), kernel, msPerIteration.toPrecision(3)));
		}).catch((error: unknown) => {
			throw new CommandError(`bench: ${error instanceof Error ? error.message : String(error)}`);
		});
		if (json)
			process.stdout.write(
				`${JSON.stringify(
					rows.map((row) => ({ ...row, runtime, flags: options.flags })),
					null,
					"\t",
				)}\n`,
			);
	},
};

const SMALLEST = 600;
const LARGEST = 280_000_000;

function readExponents(text: string | undefined): number[] {
	const exponents = text === undefined ? [...BENCH_EXPONENTS] : text.split(",").map(Number);
	for (const exponent of exponents) {
		if (!Number.isInteger(exponent) || exponent < SMALLEST || exponent > LARGEST) {
			throw new UsageError(`--exponents: whole numbers from ${SMALLEST} to ${LARGEST}`);
		}
	}
	return exponents;
}

function tableLine(exponent: string, length: string, kernel: string, ms: string): string {
	return `${exponent.padStart(11)} ${length.padStart(8)}  ${kernel.padEnd(12)} ${ms.padStart(9)}\n`;
}

/** Multiples of 1024 as K. */
function words(length: number): string {
	return length % 1024 === 0 ? `${length / 1024}K` : String(length);
}
