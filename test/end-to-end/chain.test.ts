// Four nodes, each given only the one before it: whatever the order of their start, whoever dies and comes back, all agree.
import { afterEach, expect, test, vi } from "vitest";
import { Ground, type RunningNode } from "./ground.ts";
import { freePorts } from "./ports.ts";
import { until } from "./until.ts";

const ground = new Ground();
afterEach(() => ground.close());

/** Four nodes that search are the most that these tests start at once: a busy machine may take its time. */
const NETWORK_PATIENCE_MS = 60_000;
vi.setConfig({ testTimeout: 2 * NETWORK_PATIENCE_MS });

const NODES = 4;

function chainArguments(first: number, index: number): string[] {
	const port = first + index;
	return ["--port", String(port), ...(index === 0 ? [] : ["--peers", String(port - 1)])];
}

/** Everyone lists everyone else, and all name the same largest prime and finder. */
async function agreed(nodes: readonly RunningNode[]): Promise<{ prime: number; finder: number }> {
	const ports = nodes.map(({ port }) => port).sort((a, b) => a - b);
	const inAgreement = async (): Promise<{ prime: number; finder: number } | false> => {
		const states = await Promise.all(nodes.map((node) => node.state()));
		for (const { id, peers } of states) expect(Object.keys(peers).map(Number)).toEqual(ports.filter((port) => port !== id));
		const views = new Set(states.map(({ biggest_prime, biggest_prime_sender }) => `${biggest_prime} ${biggest_prime_sender}`));
		return views.size === 1 && { prime: states[0]!.biggest_prime, finder: states[0]!.biggest_prime_sender };
	};
	return until(`${ports.join(", ")} agree`, inAgreement, NETWORK_PATIENCE_MS);
}

test.for([
	{ order: [0, 1, 2, 3], together: true },
	{ order: [3, 1, 2, 0], together: false },
])("a chain started in the order $order (together: $together) ends with all listing all and agreeing", async ({ order, together }) => {
	const first = await freePorts(NODES);
	const start = (index: number): Promise<RunningNode> =>
		ground.node([...chainArguments(first, index), "--workers", "1", "--generate-every", "1"]);
	const nodes: RunningNode[] = [];
	if (together) nodes.push(...(await Promise.all(order.map(start))));
	else for (const index of order) nodes.push(await start(index));
	// Who finds nothing is known to its neighbours alone: the base protocol makes originators known.
	const { prime, finder } = await agreed(nodes);
	expect(prime).toBeGreaterThan(2);
	expect(nodes.map(({ port }) => port)).toContain(finder);
	for (const node of nodes) expect(node.log.filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
});

test("a node that is killed is evicted by all, and counts again as soon as it is back", async () => {
	const first = await freePorts(3);
	const [one, two, three] = [first, first + 1, first + 2];
	const peers = { [one]: "", [two]: `${one}`, [three]: `${one},${two}` };
	// Only the one that dies searches, so that all new primes are its own.
	const start = (port: number): Promise<RunningNode> =>
		ground.node(["--port", `${port}`, "--peers", peers[port]!, "--workers", port === two ? "1" : "0"]);
	const [left, killed, right] = (await Promise.all([one, two, three].map(start))) as [RunningNode, RunningNode, RunningNode];
	await killed.logged("prime found");
	await agreed([left, killed, right]);
	await killed.end("SIGKILL");
	const { biggest_prime } = await left.state();
	for (const node of [left, right]) {
		await node.logged("peer evicted", { peer: two });
		await until("it is off the list", async () => !(await node.peers()).includes(two));
	}

	await start(two);
	for (const node of [left, right])
		await until("it took a new prime of the one that is back", async () => {
			const state = await node.state();
			return state.biggest_prime > biggest_prime && state.biggest_prime_sender === two;
		});
	expect(await left.peers()).toEqual([two, three]);
	expect(await right.peers()).toEqual([one, two]);
});

test("a foreign node that was restarted and counts from 0 again is heard again", async () => {
	const node = await ground.node();
	const id = 42_001;
	const earlier = await ground.peer(node, id);
	earlier.say("PRIME", { data: 17 });
	await until("17 is the largest", async () => (await node.state()).biggest_prime === 17);
	earlier.close();
	await node.logged("link closed", { peer: id });
	const later = await ground.peer(node, id);
	later.say("PRIME", { data: 19 });
	await until("its new prime counts", async () => (await node.state()).biggest_prime === 19);
});
