// gimps-node certify: GIMPS's certificate work, a GIMPS JSON line on stdout; words go to stderr.
// Interrupted, it saves and exits with 130; the same command goes on from there.
import type { CommandModule } from "yargs";
import { type Options, readConfig, SHARED_OPTIONS, UsageError } from "../config.ts";
import { gimpsCertificate } from "../gimps/result.ts";
import { LARGEST_TRANSFORM_EXPONENT } from "../engine/limits.ts";
import { INTERRUPTED_EXIT_CODE } from "./interrupt.ts";
import { withOptions } from "./options.ts";
import { duration } from "../terminal/duration.ts";
import { ProgressLine } from "./progress-line.ts";
import { readExponent } from "./test.ts";
import { packageVersion } from "./version.ts";
import { withEngine } from "./with-engine.ts";

export const CERTIFY_OPTIONS = {
	squarings: { group: "Certify:", help: "how many squarings, the last number of a Cert= line", read: readSquarings },
	start: { group: "Certify:", help: "file with the start value: ceil(EXPONENT / 8) bytes, little-endian", read: (text: string) => text },
	aid: { group: "Certify:", help: "the assignment's 32 hex digits, for the JSON line", read: readAid },
	threads: { ...SHARED_OPTIONS.threads, group: "Certify:", help: "threads that share the work" },
	"data-dir": SHARED_OPTIONS["data-dir"],
} as const satisfies Options;

export const certifyCommand: CommandModule<object, { exponent: string; json: boolean }> = {
	command: "certify <exponent>",
	describe: "Do the squarings of a certificate modulo 2^EXPONENT - 1",
	builder: (yargs) =>
		withOptions(
			yargs
				.positional("exponent", { type: "string", demandOption: true, describe: "a prime number from 3 up" })
				.option("json", { type: "boolean", default: false, describe: "no words on stderr, only the JSON line on stdout" }),
			CERTIFY_OPTIONS,
		).example("$0 certify 110503 --squarings 432 --start M110503.start", "Ctrl-C saves, the same command goes on"),
	handler: async (argv) => {
		const { squarings, start, aid, threads, "data-dir": dataDir } = readConfig(CERTIFY_OPTIONS, { ...argv }, process.env);
		const exponent = readExponent(argv.exponent);
		if (exponent > LARGEST_TRANSFORM_EXPONENT) throw new UsageError(`exponents up to ${LARGEST_TRANSFORM_EXPONENT} can be certified`);
		if (squarings === null || start === null)
			throw new UsageError("give --squarings and --start: the number and the start value of the work");
		const words = argv.json ? undefined : new ProgressLine({ stream: process.stderr, now: () => performance.now() });
		const certificate = await withEngine({ threads, dataDir, onLog: (line) => words?.say(line) }, (engine, signal) =>
			engine.certify({ exponent, squarings, file: start }, { signal, onProgress: (progress) => words?.show(progress) }),
		);
		words?.clear();
		if (certificate === undefined) {
			words?.say(`M${exponent}: interrupted and saved; the same command goes on from there`);
			process.exitCode = INTERRUPTED_EXIT_CODE;
			return;
		}
		words?.say(`M${exponent}: ${squarings} squarings certified after ${duration(certificate.seconds)}`);
		const line = gimpsCertificate(certificate, { version: packageVersion(), time: new Date(), credit: { aid: aid ?? undefined } });
		process.stdout.write(`${JSON.stringify(line)}\n`);
	},
};

function readSquarings(text: string): number {
	const squarings = /^\d{1,10}$/.test(text) ? Number(text) : 0;
	if (squarings < 1 || squarings > 2 ** 31) throw new Error("must be a whole number from 1 up");
	return squarings;
}

function readAid(text: string): string {
	if (!/^[0-9A-F]{32}$/i.test(text)) throw new Error("must be 32 hex digits");
	return text.toUpperCase();
}
