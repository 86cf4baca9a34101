// What one test needs of the machine: processes, plain peers, folders. All of it is gone after close(), however the test ended.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { DaemonProcess, type ProcessOptions } from "./daemon-process.ts";
import { PlainPeer } from "./plain-peer.ts";
import { freePorts } from "./ports.ts";

// Processes start and end in hooks, and slowly where the machine is busy.
vi.setConfig({ hookTimeout: 30_000 });

/** A node that does all sooner, for tests that need not see the exercise's own timing. */
export const QUICK = ["--generate-every", "0.3", "--ping-every", "0.2", "--evict-every", "0.1", "--stale-after", "1.5"] as const;

export type RunningNode = DaemonProcess & { readonly port: number };

export class Ground {
	readonly #processes: DaemonProcess[] = [];
	readonly #peers: PlainPeer[] = [];
	readonly #folders: string[] = [];

	folder(): string {
		const folder = mkdtempSync(join(tmpdir(), "gimps-node-test-"));
		this.#folders.push(folder);
		return folder;
	}

	run(args: readonly string[], options?: ProcessOptions): DaemonProcess {
		const started = new DaemonProcess(args, options);
		this.#processes.push(started);
		return started;
	}

	/** A quick node with HTTP that computes nothing unless told to, on a free port unless told which; resolves once it listens. */
	async node(args: readonly string[] = [], options?: ProcessOptions): Promise<RunningNode> {
		const given = args.indexOf("--port");
		const port = given === -1 ? await freePorts() : Number(args[given + 1]);
		const fixed = ["--http", "0", "--data-dir", this.folder(), ...QUICK];
		const chosen = [...(given === -1 ? ["--port", String(port)] : []), ...(args.includes("--workers") ? [] : ["--workers", "0"])];
		const defaults = fixed.flatMap((name, index) => (index % 2 === 0 && !args.includes(name) ? [name, fixed[index + 1]!] : []));
		return Object.assign(await this.run([...chosen, ...defaults, ...args], options).listening(), { port });
	}

	/** A plain peer that has dialled the node and was answered. */
	async peer(node: Pick<RunningNode, "port">, id: number, firstMessageId?: number): Promise<PlainPeer> {
		const peer = await PlainPeer.dial(node.port, id, firstMessageId);
		this.#peers.push(peer);
		await peer.greet();
		return peer;
	}

	/** The plain peers leave without a word. */
	leave(): void {
		for (const peer of this.#peers.splice(0)) peer.close();
	}

	async close(): Promise<void> {
		this.leave();
		const processes = this.#processes.splice(0);
		// In order where it can, for a node that is killed leaves its children a moment longer.
		for (const started of processes) if (!started.hasEnded) started.child.kill("SIGTERM");
		const killer = setTimeout(() => processes.forEach((started) => started.child.kill("SIGKILL")), 5_000);
		await Promise.all(processes.map((started) => started.ended.catch(() => undefined)));
		clearTimeout(killer);
		for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}
