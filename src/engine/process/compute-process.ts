// The daemon's handle of one compute process: starts it, sends orders, and tells of its reports and of its end, each once.
// Never blocks, and never throws for what the process does.
import { type ChildProcess, fork } from "node:child_process";
import { extname } from "node:path";
import { createInterface } from "node:readline";
import type { ComputeSettings, Order, Report } from "./messages.ts";

/** After this long an ordered end is enforced. A save takes 2 s at most. */
const GRACE_MS = 10_000;

export interface ComputeProcessOptions extends ComputeSettings {
	/** V8 flags. */
	readonly flags: readonly string[];
}

export interface ComputeProcessListener {
	onReport(report: Report): void;
	/** The process is gone. */
	onEnd(end: ProcessEnd): void;
}

/** "closed": as it was told. "killed": by somebody else. "crashed": by itself, so that its kernels may be to blame. */
export interface ProcessEnd {
	readonly cause: "closed" | "killed" | "crashed";
	/** The exit code or signal, for people. */
	readonly how: string;
}

/** Signals that people and the system's memory guard send; a process that crashes gets others. */
const SIGNALS_FROM_OUTSIDE: readonly (NodeJS.Signals | null)[] = ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"];

export class ComputeProcess {
	readonly #child: ChildProcess;
	readonly #ended: Promise<void>;
	#closing = false;

	constructor(options: ComputeProcessOptions, listener: ComputeProcessListener) {
		const { flags, ...settings } = options;
		const main = new URL(`./compute-main${extname(import.meta.url)}`, import.meta.url);
		this.#child = fork(main, {
			execArgv: [...flags],
			stdio: ["ignore", "ignore", "pipe", "ipc"],
		});
		this.send({ type: "start", settings });
		this.#child.on("message", (report: Report) => listener.onReport(report));
		if (this.#child.stderr !== null)
			createInterface({ input: this.#child.stderr }).on("line", (line) => listener.onReport({ type: "log", line }));
		const { promise, resolve } = Promise.withResolvers<void>();
		this.#ended = promise;
		const end = (how: string, cause: ProcessEnd["cause"]): void => {
			resolve();
			listener.onEnd({ how, cause });
		};
		// Without this, a failed fork or a message to a process that just died would be thrown in the daemon.
		this.#child.on("error", (error) => {
			if (this.#child.pid === undefined) end(error.message, "crashed");
		});
		this.#child.on("exit", (code, signal) => {
			const fromOutside = code === 0 || SIGNALS_FROM_OUTSIDE.includes(signal);
			end(signal ?? `exit code ${code}`, this.#closing ? "closed" : fromOutside ? "killed" : "crashed");
		});
	}

	get pid(): number | undefined {
		return this.#child.pid;
	}

	send(order: Order): void {
		// A process that is already gone tells so by onEnd.
		if (this.#child.connected) this.#child.send(order, () => {});
	}

	kill(): void {
		this.#child.kill("SIGKILL");
	}

	/** Lets it save and waits for its end. */
	async close(): Promise<void> {
		this.#closing = true;
		if (this.#child.connected) this.#child.disconnect();
		const late = setTimeout(() => this.kill(), GRACE_MS);
		await this.#ended;
		clearTimeout(late);
	}
}
