// gimps-node torture: a self-test before a machine is trusted. Says at the end what it covered, as a table or JSON on stdout; exit code 1 on any error.
import { availableParallelism } from "node:os";
import type { CommandModule } from "yargs";
import { type Options, readConfig, SHARED_OPTIONS } from "../config.ts";
import { integer } from "../config/texts.ts";
import type { TortureRow } from "../engine/engine.ts";
import { torture } from "../engine/torture.ts";
import { CommandError } from "./command-error.ts";
import { INTERRUPTED_EXIT_CODE, untilInterrupted } from "./interrupt.ts";
import { withOptions } from "./options.ts";
import { duration } from "../terminal/duration.ts";

const WORDS_EVERY_MS = 30_000;

export const TORTURE_OPTIONS = {
	minutes: { group: "Torture:", help: "how long; a few lengths take turns each minute", fallback: "60", read: readMinutes },
	workers: {
		group: "Torture:",
		help: "processes that compute side by side",
		fallback: String(availableParallelism()),
		read: integer(1, 256),
	},
	nice: { ...SHARED_OPTIONS.nice, group: "Torture:" },
} as const satisfies Options;

export const tortureCommand: CommandModule<object, { json: boolean }> = {
	command: "torture",
	describe: "Test whether this machine computes reliably",
	builder: (yargs) =>
		withOptions(yargs.option("json", { type: "boolean", default: false, describe: "a JSON object instead of a table" }), TORTURE_OPTIONS)
			.example("$0 torture", "an hour on all cores")
			.example("$0 torture --minutes 5 --workers 1", "a first look"),
	handler: async (argv) => {
		const { minutes, workers, nice } = readConfig(TORTURE_OPTIONS, { ...argv }, process.env);
		const rows: TortureRow[] = [];
		const started = performance.now();
		const say = (line: string): void => void process.stderr.write(`${line}\n`);
		const words = setInterval(() => {
			const { squarings, errors, roundOff } = totalOf(rows);
			const time = `${duration((performance.now() - started) / 1000)} of ${duration(minutes * 60)}`;
			say(`${time}, ${squarings} squarings, round-off ${roundOff.toFixed(3)}, ${errors} errors`);
		}, WORDS_EVERY_MS);
		let death: string | undefined;
		const ended = await untilInterrupted(async (signal) => {
			await torture({ workers, seconds: minutes * 60, nice, signal }, (row) => rows.push(row)).catch((error: unknown) => {
				death = error instanceof Error ? error.message : String(error);
			});
			signal.throwIfAborted();
			return true;
		}).finally(() => clearInterval(words));
		tell(rows, { json: argv.json, seconds: (performance.now() - started) / 1000 });
		const { errors } = totalOf(rows);
		if (death !== undefined) throw new CommandError(death);
		if (errors > 0) throw new CommandError(`${errors} errors: this machine does not compute reliably`);
		if (ended === undefined) process.exitCode = INTERRUPTED_EXIT_CODE;
		say(`no error in ${duration((performance.now() - started) / 1000)}`);
	},
};

interface Total {
	readonly lengths: readonly number[];
	readonly squarings: number;
	readonly roundOff: number;
	readonly errors: number;
}

function totalOf(rows: readonly TortureRow[]): Total {
	return {
		lengths: [...new Set(rows.map(({ length }) => length))].toSorted((a, b) => a - b),
		squarings: rows.reduce((sum, row) => sum + row.squarings, 0),
		roundOff: Math.max(0, ...rows.map(({ roundOff }) => roundOff)),
		errors: rows.reduce((sum, row) => sum + row.errors, 0),
	};
}

/** What was covered, by kernel. */
function tell(rows: readonly TortureRow[], { json, seconds }: { readonly json: boolean; readonly seconds: number }): void {
	const kernels = [...new Set(rows.map(({ kernel }) => kernel))].toSorted();
	const covered = kernels.map((kernel) => ({ kernel, ...totalOf(rows.filter((row) => row.kernel === kernel)) }));
	if (json) {
		process.stdout.write(`${JSON.stringify({ seconds, errors: totalOf(rows).errors, kernels: covered })}\n`);
		return;
	}
	const line = (...cells: readonly string[]): void =>
		void process.stdout.write(`${cells.map((cell, i) => (i === 0 ? cell.padEnd(12) : cell.padStart(16))).join(" ")}\n`);
	line("kernel", "lengths", "words", "squarings", "round-off", "errors");
	for (const { kernel, lengths, squarings, roundOff, errors } of covered) {
		const words = `${lengths[0] ?? 0} to ${lengths.at(-1) ?? 0}`;
		line(kernel, String(lengths.length), words, String(squarings), roundOff.toFixed(3), String(errors));
	}
}

function readMinutes(text: string): number {
	const minutes = /^\d*\.?\d+$/.test(text) ? Number(text) : 0;
	if (!(minutes > 0 && minutes <= 100_000)) throw new Error("must be a number of minutes above 0");
	return minutes;
}
