// An in-memory twin of a cluster as its dashboard sees it: it does what it is told to its state alone, and remembers what that was.
import type { ClusterControl, ClusterState } from "../../src/dashboard/cluster-contract.ts";

export class TwinCluster implements ClusterControl {
	readonly told: string[] = [];
	#state: ClusterState;
	readonly #listeners = new Set<() => void>();

	constructor(nodes: readonly number[]) {
		this.#state = {
			nodes: nodes.map((id) => ({ id, pid: id, starts_at: null })),
			delay_ms: 0,
			is_paused: false,
			under_way: null,
			cut: [],
		};
	}

	set(fields: Partial<ClusterState>): void {
		this.#state = { ...this.#state, ...fields };
		for (const listener of this.#listeners) listener();
	}

	state(): ClusterState {
		return this.#state;
	}

	onChange(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	delay(ms: number): void {
		this.told.push(`delay ${ms}`);
		this.set({ delay_ms: ms });
	}

	pause(): void {
		this.told.push("pause");
		this.set({ is_paused: true, under_way: 0 });
	}

	resume(): void {
		this.told.push("resume");
		this.set({ is_paused: false, under_way: null });
	}

	step(): void {
		this.told.push("step");
	}

	kill(node: number): boolean {
		this.told.push(`kill ${node}`);
		this.#put(node, null);
		return true;
	}

	start(node: number): boolean {
		this.told.push(`start ${node}`);
		this.#put(node, node);
		return true;
	}

	cut(one: number, other: number): boolean {
		this.told.push(`cut ${one} ${other}`);
		this.set({ cut: [[one, other]] });
		return true;
	}

	mend(one: number, other: number): boolean {
		this.told.push(`mend ${one} ${other}`);
		this.set({ cut: [] });
		return this.told.includes(`cut ${one} ${other}`);
	}

	#put(node: number, pid: number | null): void {
		this.set({ nodes: this.#state.nodes.map((member) => (member.id === node ? { ...member, pid } : member)) });
	}
}
