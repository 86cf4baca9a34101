// The child processes of a cluster: started, their logs handed on and kept in a file each, started again when they die.
// However this process ends, no child stays: each ends when its IPC channel closes.
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { environmentName } from "../config.ts";
import type { ClusterConfig } from "../config.ts";
import { makeFolder } from "../ledger/folder.ts";
import { endQuietly } from "./broken-pipe.ts";
import type { ClusterLab } from "./cluster-lab.ts";
import type { ClusterOutput } from "./cluster-output.ts";
import { CommandError } from "./command-error.ts";
import { explain } from "./start-failure.ts";
import type { HeldReport, Remedies, StartReport } from "./start-failure.ts";

/** Long enough to see the others evict a node that was killed. */
const RESTART_AFTER_MS = 20_000;
/** A node that has not ended by then is killed. */
const STOP_TIMEOUT_MS = 8_000;

const CLI = new URL(`../cli${extname(import.meta.url)}`, import.meta.url);

interface Member {
	readonly port: number;
	readonly args: readonly string[];
	child: ChildProcess | null;
	/** Killed from the page: it stays away until it is started from there. */
	isKept: boolean;
	restart: NodeJS.Timeout | undefined;
}

export class Cluster {
	readonly #members: readonly Member[];
	readonly #dataDir: string;
	readonly #remedies: Remedies;
	readonly #output: ClusterOutput;
	readonly #endsWhenDone: boolean;
	readonly #done = new Set<Member>();
	readonly #allDone: () => void;
	readonly #lab: ClusterLab;
	#stopping = false;

	/** Ports of each node's HTTP, and the arguments that all nodes share. */
	constructor(
		config: ClusterConfig,
		httpPorts: readonly number[],
		shared: readonly string[],
		dependencies: {
			readonly remedies: Remedies;
			readonly output: ClusterOutput;
			readonly allDone: () => void;
			readonly lab: ClusterLab;
		},
	) {
		this.#endsWhenDone = config["exit-when-done"];
		this.#allDone = dependencies.allDone;
		this.#lab = dependencies.lab;
		this.#lab.attach({ kill: (node) => this.#strike(node), start: (node) => this.#revive(node) });
		this.#remedies = dependencies.remedies;
		this.#dataDir = config["data-dir"];
		this.#output = dependencies.output;
		process.stdout.off("error", endQuietly).on("error", (error: NodeJS.ErrnoException) => {
			// Nobody reads any more, as in `gimps-node cluster | head`: the nodes go on, and their log files too.
			if (error.code !== "EPIPE") throw error;
		});
		this.#members = httpPorts.map((http, index) => {
			const port = config["base-port"] + index;
			const peers = index === 0 ? [] : ["--peers", String(port - 1)];
			return {
				port,
				args: ["run", "--port", String(port), "--http", String(http), ...peers, ...shared],
				child: null,
				isKept: false,
				restart: undefined,
			};
		});
	}

	/** Of all nodes, for people. */
	get logFiles(): string {
		return join(this.#dataDir, "node-*.log");
	}

	/** Resolves once all listen; rejects with what the first that failed said. */
	async start(): Promise<void> {
		try {
			makeFolder(this.#dataDir);
		} catch (error) {
			throw new CommandError(explain({ code: "ledger", message: (error as Error).message }, this.#remedies));
		}
		const starts = this.#members.map((member) => this.#spawn(member));
		for (const { port, child } of this.#members) this.#output.say(`node ${port}: pid ${child?.pid}, log in ${this.#logFile(port)}`);
		await Promise.all(starts);
	}

	/** Lets each node end in order; any number of times. */
	async stop(): Promise<void> {
		this.#stopping = true;
		const children = this.#members.flatMap(({ child }) => (child === null ? [] : [child]));
		for (const child of children) child.kill("SIGTERM");
		const ended = Promise.all(children.map((child) => new Promise((resolve) => child.once("exit", resolve))));
		await Promise.race([ended, sleep(STOP_TIMEOUT_MS, undefined, { ref: false })]);
		this.kill();
	}

	/** At once, for the very end of this process. */
	kill(): void {
		this.#stopping = true;
		for (const { child } of this.#members) child?.kill("SIGKILL");
	}

	/** Resolves when the node listens. */
	#spawn(member: Member): Promise<void> {
		const child = fork(CLI, member.args, {
			stdio: ["ignore", "pipe", "pipe", "ipc"],
			env: withoutOptions(process.env),
		});
		member.child = child;
		this.#output.changed(member.port, { pid: child.pid ?? null, startsAt: null });
		this.#lab.changed(member.port, child);
		const file = createWriteStream(this.#logFile(member.port), { flags: "a" });
		let lastWords = "";
		createInterface({ input: child.stdout! }).on("line", (line) => {
			this.#output.logged(line);
			file.write(`${line}\n`);
		});
		child.stderr!.setEncoding("utf8").on("data", (text: string) => (lastWords = (lastWords + text).slice(-4_096)));
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		let report: StartReport | null = null;
		child.on("message", (said: StartReport | HeldReport) => {
			if (said.type === "held") return this.#lab.held(member.port, said.count);
			report = said;
			if (said.type !== "ready") return;
			this.#lab.joined(member.port);
			resolve();
		});
		child.on("exit", (code, signal) => {
			member.child = null;
			this.#output.changed(member.port, { pid: null, startsAt: null });
			this.#lab.changed(member.port, null);
			file.end();
			if (report?.type === "ready" && !this.#stopping && !this.#isDone(member, code))
				this.#startAgain(member, signal ?? `exit code ${code}`, lastWords);
		});
		// Only by then all that it reported and wrote has been read.
		child.on("close", (code, signal) => {
			if (report?.type === "ready") return;
			const reason =
				report === null ? lastWords.trim() || `it ended by ${signal ?? `exit code ${code}`}` : explain(report.failure, this.#remedies);
			reject(new CommandError(`node ${member.port} did not start: ${reason}`));
		});
		return promise;
	}

	/** A node that ended by itself has reached the end of a bounded hunt: it is not started again. */
	#isDone(member: Member, code: number | null): boolean {
		if (!this.#endsWhenDone || code !== 0) return false;
		this.#output.say(`node ${member.port}: done`);
		this.#done.add(member);
		if (this.#done.size === this.#members.length) this.#allDone();
		return true;
	}

	/** At once, as a crash. False where it does not run. */
	#strike(port: number): boolean {
		const member = this.#members.find((one) => one.port === port);
		if (member === undefined || member.child === null) return false;
		member.isKept = true;
		return member.child.kill("SIGKILL");
	}

	/** False where it runs already. */
	#revive(port: number): boolean {
		const member = this.#members.find((one) => one.port === port);
		if (member === undefined || member.child !== null || this.#stopping) return false;
		member.isKept = false;
		this.#spawnAgain(member);
		return true;
	}

	#startAgain(member: Member, reason: string, lastWords: string): void {
		if (member.isKept) return this.#output.say(`node ${member.port} was killed from the page; it stays away until it is started there`);
		this.#output.say(
			`node ${member.port} ended by ${reason}; starting it again in ${RESTART_AFTER_MS / 1_000} s${lastWords === "" ? "" : `\n${lastWords.trim()}`}`,
			"warn",
		);
		const startsAt = Date.now() + RESTART_AFTER_MS;
		this.#output.changed(member.port, { pid: null, startsAt });
		this.#lab.changed(member.port, null, startsAt);
		member.restart = setTimeout(() => this.#spawnAgain(member), RESTART_AFTER_MS);
	}

	#spawnAgain(member: Member): void {
		clearTimeout(member.restart);
		if (this.#stopping) return;
		this.#spawn(member).then(
			() => this.#output.say(`node ${member.port}: started again, pid ${member.child?.pid}`),
			(error: Error) => this.#startAgain(member, error.message, ""),
		);
	}

	#logFile(port: number): string {
		return join(this.#dataDir, `node-${port}.log`);
	}
}

/** What the environment says of options was read by the cluster: GIMPS_NODE_HTTP means the dashboard, not each node. */
function withoutOptions(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith(environmentName(""))));
}
