// How a find spread: how long until the last node had it and with how many messages, beside the least that would do.
import { type Flood, floodOf } from "./flood.ts";
import type { Links } from "./links.ts";
import { hopsOf, type Path } from "./paths.ts";

export interface Spread {
	readonly path: Path;
	readonly reached: number;
	/** Until the last node had it; null where nobody was seen to receive it. */
	readonly seconds: number | null;
	readonly messages: number;
	/** In the graph as it was then, with its ttl. */
	readonly least: Flood;
	/** As many hops as that needs, each as long as the shortest that was seen; null where none was. */
	readonly leastSeconds: number | null;
}

/** Null where the flood was not seen. isWatched: whether a node's own log tells what it received; of others it is taken on trust. */
export function spreadOf(path: Path, links: Links, isWatched: (node: number) => boolean): Spread | null {
	const flooded = hopsOf(path).filter((hop) => !hop.isLater);
	if (flooded.length === 0) return null;
	const firsts = flooded.filter((hop) => hop.receivedAt !== null && !hop.duplicate);
	const trusted = flooded.filter(({ to }) => !isWatched(to) && to !== path.originator);
	const times = flooded.flatMap(({ sentAt, receivedAt }) => (sentAt === null || receivedAt === null ? [] : receivedAt - sentAt));
	const least = floodOf(links.at(path.firstAt * 1_000), path.originator, path.ttl);
	return {
		path,
		reached: new Set([...firsts, ...trusted].map(({ to }) => to)).size,
		seconds: firsts.length === 0 ? null : Math.max(...firsts.map(({ after }) => after ?? 0)),
		messages: flooded.length,
		least,
		leastSeconds: times.length === 0 ? null : least.hops * Math.max(0, Math.min(...times)),
	};
}
