// However a node or a cluster ends: in order where it is asked to, whole log lines, and no process left behind.
import { afterEach, describe, expect, test } from "vitest";
import type { DaemonProcess } from "./daemon-process.ts";
import { Ground } from "./ground.ts";
import { freePorts } from "./ports.ts";
import { descendants, HAS_PROC, isAlive } from "./process-tree.ts";
import { until } from "./until.ts";

const ground = new Ground();
afterEach(() => ground.close());

const COMPUTES = ["--workers", "1"];

async function allGone(pids: readonly number[]): Promise<void> {
	if (HAS_PROC) expect(pids).not.toEqual([]);
	await until(`no process of ${pids.join(", ")} lives`, () => !pids.some(isAlive));
}

function children(of: DaemonProcess): number[] {
	return HAS_PROC ? descendants(of.pid) : [];
}

/** A cluster of two whose nodes have found something, so that their compute processes run. */
async function cluster(options: { tied: boolean }): Promise<DaemonProcess> {
	const args = ["--nodes", "2", "--base-port", String(await freePorts(2)), "--http", "0", "--data-dir", ground.folder()];
	const started = ground.run(["cluster", ...args, "--generate-every", "0.3"], options);
	await until("the dashboard is up", () => {
		if (started.hasEnded) throw new Error(started.stderr);
		return started.stderr.includes("dashboard: ");
	});
	await started.logged("prime found");
	return started;
}

describe("a node", () => {
	test.for(["SIGTERM", "SIGINT", "SIGHUP"] as const)("ends in order on %s", async (signal) => {
		const node = await ground.node(COMPUTES, { tied: false });
		const peer = await ground.peer(node, 44_001);
		await node.logged("prime found");
		const started = children(node);
		expect(await node.end(signal)).toEqual({ code: 0, signal: null });
		expect(node.stdout.endsWith("\n")).toBe(true);
		expect(node.log.at(-1)).toMatchObject({ level: "info", msg: "node stopped" });
		expect(node.stderr).toBe("");
		await until("its peer's connection is closed", () => peer.isClosed);
		await allGone(started);
	});

	test.skipIf(process.platform === "win32")("SIGUSR1 opens no debugger, and ends nothing", async () => {
		const node = await ground.node(COMPUTES, { tied: false });
		await node.logged("prime found");
		for (const pid of [node.pid, ...children(node)]) process.kill(pid, "SIGUSR1");
		await node.post("sleep");
		await node.logged("node asleep");
		expect(await node.end("SIGTERM")).toEqual({ code: 0, signal: null });
		expect([node.stderr, node.log.filter(({ msg }) => msg === "engine")]).toEqual(["", []]);
	});

	test("that is asked twice ends all the same", async () => {
		const node = await ground.node(COMPUTES, { tied: false });
		await node.logged("prime found");
		node.child.kill("SIGINT");
		expect(await node.end("SIGINT")).toEqual({ code: 0, signal: null });
		expect(node.log.filter(({ msg }) => msg === "node stopped")).toHaveLength(1);
	});

	test("that sleeps ends in order too", async () => {
		const node = await ground.node(COMPUTES, { tied: false });
		await node.post("sleep");
		expect(await node.end("SIGTERM")).toEqual({ code: 0, signal: null });
	});

	test.skipIf(!HAS_PROC)("that is killed leaves no compute process behind", async () => {
		const node = await ground.node(COMPUTES, { tied: false });
		await node.logged("prime found");
		const started = children(node);
		await node.end("SIGKILL");
		await allGone(started);
	});

	test("goes on when nobody reads its log any more", async () => {
		const node = await ground.node(["--log-level", "debug"], { tied: false });
		const { url } = node;
		node.child.stdout!.destroy();
		const peer = await ground.peer(node, 44_002);
		for (let count = 0; count < 50; count++) await peer.greet();
		expect((await fetch(`${url}/healthz`)).status).toBe(200);
		expect(node.hasEnded).toBe(false);
		node.child.kill("SIGTERM");
		expect((await node.ended).code).toBe(0);
	});

	test("ends with whoever started it over a channel", async () => {
		const node = await ground.node(COMPUTES);
		await node.logged("prime found");
		const started = children(node);
		node.child.disconnect();
		expect(await node.ended).toEqual({ code: 0, signal: null });
		await allGone(started);
	});
});

describe("a cluster", () => {
	test("ends in order on SIGINT, as by Ctrl-C", async () => {
		const started = await cluster({ tied: false });
		const nodes = children(started);
		expect(await started.end("SIGINT")).toEqual({ code: 0, signal: null });
		expect(started.log.filter(({ msg }) => msg === "node stopped")).toHaveLength(2);
		expect(started.log.filter(({ level }) => level === "error")).toEqual([]);
		await allGone(nodes);
	});

	test.skipIf(!HAS_PROC)("that is killed leaves no process behind", async () => {
		const started = await cluster({ tied: false });
		const nodes = children(started);
		await started.end("SIGKILL");
		await allGone(nodes);
	});

	test("goes on when nobody reads its log any more", async () => {
		const started = await cluster({ tied: false });
		const url = /dashboard: (\S+)/.exec(started.stderr)![1]!;
		const nodes = (await (await fetch(`${url}/nodes`)).json()) as readonly { readonly id: number }[];
		const messageId = async (): Promise<number> => {
			const state = (await (await fetch(`${url}/${nodes[0]!.id}/state`)).json()) as { readonly msg_id: number };
			return state.msg_id;
		};
		started.child.stdout!.destroy();
		const before = await messageId();
		await until("its nodes speak on", async () => (await messageId()) > before + 3);
		started.child.kill("SIGTERM");
		expect([(await started.ended).code, started.stderr]).toEqual([0, expect.not.stringContaining("EPIPE")]);
	});
});
