// A disk of a few megabytes that a test can fill, empty, and make read-only: a tmpfs in a mount namespace of its own. Nothing is left of it
// after close(), however the test ended. Root on Linux only.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { descendants } from "./process-tree.ts";

/** Why there can be no such disk here, or undefined. */
export function diskObstacle(): string | undefined {
	if (process.platform !== "linux") return "mount namespaces are Linux's";
	if (process.getuid?.() !== 0) return "only root may mount";
	for (const tool of ["unshare", "nsenter"])
		if (spawnSync(tool, ["--version"]).error !== undefined) return `there is no ${tool} (util-linux)`;
	const tried = spawnSync("unshare", ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"]);
	return tried.status === 0 ? undefined : `mounting is not allowed here: ${String(tried.stderr).trim()}`;
}

export class SmallDisk {
	readonly #holder: ChildProcess;
	/** The process that holds the namespace. */
	readonly #init: number;
	/** Where programs on the disk see it. */
	readonly folder: string;

	/** Mounted over the folder, which must be there. */
	static async open(folder: string, kibibytes: number): Promise<SmallDisk> {
		const script = `mount -t tmpfs -o size=${kibibytes}k disk ${folder} && echo open && exec cat`;
		const holder = spawn("unshare", ["--mount", "--fork", "--kill-child", "sh", "-ec", script], { stdio: ["pipe", "pipe", "inherit"] });
		await once(holder.stdout, "data");
		return new SmallDisk(holder, folder);
	}

	private constructor(holder: ChildProcess, folder: string) {
		this.#holder = holder;
		this.#init = descendants(holder.pid!)[0]!;
		this.folder = folder;
	}

	/** The command that runs another one with the disk in its place. */
	get program(): [string, ...string[]] {
		return ["nsenter", "--target", String(this.#init), "--mount", "--"];
	}

	/** To the last byte. */
	fill(): void {
		// It ends with "no space left".
		this.#run(`cat /dev/zero > ${join(this.folder, "filler")} 2>/dev/null || true`);
	}

	empty(): void {
		this.#run(`rm ${join(this.folder, "filler")}`);
	}

	/** What is open stays writable; whatever is to be made or opened anew is refused. */
	setReadOnly(): void {
		this.#run(`mount --bind ${this.folder} ${this.folder} && mount -o remount,bind,ro ${this.folder}`);
	}

	setWritable(): void {
		this.#run(`umount ${this.folder}`);
	}

	remove(file: string): void {
		this.#run(`rm ${join(this.folder, file)}*`);
	}

	/** Copies what is on it to a new folder outside. */
	copyTo(folder: string): void {
		this.#run(`cp -r ${this.folder} ${folder}`);
	}

	/** Any number of times; nobody may use it any more. */
	async close(): Promise<void> {
		if (this.#holder.exitCode !== null || this.#holder.signalCode !== null) return;
		const ended = once(this.#holder, "exit");
		this.#holder.stdin!.end();
		await ended;
	}

	#run(script: string): void {
		const [file, ...args] = [...this.program, "sh", "-ec", script];
		const done = spawnSync(file, args, { encoding: "utf8" });
		if (done.status !== 0) throw new Error(`failed: ${script}\n${done.stderr}`);
	}
}
