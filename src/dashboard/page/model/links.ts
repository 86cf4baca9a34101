// Who is joined to whom, as the nodes' states have it together; a link that ended stays known for a while, as dead.

/** A dead link is forgotten after this time. */
const DEAD_SHOWN_MS = 600_000;
/** Earlier lives of a link that are remembered. */
const LIVES_MAX = 8;

interface Life {
	/** ms. */
	readonly from: number;
	/** null while it lasts. */
	to: number | null;
}

export interface LinkSight {
	readonly one: number;
	readonly other: number;
	/** null while it lives; else the time since which it does not (ms). */
	deadSince: number | null;
	/** The newest last. */
	readonly lives: Life[];
}

export interface LinkedNode {
	readonly id: number;
	readonly reachable: boolean;
	readonly linked: readonly number[];
}

export type Edge = readonly [one: number, other: number];

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
					this.all.set(key, { one: Math.min(node.id, peer), other: Math.max(node.id, peer), deadSince: now, lives: [] });
					this.revision += 1;
				}
				if (!stopped.has(node.id) && !stopped.has(peer)) living.add(key);
			}
		}
		for (const [key, link] of this.all) {
			if (living.has(key) !== (link.deadSince === null)) this.#turn(link, living.has(key), now);
			if (link.deadSince !== null && now - link.deadSince > DEAD_SHOWN_MS) {
				this.all.delete(key);
				this.revision += 1;
			}
		}
	}

	/** The links that lived at a time (ms); those of the first sight are taken to have been there before. */
	at(time: number): Edge[] {
		const lived = ({ lives }: LinkSight): boolean =>
			lives.some(({ from, to }, place) => (place === 0 || from <= time) && (to === null || to >= time));
		return [...this.all.values()].filter(lived).map(({ one, other }) => [one, other]);
	}

	#turn(link: LinkSight, lives: boolean, now: number): void {
		link.deadSince = lives ? null : now;
		this.revision += 1;
		const latest = link.lives.at(-1);
		if (lives) link.lives.push({ from: now, to: null });
		else if (latest !== undefined) latest.to = now;
		if (link.lives.length > LIVES_MAX) link.lives.shift();
	}
}

export function linkKey(one: number, other: number): string {
	return one < other ? `${one}-${other}` : `${other}-${one}`;
}
