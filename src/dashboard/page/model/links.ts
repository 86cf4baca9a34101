// Who is joined to whom, as the nodes' states have it together; a link that ended stays known for a while, as dead.

/** A dead link is forgotten after this time. */
const DEAD_SHOWN_MS = 600_000;

export interface LinkSight {
	readonly one: number;
	readonly other: number;
	/** null while it lives; else the time since which it does not (ms). */
	deadSince: number | null;
}

export interface LinkedNode {
	readonly id: number;
	readonly reachable: boolean;
	readonly linked: readonly number[];
}

export class Links {
	readonly all = new Map<string, LinkSight>();
	/** Raised when a link appears, dies, revives or is forgotten. */
	revision = 0;

	/** A link lives while an end that answers names it, unless the other end is known not to answer. */
	update(nodes: readonly LinkedNode[], now: number): void {
		const stopped = new Set(nodes.filter((node) => !node.reachable).map((node) => node.id));
		const living = new Set<string>();
		for (const node of nodes) {
			for (const peer of node.linked) {
				const key = linkKey(node.id, peer);
				if (!this.all.has(key)) {
					this.all.set(key, { one: Math.min(node.id, peer), other: Math.max(node.id, peer), deadSince: now });
					this.revision += 1;
				}
				if (!stopped.has(node.id) && !stopped.has(peer)) living.add(key);
			}
		}
		for (const [key, link] of this.all) {
			if (living.has(key) !== (link.deadSince === null)) {
				link.deadSince = living.has(key) ? null : now;
				this.revision += 1;
			}
			if (link.deadSince !== null && now - link.deadSince > DEAD_SHOWN_MS) {
				this.all.delete(key);
				this.revision += 1;
			}
		}
	}
}

export function linkKey(one: number, other: number): string {
	return one < other ? `${one}-${other}` : `${other}-${one}`;
}
