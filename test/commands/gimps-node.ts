// Runs gimps-node as a person does, to its end or to an interruption.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

export interface Outcome {
	readonly code: number | null;
	readonly out: string;
	readonly words: string;
}

export interface Circumstances {
	readonly dataDir: string;
	/** The signal is sent as soon as the words on stderr match. */
	readonly interruptAt?: RegExp | undefined;
	/** Default SIGINT. */
	readonly signal?: NodeJS.Signals;
}

export function runGimpsNode(args: readonly string[], { dataDir, interruptAt, signal = "SIGINT" }: Circumstances): Promise<Outcome> {
	const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, GIMPS_NODE_DATA_DIR: dataDir } });
	let out = "";
	let words = "";
	let interrupted = false;
	child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		words += text;
		if (interruptAt === undefined || interrupted || !interruptAt.test(words)) return;
		interrupted = true;
		child.kill(signal);
	});
	return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, words })));
}
