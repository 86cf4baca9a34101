// What a flood must cost in a graph, by the protocol's rules: each node passes the first copy on to all but the one that it came from and
// the originator, as long as its ttl lasts. Pure; all hops are taken to last equally long.
import type { Edge } from "./links.ts";

export interface Flood {
	/** Nodes that it comes to, the originator apart: fewer messages could not tell them. */
	readonly reached: number;
	/** Until the last of them has it. */
	readonly hops: number;
	/** All copies that the rules send. */
	readonly messages: number;
}

export function floodOf(edges: readonly Edge[], originator: number, ttl: number): Flood {
	const neighbours = new Map<number, Set<number>>();
	for (const [one, other] of edges) {
		neighbours.set(one, (neighbours.get(one) ?? new Set()).add(other));
		neighbours.set(other, (neighbours.get(other) ?? new Set()).add(one));
	}
	const of = (node: number): ReadonlySet<number> => neighbours.get(node) ?? new Set();
	const known = new Set([originator]);
	let messages = 0;
	let hops = 0;
	/** Nodes that have it since the last hop, each with the one that told it. */
	let latest: (readonly [node: number, from: number])[] = [[originator, originator]];
	for (let hop = 0; hop <= ttl && latest.length > 0; hop++) {
		const next: (readonly [number, number])[] = [];
		for (const [node, from] of latest) {
			for (const to of of(node)) {
				if (to === from || to === originator) continue;
				messages += 1;
				if (known.has(to)) continue;
				known.add(to);
				next.push([to, node]);
			}
		}
		if (next.length > 0) hops = hop + 1;
		latest = next;
	}
	return { reached: known.size - 1, hops, messages };
}
