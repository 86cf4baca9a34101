// gimps-node verify: checks anyone's proof of a PRP test. One line of words on stderr, one of JSON on stdout; exit code 0: it holds, 1: it does not.
import type { CommandModule } from "yargs";
import { type Options, readConfig, SHARED_OPTIONS } from "../config.ts";
import { gimpsProofVerdict } from "../gimps/result.ts";
import type { ProofVerdict } from "../engine/proofs.ts";
import { INTERRUPTED_EXIT_CODE } from "./interrupt.ts";
import { withOptions } from "./options.ts";
import { duration } from "../terminal/duration.ts";
import { ProgressLine } from "./progress-line.ts";
import { packageVersion } from "./version.ts";
import { withEngine } from "./with-engine.ts";

export const VERIFY_OPTIONS = {
	threads: { ...SHARED_OPTIONS.threads, group: "Verify:", help: "threads that share the work" },
	"data-dir": SHARED_OPTIONS["data-dir"],
} as const satisfies Options;

export const verifyCommand: CommandModule<object, { file: string; json: boolean }> = {
	command: "verify <file>",
	describe: "Check the proof of a PRP test",
	builder: (yargs) =>
		withOptions(
			yargs
				.positional("file", { type: "string", demandOption: true, describe: "a proof file, of this program or another" })
				.option("json", { type: "boolean", default: false, describe: "no words on stderr, only the JSON line on stdout" }),
			VERIFY_OPTIONS,
		).example("$0 verify gimps-data/proof/M110527-5.proof", "exit code 0: it holds; 1: it does not"),
	handler: async (argv) => {
		const { threads, "data-dir": dataDir } = readConfig(VERIFY_OPTIONS, { ...argv }, process.env);
		const words = argv.json ? undefined : new ProgressLine({ stream: process.stderr, now: () => performance.now() });
		const verdict = await withEngine({ threads, dataDir, onLog: (line) => words?.say(line) }, (engine, signal) =>
			engine.verifyProof(argv.file, { signal, onProgress: (progress) => words?.show(progress) }),
		);
		words?.clear();
		if (verdict === undefined) {
			words?.say(`${argv.file}: interrupted`);
			process.exitCode = INTERRUPTED_EXIT_CODE;
			return;
		}
		words?.say(describe(verdict));
		process.stdout.write(`${JSON.stringify(gimpsProofVerdict(verdict, { version: packageVersion(), time: new Date() }))}\n`);
		if (verdict.refusal !== null) process.exitCode = 1;
	},
};

function describe({ number, base, proof, multiplicity, refusal, prime, res64, residueType, seconds }: ProofVerdict): string {
	const kind = `proof of power ${proof.power}${multiplicity === 1 ? "" : `x${multiplicity}`} for ${number}`;
	if (refusal !== null) return `the ${kind} does not hold: ${refusal}`;
	const proved = prime ? "a probable prime" : `composite, residue ${res64} of type ${residueType}`;
	return `the ${kind} holds: ${proved}, to base ${base}; checked in ${duration(seconds)}`;
}
