// gimps-node pause and gimps-node resume: let `work` in a folder rest, or go on. Also where the platform has no signals, and across restarts.
import { statSync } from "node:fs";
import { join } from "node:path";
import type { CommandModule } from "yargs";
import { type Options, readConfig, UsageError } from "../config.ts";
import { withOptions } from "./options.ts";
import { Wish } from "./wish.ts";
import { DATA_DIR, WORK_OPTIONS } from "./work.ts";

export const PAUSE_OPTIONS = { dir: { ...WORK_OPTIONS.dir, help: "folder with worktodo.txt" } } as const satisfies Options;

export const pauseCommand = command("pause", "Let the work in a folder be saved and rest, until resume", (wish, dir) => {
	wish.rest();
	return `the work in ${dir} rests within a second, also after a restart; gimps-node resume lets it go on`;
});

export const resumeCommand = command("resume", "Let the work in a folder go on after pause", (wish, dir) => {
	const rested = wish.isForRest;
	wish.goOn();
	return rested ? `the work in ${dir} goes on` : `the work in ${dir} was not paused`;
});

/** act gives the line for people. */
function command(name: string, describe: string, act: (wish: Wish, dir: string) => string): CommandModule {
	return {
		command: name,
		describe,
		builder: (yargs) => withOptions(yargs, PAUSE_OPTIONS).example(`$0 ${name} --dir ~/gimps`, "of gimps-node work --dir ~/gimps"),
		handler: (argv) => {
			const { dir } = readConfig(PAUSE_OPTIONS, argv, process.env);
			if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`--dir: there is no folder ${dir}`);
			process.stderr.write(`${act(new Wish(join(dir, DATA_DIR)), dir)}\n`);
		},
	};
}
