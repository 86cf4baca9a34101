// The command line as a real process: started, read, asked over HTTP, signalled.
// Promises to keep all that it says; never outlives the test that started it, even one that is killed.
import { spawn, type ChildProcess } from "node:child_process";
import { finished } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import type { NodeState } from "../../src/dashboard/contract.ts";
import { until } from "./until.ts";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** The present sources, not what was built of them some time. */
export const SOURCE_CLI = `${ROOT}src/cli.ts`;

export interface LogLine {
	readonly level: string;
	readonly time: string;
	readonly node: number;
	readonly msg: string;
	readonly [field: string]: unknown;
}

export interface Ended {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
}

export interface ProcessOptions {
	/** Added to an environment without any option of the node. */
	readonly env?: Readonly<Record<string, string>>;
	/** Whether the process knows when its parent is gone; as from a shell it does not. */
	readonly tied?: boolean;
	/** Whether the test types into it. */
	readonly isTypedInto?: boolean;
	/** The program and its first arguments instead of this Node and the sources. */
	readonly program?: readonly [string, ...string[]];
}

export class DaemonProcess {
	readonly child: ChildProcess;
	readonly ended: Promise<Ended>;
	/** All of stdout and stderr so far. */
	stdout = "";
	stderr = "";

	constructor(
		args: readonly string[],
		{ env = {}, tied = true, isTypedInto = false, program = [process.execPath, SOURCE_CLI] }: ProcessOptions = {},
	) {
		const [file, ...first] = program;
		this.child = spawn(file, [...first, ...args], {
			stdio: [isTypedInto ? "pipe" : "ignore", "pipe", "pipe", ...(tied ? ["ipc" as const] : [])],
			env: { ...plainEnvironment(), ...env },
		});
		this.child.stdout!.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
		this.child.stderr!.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
		// By then all that it wrote has been read; "close" does not come from a process that was disconnected.
		const read = [this.child.stdout!, this.child.stderr!].map((stream) => finished(stream).catch(() => undefined));
		const exit = new Promise<Ended>((resolve, reject) => {
			this.child.once("error", reject).once("exit", (code, signal) => resolve({ code, signal }));
		});
		this.ended = Promise.all([exit, ...read]).then(([ended]) => ended);
	}

	get pid(): number {
		return this.child.pid!;
	}

	get hasEnded(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}

	/** The complete lines of its log. Throws where one is no JSON. */
	get log(): LogLine[] {
		const lines = this.stdout.split("\n").slice(0, -1);
		return lines.map((line): LogLine => JSON.parse(line));
	}

	/** The first line of its log with this text, and with these fields. */
	logged(msg: string, fields: Readonly<Record<string, unknown>> = {}): Promise<LogLine> {
		return until(`the log says "${msg}" ${JSON.stringify(fields)}`, () => {
			const found = this.log.find((line) => line.msg === msg && Object.entries(fields).every(([name, value]) => line[name] === value));
			if (found === undefined && this.hasEnded) throw new Error(`it ended; stderr: ${this.stderr}`);
			return found;
		});
	}

	/** Resolves once it listens; rejects with its last words where it ended instead. */
	async listening(): Promise<this> {
		await Promise.race([
			this.logged("listening"),
			this.ended.then(({ code }) => {
				throw new Error(`the node ended with ${code}: ${this.stderr}`);
			}),
		]);
		return this;
	}

	/** Root of its HTTP side. */
	get url(): string {
		const url = this.log.find((line) => line.msg === "listening")?.["http"];
		if (typeof url !== "string") throw new Error("the node has no HTTP side");
		return url;
	}

	async state(): Promise<NodeState> {
		const answer = await fetch(`${this.url}/state`, { signal: AbortSignal.timeout(5_000) });
		return (await answer.json()) as NodeState;
	}

	async peers(): Promise<number[]> {
		return Object.keys((await this.state()).peers)
			.map(Number)
			.sort((a, b) => a - b);
	}

	post(method: "sleep" | "wake_up" | "reset", headers: Readonly<Record<string, string>> = {}): Promise<Response> {
		return fetch(`${this.url}/${method}`, { method: "POST", headers });
	}

	/** Sends the signal and waits for the end. */
	async end(signal: NodeJS.Signals): Promise<Ended> {
		this.child.kill(signal);
		return this.ended;
	}
}

/** What the test runner and the shell set must not decide what a node does. */
function plainEnvironment(): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GIMPS_NODE_|NODE_|VITEST|npm_)/.test(name)));
}
