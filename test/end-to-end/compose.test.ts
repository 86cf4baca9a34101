// docker-compose.yml does what it says, without any docker: its commands run as composed on four hosts of a network of their own.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { NodeState } from "../../src/dashboard/contract.ts";
import { commandOf, readComposeFile, readImage, type Service } from "./compose-file.ts";
import { ROOT, type DaemonProcess } from "./daemon-process.ts";
import { Ground } from "./ground.ts";
import { Asker, labObstacle, NetworkLab } from "./network-lab.ts";
import { descendants } from "./process-tree.ts";
import { until } from "./until.ts";

const { services, volumes } = readComposeFile();
const image = readImage();
const names = Object.keys(services);

describe("docker-compose.yml", () => {
	test("has four nodes on ports 5001 to 5004, each given only the one before it", () => {
		expect(names).toEqual(["node1", "node2", "node3", "node4"]);
		for (const [index, name] of names.entries()) {
			const command = commandOf(services[name]!).join(" ");
			expect(command).toContain(`--port ${5_001 + index} `);
			expect(command).toContain(`--advertise ${name}:${5_001 + index} `);
			expect(/--peers (\S+)/.exec(command)?.[1]).toBe(index === 0 ? undefined : `${names[index - 1]}:${5_000 + index}`);
		}
	});

	test("keeps each node healthy, restarted, and its data", () => {
		for (const [name, service] of Object.entries(services)) {
			expect(service).toMatchObject({ init: true, restart: "unless-stopped", stop_grace_period: expect.any(String), user: image.user });
			expect(service.healthcheck.test[0]).toBe("CMD");
			expect(service.volumes).toEqual([`${name}:${image.environment["GIMPS_NODE_DATA_DIR"]}`]);
			expect(volumes).toHaveProperty(name);
		}
		expect(image).toMatchObject({ entrypoint: ["gimps-node"], user: "node" });
		// What a container publishes must be listened to from outside of it.
		expect(image.environment).toMatchObject({ GIMPS_NODE_HOST: "0.0.0.0", GIMPS_NODE_HTTP_HOST: "0.0.0.0", GIMPS_NODE_HTTP: "8080" });
	});
});

const obstacle = labObstacle() ?? (existsSync(`${ROOT}dist/cli.js`) ? undefined : "the command line is not built");
if (obstacle !== undefined) process.stderr.write(`skipped: the composed nodes on a network of their own, for ${obstacle}\n`);

describe.skipIf(obstacle !== undefined)("the composed nodes on a network of their own", () => {
	const ground = new Ground();
	let lab: NetworkLab | undefined;
	afterAll(async () => {
		await lab?.close();
		await ground.close();
	});

	test("agree, evict one that is cut off, and welcome it again", { timeout: 240_000 }, async () => {
		const folder = ground.folder();
		lab = await NetworkLab.open(names, join(folder, "hosts"));
		const hosts = names.map((name) => new Host(name, services[name]!, { lab: lab!, ground }));
		await whole(hosts);
		for (const host of hosts) expect(host.health(), host.name).toEqual({ status: 0, stderr: "" });
		// The page of the first shows them all.
		for (const { id } of hosts) expect(await hosts[0]!.stateOf(id)).toMatchObject({ id, awake: true });

		const [cutOff, ...others] = hosts.toReversed() as [Host, ...Host[]];
		lab.cut(cutOff.name);
		const evictions = await Promise.all([
			...others.map((host) => host.daemon.logged("peer evicted", { peer: cutOff.id })),
			...others.map((host) => cutOff.daemon.logged("peer evicted", { peer: host.id })),
		]);
		for (const eviction of evictions) {
			expect(eviction["silent_seconds"]).toBeGreaterThan(10);
			// 10 s of silence and a look every second; the rest is for a busy machine.
			expect(eviction["silent_seconds"]).toBeLessThan(16);
		}
		for (const host of others) expect(new Set([host.id, ...(await host.peers())])).toEqual(new Set(others.map(({ id }) => id)));
		expect(await cutOff.peers()).toEqual([]);

		lab.heal(cutOff.name);
		await whole(hosts);
		for (const { daemon } of hosts) expect(daemon.log.filter(({ level }) => level === "error")).toEqual([]);

		expect(await Promise.all(hosts.map((host) => host.stop()))).toEqual(hosts.map(() => "node stopped"));
	});
});

/** One service on its host. */
class Host {
	readonly name: string;
	readonly id: number;
	readonly daemon: DaemonProcess;
	readonly #asker: Asker;
	readonly #health: readonly string[];
	readonly #on: readonly [string, ...string[]];
	readonly #http: string;

	/** The image's entrypoint is the launcher of this tree, its volume a folder here; all else is as composed. */
	constructor(name: string, service: Service, { lab, ground }: { readonly lab: NetworkLab; readonly ground: Ground }) {
		const target = service.volumes[0]!.split(":")[1]!;
		const data = ground.folder();
		const here = (text: string): string => (text === target ? data : text);
		const command = commandOf(service).map(here);
		const environment = Object.entries({ ...image.environment, ...service.environment }).map(([key, text]) => [key, here(text)]);
		const env = Object.fromEntries(environment) as Record<string, string>;
		this.name = name;
		this.id = Number(command[command.indexOf("--port") + 1]);
		this.#http = command[command.indexOf("--http") + 1]!;
		this.#on = lab.on(name);
		this.daemon = ground.run(command, { tied: false, env, program: [...this.#on, process.execPath, `${ROOT}bin/gimps-node.js`] });
		this.#asker = new Asker(this.#on);
		this.#health = service.healthcheck.test.slice(1);
	}

	state(): Promise<NodeState> {
		return this.#asker.json(`http://127.0.0.1:${this.#http}/state`);
	}

	/** Of another node, by way of this one's page. */
	stateOf(id: number): Promise<NodeState> {
		return this.#asker.json(`http://127.0.0.1:${this.#http}/${id}/state`);
	}

	async peers(): Promise<number[]> {
		return Object.keys((await this.state()).peers).map(Number);
	}

	/** What the health check says, run as docker would. */
	health(): { status: number | null; stderr: string } {
		const [program, ...args] = this.#health.map((word) => (word === "node" ? process.execPath : word));
		const [file, ...first] = this.#on;
		const { status, stderr } = spawnSync(file, [...first, program!, ...args], { encoding: "utf8" });
		return { status, stderr };
	}

	/** As docker does it: SIGTERM to the program itself, not to what put it into its namespace. Gives its last word. */
	async stop(): Promise<string | undefined> {
		process.kill(descendants(this.daemon.pid)[0]!, "SIGTERM");
		expect((await this.daemon.ended).code).toBe(0);
		return this.daemon.log.at(-1)?.msg;
	}
}

/** Each lists the three others, and all name the same largest prime and finder. */
function whole(hosts: readonly Host[]): Promise<true> {
	return until(
		"all list all and agree",
		async () => {
			const states = await Promise.all(hosts.map((host) => host.state()));
			const ids = hosts.map(({ id }) => id);
			for (const { id, peers } of states) expect(Object.keys(peers).map(Number)).toEqual(ids.filter((other) => other !== id));
			const primes = new Set(states.map(({ biggest_prime, biggest_prime_sender }) => `${biggest_prime} ${biggest_prime_sender}`));
			return primes.size === 1 && states[0]!.biggest_prime > 2;
		},
		60_000,
	);
}
