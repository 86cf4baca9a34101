// A small network of hosts on this machine: namespaces on a bridge, in namespaces of their own, so that the machine's network is untouched.
// Promises to be gone with the process that opened it, whatever way that ends: the kernel ends all that runs inside.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { descendants } from "./process-tree.ts";

/** Why there can be no such network here, or undefined. */
export function labObstacle(): string | undefined {
	if (process.platform !== "linux") return "network namespaces are Linux's";
	if (process.getuid?.() !== 0) return "only root may make network namespaces";
	for (const tool of ["ip", "unshare", "nsenter"])
		if (spawnSync(tool, ["--version"]).error !== undefined) return `there is no ${tool} here (iproute2, util-linux)`;
	const tried = spawnSync("unshare", ["--net", "--mount", "--pid", "--fork", "--mount-proc", "ip", "link", "add", "type", "bridge"]);
	return tried.status === 0 ? undefined : `namespaces are not allowed here: ${String(tried.stderr).trim()}`;
}

export class NetworkLab {
	readonly #holder: ChildProcess;
	/** Process id, outside, of the one that holds the namespaces: the init of all processes inside. */
	readonly #init: number;
	readonly #hosts: readonly string[];

	/** Hosts can reach one another by these names; the hosts file of all is written to the given path. */
	static async open(hosts: readonly string[], hostsFile: string): Promise<NetworkLab> {
		const entries = hosts.map((host, index) => `10.77.0.${index + 1} ${host}\n`);
		writeFileSync(hostsFile, `127.0.0.1 localhost\n${entries.join("")}`);
		// It ends with its stdin, and all in its process namespace end with it.
		const flags = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
		const holder = spawn("unshare", [...flags, "sh", "-c", "echo open; exec cat"], { stdio: ["pipe", "pipe", "inherit"] });
		await once(holder.stdout, "data");
		const lab = new NetworkLab(holder, hosts);
		try {
			lab.#build(hostsFile);
		} catch (error) {
			await lab.close();
			throw error;
		}
		return lab;
	}

	private constructor(holder: ChildProcess, hosts: readonly string[]) {
		this.#holder = holder;
		this.#init = descendants(holder.pid!)[0]!;
		this.#hosts = hosts;
	}

	/** The command that runs another one on a host. */
	on(host: string): [string, ...string[]] {
		return [...this.#inside(), "ip", "netns", "exec", host];
	}

	/** The host's cable is pulled: no FIN, no RST, just nothing more. */
	cut(host: string): void {
		this.#run(`ip link set port${this.#hosts.indexOf(host)} down`);
	}

	heal(host: string): void {
		this.#run(`ip link set port${this.#hosts.indexOf(host)} up`);
	}

	/** Any number of times. */
	async close(): Promise<void> {
		if (this.#holder.exitCode !== null || this.#holder.signalCode !== null) return;
		const ended = once(this.#holder, "exit");
		this.#holder.stdin!.end();
		await ended;
	}

	#build(hostsFile: string): void {
		this.#run(`mount -t tmpfs lab /run && mkdir /run/netns && mount --bind ${hostsFile} /etc/hosts`);
		this.#run("ip link add lab type bridge && ip link set lab up");
		for (const [index, host] of this.#hosts.entries())
			this.#run(`ip netns add ${host}
				ip link add port${index} type veth peer name eth0 netns ${host}
				ip link set port${index} master lab up
				ip -n ${host} address add 10.77.0.${index + 1}/24 dev eth0
				ip -n ${host} link set lo up
				ip -n ${host} link set eth0 up`);
	}

	#run(script: string): void {
		const [file, ...args] = [...this.#inside(), "sh", "-ec", script];
		const done = spawnSync(file, args, { encoding: "utf8" });
		if (done.status !== 0) throw new Error(`failed: ${script}\n${done.stderr}`);
	}

	#inside(): [string, ...string[]] {
		return ["nsenter", "--target", String(this.#init), "--net", "--mount", "--pid", "--"];
	}
}

/** Asks HTTP servers of one host, from within it, one question at a time. */
export class Asker {
	readonly #process: ChildProcess;
	readonly #answers: AsyncIterator<string>;

	constructor(program: readonly [string, ...string[]]) {
		const [file, ...args] = program;
		this.#process = spawn(file, [...args, process.execPath, "-e", ASK], { stdio: ["pipe", "pipe", "inherit"] });
		this.#answers = createInterface({ input: this.#process.stdout! })[Symbol.asyncIterator]();
	}

	async json<T>(url: string): Promise<T> {
		this.#process.stdin!.write(`${url}\n`);
		const { value } = await this.#answers.next();
		return JSON.parse(String(value));
	}
}

const ASK = `require("node:readline").createInterface({ input: process.stdin }).on("line", (url) =>
	fetch(url, { signal: AbortSignal.timeout(5000) }).then((answer) => answer.text()).then(console.log, (error) => console.log(String(error))))`;
