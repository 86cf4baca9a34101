// gimps-node bench: milliseconds an iteration for a row of exponents on this machine, a table or JSON rows on stdout.
// What it is measured with goes to stderr; nothing is kept.
import type { CommandModule } from "yargs";
import { type Options, readConfig, SHARED_OPTIONS } from "../config.ts";
import { integer } from "../config/texts.ts";
import { bench, BENCH_EXPONENTS, BENCH_FLAGS, type BenchRow } from "../engine/bench.ts";
import { CommandError } from "./command-error.ts";
import { withOptions } from "./options.ts";

export const BENCH_OPTIONS = {
	exponents: { group: "Bench:", help: "exponents to measure, separated by commas; default: a row of them", read: readExponents },
	threads: { ...SHARED_OPTIONS.threads, group: "Bench:", help: "threads that share one transform" },
} as const satisfies Options;

export const benchCommand: CommandModule<object, { json: boolean }> = {
	command: "bench",
	describe: "Milliseconds an iteration for a row of transform lengths",
	builder: (yargs) =>
		withOptions(yargs, BENCH_OPTIONS)
			.option("json", { type: "boolean", default: false, describe: "a JSON array of rows" })
			.example("$0 bench --threads 2 --exponents 20996011,136279841", "two large ones, two threads on each"),
	handler: async (argv) => {
		const { json } = argv;
		const { exponents, threads } = readConfig(BENCH_OPTIONS, { ...argv }, process.env);
		const options = { exponents: exponents ?? [...BENCH_EXPONENTS], threads, flags: BENCH_FLAGS };
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

function readExponents(text: string): number[] {
	return text.split(",").map(integer(600, 280_000_000));
}

function tableLine(exponent: string, length: string, kernel: string, ms: string): string {
	return `${exponent.padStart(11)} ${length.padStart(8)}  ${kernel.padEnd(12)} ${ms.padStart(9)}\n`;
}

/** Multiples of 1024 as K. */
function words(length: number): string {
	return length % 1024 === 0 ? `${length / 1024}K` : String(length);
}
