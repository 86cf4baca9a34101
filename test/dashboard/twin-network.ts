// A network of twins that gossip at a given rate, for looking at the page and for measuring it; nothing of it is a real node.
import { type RunningHttp, startClusterHttp, startNodeHttp } from "../../src/dashboard/serve.ts";
import { IDLE, TwinNode } from "./twin-node.ts";

export interface TwinNetworkOptions {
	readonly nodes: number;
	/** Log entries that each node writes in a second. */
	readonly entriesPerSecond: number;
	readonly firstId?: number;
	readonly name?: (id: number) => string;
	readonly httpPort?: number;
}

export interface TwinNetwork {
	readonly twins: readonly TwinNode[];
	readonly https: readonly RunningHttp[];
	readonly cluster: RunningHttp;
	close(): Promise<void>;
}

const TICK_MS = 50;
const EXPONENTS = [
	3, 5, 7, 13, 17, 19, 31, 61, 89, 107, 127, 521, 607, 1279, 2203, 2281, 3217, 4253, 4423, 9689, 9941, 11213, 19937, 21701,
];

export async function startTwinNetwork(options: TwinNetworkOptions): Promise<TwinNetwork> {
	const firstId = options.firstId ?? 5001;
	const ids = Array.from({ length: options.nodes }, (_, index) => firstId + index);
	const twins = ids.map((id) => new TwinNode(id, options.name === undefined ? {} : { name: options.name(id) }));
	const neighbours = new Map(ids.map((id, index) => [id, neighboursOf(index, ids)]));
	const https = await Promise.all(twins.map((twin) => startNodeHttp({ host: "127.0.0.1", port: 0, view: twin, control: twin })));
	const cluster = await startClusterHttp({
		host: "127.0.0.1",
		port: options.httpPort ?? 0,
		nodes: https.map(({ url }, index) => ({ url, port: ids[index] ?? 0 })),
	});
	let tick = 0;
	const timer = setInterval(() => {
		tick += 1;
		live(twins, neighbours, tick, options.entriesPerSecond);
	}, TICK_MS);
	return {
		twins,
		https,
		cluster,
		close: async () => {
			clearInterval(timer);
			await Promise.all([cluster.close(), ...https.map((http) => http.close())]);
		},
	};
}

/** A ring with chords, so that a flood takes several hops and meets itself. */
function neighboursOf(index: number, ids: readonly number[]): number[] {
	const steps = ids.length <= 5 ? [1, 2] : [1, 2, 5];
	const around = (step: number) => ids[(index + step + ids.length) % ids.length] ?? 0;
	return [...new Set(steps.flatMap((step) => [around(step), around(-step)]))].filter((id) => id !== ids[index]);
}

/** One twentieth of a second of the network's life. */
function live(
	twins: readonly TwinNode[],
	neighbours: ReadonlyMap<number, readonly number[]>,
	tick: number,
	entriesPerSecond: number,
): void {
	const now = Date.now() / 1_000;
	const each = (entriesPerSecond * TICK_MS) / 1_000;
	for (const [index, twin] of twins.entries()) {
		const { id } = twin.current;
		const peers = neighbours.get(id) ?? [];
		// What is due since the last tick, also where it is less than one.
		const count = Math.floor((tick + 1) * each) - Math.floor(tick * each);
		for (let entry = 0; entry < count; entry++) {
			const peer = peers[(tick + entry) % peers.length] ?? 0;
			const base = { msg_id: tick * 100 + entry, ttl: 0, data: null, timestamp: now, peer };
			const step = entry % 4;
			if (step === 0) twin.log({ ...base, msg_type: "PING", msg_forwarder: peer, msg_originator: peer, received: true });
			else if (step === 1) twin.log({ ...base, msg_type: "PONG", msg_forwarder: id, msg_originator: id });
			else twin.log({ ...base, ...floodCopy(id, peer, tick, step, twins) });
		}
		if ((tick + index) % 20 === 0) twin.set(stateAt(twin, peers, now, tick));
	}
}

function floodCopy(id: number, peer: number, tick: number, step: number, twins: readonly TwinNode[]) {
	const originator = twins[Math.floor(tick / 20) % twins.length]?.current.id ?? id;
	const message = {
		msg_type: "PRIME",
		msg_id: Math.floor(tick / 20),
		msg_originator: originator,
		ttl: peer === originator ? 2 : 1,
		data: 521,
	};
	if (step === 3) return { ...message, msg_forwarder: id };
	const isDuplicate = (tick + peer) % 3 > 0;
	return { ...message, msg_forwarder: peer, received: true as const, ...(isDuplicate ? { duplicate: true as const } : {}) };
}

function stateAt(twin: TwinNode, peers: readonly number[], now: number, tick: number) {
	const found = Math.min(EXPONENTS.length, Math.floor(tick / 100) + 3);
	const exponent = EXPONENTS[found - 1] ?? 2;
	return {
		peers: Object.fromEntries(peers.map((peer, index) => [peer, now - index])),
		links: peers.map((peer) => ({ peer, direction: "dialled" as const, address: `127.0.0.1:${peer}`, since: now - 60 })),
		biggest_prime: exponent,
		biggest_prime_digits: Math.floor(exponent * Math.log10(2)) + 1,
		msg_id: tick,
		search: {
			...IDLE,
			above: exponent,
			testing: [
				{
					exponent: exponent + 10,
					iteration: tick % 1_000,
					iterations: 1_000,
					ms_per_iteration: 0.5,
					eta: (1_000 - (tick % 1_000)) / 20,
					purpose: "search" as const,
				},
			],
			tests_done: tick * 2 + twin.current.id,
			squarings_done: tick * 2_000,
		},
		discoveries: EXPONENTS.slice(0, found).map((one, index) => ({
			exponent: one,
			finder: 5001 + (index % 4),
			timestamp: twin.current.started + index * 5,
		})),
	};
}
