// What the HTTP side sees of a cluster: how its nodes and their links stand, and what people may do to them besides the nodes' own buttons.

export interface ClusterState {
	readonly nodes: readonly ClusterNode[];
	/** Each message arrives so much later. */
	readonly delay_ms: number;
	/** No message arrives, and no node waits for any. */
	readonly is_paused: boolean;
	/** Messages that a pause holds; null where there is none, or not known yet. */
	readonly under_way: number | null;
	/** Pairs of nodes that hear nothing of each other, the lower first. */
	readonly cut: readonly (readonly [number, number])[];
}

export interface ClusterNode {
	readonly id: number;
	/** null while its process does not run. */
	readonly pid: number | null;
	/** Unix seconds at which it is started again by itself; null where it runs, or was killed from here. */
	readonly starts_at: number | null;
}

export const DELAY_MAX_MS = 1_000;

export interface ClusterControl {
	state(): ClusterState;
	onChange(listener: () => void): () => void;
	/** 0 to DELAY_MAX_MS. */
	delay(ms: number): void;
	pause(): void;
	resume(): void;
	/** While paused: all that is under way arrives, and what follows from it waits. Where nothing is, each node does what is due by now. */
	step(): void;
	/** These say whether there was anything to do. */
	kill(node: number): boolean;
	start(node: number): boolean;
	cut(one: number, other: number): boolean;
	mend(one: number, other: number): boolean;
}
