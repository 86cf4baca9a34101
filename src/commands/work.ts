// gimps-node work: works off a folder's worktodo.txt as GIMPS's programs do; result lines go to results.json.txt and to stdout.
// Interrupted, it saves and exits with 130; the same command goes on from there.
import { statSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import type { CommandModule } from "yargs";
import { type Config, type Options, readConfig, SHARED_OPTIONS, UsageError } from "../config.ts";
import { flag, integer } from "../config/texts.ts";
import { largestPower } from "../engine/proof-power.ts";
import type { ProofOptions } from "../engine/proofs.ts";
import { Crew } from "../gimps/crew.ts";
import { FileLockError } from "../gimps/file-lock.ts";
import { Gate } from "../gimps/gate.ts";
import { WorkFolder } from "../gimps/work-folder.ts";
import { BATTERY_PLATFORMS, isOnBattery } from "./battery.ts";
import { CommandError } from "./command-error.ts";
import { INTERRUPTED_EXIT_CODE } from "./interrupt.ts";
import { withOptions } from "./options.ts";
import { type Hours, Pauses } from "./pauses.ts";
import { chooseProof, PROOF_OPTIONS } from "./proof-choice.ts";
import { packageVersion } from "./version.ts";
import { withEngine } from "./with-engine.ts";
import { Wish } from "./wish.ts";
import { WorkStatus } from "./work-status.ts";
import { WorkerLines } from "./worker-lines.ts";

/** The data folder within the folder of work. */
export const DATA_DIR = "gimps-data";

export const WORK_OPTIONS = {
	dir: { group: "Work:", help: "folder with worktodo.txt; results.json.txt is written there", fallback: ".", read: (text: string) => text },
	workers: { group: "Work:", help: "lines worked on at a time", fallback: "1", read: integer(1, 256) },
	threads: { ...SHARED_OPTIONS.threads, group: "Work:" },
	memory: { ...SHARED_OPTIONS.memory, group: "Work:" },
	nice: { ...SHARED_OPTIONS.nice, group: "Work:" },
	"exit-when-done": {
		group: "Work:",
		help: "end when no line is left, instead of waiting for more",
		fallback: "false",
		isFlag: true,
		read: flag,
	},
	...PROOF_OPTIONS,
	user: { group: "Results:", help: "your name on mersenne.org, for the result lines", read: shortText },
	computer: { group: "Results:", help: "what you call this machine, for the result lines", read: shortText },
	hours: { group: "Pauses:", help: "work only from one full hour to another, local time, as in 22-6", read: readHours },
	"pause-when-busy": { group: "Pauses:", help: "pause while other processes load the machine with more than this", read: readLoad },
	"pause-on-battery": {
		group: "Pauses:",
		help: "pause while the machine runs on its battery (Linux, macOS)",
		fallback: "false",
		isFlag: true,
		read: flag,
	},
	status: { group: "Results:", help: "JSON file that says every 5 seconds what is worked on", read: (text: string) => text },
} as const satisfies Options;

export const workCommand: CommandModule = {
	command: "work",
	describe: "Work off the lines of worktodo.txt, as GIMPS hands them out",
	builder: (yargs) =>
		withOptions(yargs, WORK_OPTIONS)
			.example("$0 work", "the lines of ./worktodo.txt one after another; Ctrl-C saves, the same command goes on")
			.example("$0 work --dir ~/gimps --workers 4 --exit-when-done", "four lines at a time, until none is left")
			.example("$0 work --hours 22-6 --pause-when-busy 2", "at night, and only where nobody else computes"),
	handler: async (argv) => {
		const config = readConfig(WORK_OPTIONS, argv, process.env);
		if (config["pause-on-battery"] && !BATTERY_PLATFORMS.includes(process.platform))
			throw new UsageError(`--pause-on-battery: on ${process.platform} nobody can tell; use --hours or gimps-node pause`);
		if (!statSync(config.dir, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`--dir: there is no folder ${config.dir}`);
		const isWhole = await work(config);
		if (isWhole === undefined) process.exitCode = INTERRUPTED_EXIT_CODE;
		else if (!isWhole) throw new CommandError("some lines could not be done; they are still in worktodo.txt");
	},
};

/** True when every line could be done, undefined when interrupted. */
async function work(config: Config<typeof WORK_OPTIONS>): Promise<boolean | undefined> {
	const { dir, workers, threads, memory, nice, user, computer } = config;
	const dataDir = join(dir, DATA_DIR);
	const lines = new WorkerLines({ workers }, { stream: process.stderr, now: () => performance.now() });
	const say = (line: string): void => lines.say(line);
	const proofFor = async (exponent: number): Promise<ProofOptions | undefined> => {
		const asked = config["proof-power"];
		const power = asked === null ? null : Math.min(asked, largestPower(exponent));
		// Where those who upload proofs look for them.
		const file = (chosen: number): string => join(dir, "proof", `${exponent}-${chosen}.proof`);
		const { proof, line } = await chooseProof({ exponent, power, diskGib: config["proof-disk"], file, dataDir });
		say(`M${exponent}: ${line}`);
		return proof;
	};
	const done = await withEngine(
		{ workers, threads, nice, dataDir, onLog: say, ...(memory === null ? {} : { memoryMib: memory }) },
		async (engine, signal) => {
			const folder = new WorkFolder({ folder: dir, dataDir, signal }, { say, forget: (exponent) => engine.forget(exponent) });
			const gate = new Gate();
			const status = config.status === null ? undefined : statusIn(config.status, { workers, gate, say });
			const crew = new Crew(
				{
					workers,
					exitWhenDone: config["exit-when-done"],
					version: packageVersion(),
					credit: { user: user ?? undefined, computer: computer ?? undefined },
				},
				{
					engine,
					proofFor,
					folder,
					gate,
					signal,
					say,
					now: () => new Date(),
					onProgress: (worker, progress) => {
						lines.show(worker, progress);
						status?.show(worker, progress);
					},
					onResult: (worker, result) => {
						lines.clear(worker);
						status?.finished(worker);
						if (result["status"] === "P") say(`M${String(result["exponent"])} is prime, confirmed by a second run`);
						process.stdout.write(`${JSON.stringify(result)}\n`);
					},
				},
			);
			const pauses = new Pauses(
				{ hours: config.hours, busyLoad: config["pause-when-busy"], onBattery: config["pause-on-battery"] },
				{
					gate,
					wish: new Wish(dataDir),
					isOnBattery: () => isOnBattery(),
					say,
					load: () => loadavg()[0] ?? 0,
					hour: () => new Date().getHours(),
					ownLoad: () => (gate.reason === undefined ? crew.busy * threads : 0),
				},
			);
			const toggle = (): void => pauses.toggle();
			if (process.platform !== "win32") process.on("SIGUSR1", toggle);
			pauses.start();
			status?.start();
			try {
				await folder.recover();
				return await crew.run();
			} catch (error) {
				throw forPeople(error, dir);
			} finally {
				pauses.stop();
				status?.stop();
				process.off("SIGUSR1", toggle);
			}
		},
	);
	lines.close();
	if (done === undefined) say("interrupted and saved; the same command goes on from there");
	return done;
}

function statusIn(
	file: string,
	{ workers, gate, say }: { readonly workers: number; readonly gate: Gate; readonly say: (line: string) => void },
): WorkStatus {
	return new WorkStatus({ file, version: packageVersion(), workers }, { pausedFor: () => gate.reason, say, now: () => new Date() });
}

/** Another program's lock, or what the system refuses: a full disk, a folder that may not be written. Others are ours. */
function forPeople(error: unknown, dir: string): unknown {
	if (error instanceof FileLockError) return new CommandError(error.message);
	const isSystem = error instanceof Error && "syscall" in error;
	return isSystem
		? new CommandError(`cannot keep the files in ${dir}: ${error.message}; nothing is lost, start again when that is mended`)
		: error;
}

function shortText(text: string): string {
	if (text.length === 0 || text.length > 64) throw new Error("must have 1 to 64 characters");
	return text;
}

function readHours(text: string): Hours {
	const [from, to] = /^\d{1,2}-\d{1,2}$/.test(text) ? text.split("-").map(Number) : [];
	if (from === undefined || to === undefined || from > 23 || to > 24 || from === to)
		throw new Error("must be two different full hours of the day, as in 22-6");
	return { from, to };
}

function readLoad(text: string): number {
	const load = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
	if (!(load >= 0.1 && load <= 1000)) throw new Error("must be a number from 0.1 to 1000");
	return load;
}
