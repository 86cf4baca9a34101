// Starts a script of this folder as a process of its own, and reads what it prints line by line.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

export class Child {
	readonly lines: string[] = [];
	readonly #process: ChildProcessByStdio<Writable, Readable, null>;
	readonly #reader: Interface;
	readonly #ended: Promise<unknown>;

	/** before: a command that runs the script, with its arguments. */
	constructor(script: string, args: readonly string[], before: readonly string[] = []) {
		const [file = "", ...rest] = [...before, process.execPath, fileURLToPath(new URL(script, import.meta.url)), ...args];
		this.#process = spawn(file, rest, { stdio: ["pipe", "pipe", "inherit"] });
		this.#reader = createInterface({ input: this.#process.stdout });
		this.#reader.on("line", (line) => this.lines.push(line));
		this.#ended = Promise.all([once(this.#process, "exit"), once(this.#reader, "close")]);
	}

	get pid(): number {
		return this.#process.pid ?? 0;
	}

	/** The first line from now on that begins so, or one that came before. */
	async line(start: string): Promise<string> {
		for (;;) {
			const found = this.lines.find((line) => line.startsWith(start));
			if (found !== undefined) return found;
			const outcome = await Promise.race([once(this.#reader, "line"), this.#ended.then(() => "ended" as const)]);
			if (outcome === "ended" && !this.lines.some((line) => line.startsWith(start))) throw new Error(`ended without "${start}"`);
		}
	}

	say(line: string): void {
		this.#process.stdin.write(`${line}\n`);
	}

	/** All that it printed is in lines then. */
	async kill(): Promise<void> {
		this.#process.kill("SIGKILL");
		await this.#ended;
	}
}
