// The learner's node as a process group of its own: started with its port and peers, listened to on stderr, and ended with all its children.
import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { END_MS, STDERR_CHARACTERS } from "./limits.ts";

export interface Place {
	readonly port: number;
	readonly peers: readonly number[];
	/** An empty folder, for what the node keeps. */
	readonly folder: string;
}

export class NodeProcess {
	readonly #child: ChildProcess;
	readonly #left: Promise<void>;
	/** How it ended, in words; null while it runs. */
	ending: string | null = null;
	wasKilled = false;
	/** The end of what it wrote to stderr. */
	stderr = "";

	/** Replaces {port}, {peers} and {folder} in the command; PORT and PEERS stand in the environment as well. */
	constructor(command: readonly string[], place: Place) {
		const peers = place.peers.join(",");
		const values: Readonly<Record<string, string>> = { port: String(place.port), peers, folder: place.folder };
		const [file, ...args] = command.map((word) => word.replaceAll(/\{(port|peers|folder)\}/g, (_, name: string) => values[name]!));
		this.#child = spawn(file!, args, {
			stdio: ["ignore", "ignore", "pipe"],
			detached: process.platform !== "win32",
			env: { ...process.env, PORT: values["port"], PEERS: peers },
		});
		this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => {
			this.stderr = (this.stderr + text).slice(-STDERR_CHARACTERS);
		});
		this.#left = new Promise((resolve) => {
			const end = (ending: string): void => {
				this.ending ??= ending;
				resolve();
			};
			this.#child.once("error", (error) => end(`could not be started: ${error.message}`));
			this.#child.once("exit", (code, signal) => end(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`));
		});
	}

	get hasEnded(): boolean {
		return this.ending !== null;
	}

	/** Asks it to end, then ends it and whatever it started. Any number of times. */
	async end(): Promise<void> {
		if (!this.hasEnded) this.#signal("SIGTERM");
		await Promise.race([this.#left, sleep(END_MS)]);
		await this.kill();
	}

	/** At once, as by a crash of the machine. */
	async kill(): Promise<void> {
		this.#signal("SIGKILL");
		this.wasKilled = true;
		this.#child.stderr!.destroy();
		await this.#left;
	}

	/** The group outlives its leader: children are in it still. */
	#signal(signal: NodeJS.Signals): void {
		const { pid } = this.#child;
		if (pid === undefined || this.wasKilled) return;
		if (process.platform === "win32") {
			if (!this.hasEnded) spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"]);
			return;
		}
		try {
			process.kill(-pid, signal);
		} catch {
			// Nobody is left in the group.
		}
	}
}
