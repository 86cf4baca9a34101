// What people do to a running cluster from its page: slow, hold and step its messages, cut and mend its links, kill and start its nodes.
// Promises that all nodes are told alike, also one that joins later; it starts and ends no process itself.
import type { ChildProcess } from "node:child_process";
import type { WireMessage, WireOrder } from "../daemon/wire.ts";
import type { ClusterControl, ClusterNode, ClusterState } from "../dashboard/cluster-contract.ts";
import { DELAY_MAX_MS } from "../dashboard/cluster-contract.ts";

/** Who starts and ends the processes; each says whether there was anything to do. */
export interface LabProcesses {
	kill(node: number): boolean;
	start(node: number): boolean;
}

export class ClusterLab implements ClusterControl {
	readonly #nodes: Map<number, ClusterNode>;
	readonly #children = new Map<number, ChildProcess>();
	readonly #listeners = new Set<() => void>();
	/** Messages that each node holds, while all are paused. */
	readonly #held = new Map<number, number>();
	#processes: LabProcesses | null = null;
	#delayMs = 0;
	#isPaused = false;
	#cut: readonly (readonly [number, number])[] = [];

	constructor(nodes: readonly number[]) {
		this.#nodes = new Map(nodes.map((id) => [id, { id, pid: null, starts_at: null }]));
	}

	attach(processes: LabProcesses): void {
		this.#processes = processes;
	}

	/** startsAt: milliseconds since 1970 at which it is started again; null where it is not. */
	changed(node: number, child: ChildProcess | null, startsAt: number | null = null): void {
		this.#nodes.set(node, { id: node, pid: child?.pid ?? null, starts_at: startsAt === null ? null : startsAt / 1_000 });
		this.#children.delete(node);
		this.#held.delete(node);
		if (child !== null) this.#children.set(node, child);
		this.#tell();
	}

	/** The node listens to orders now. */
	joined(node: number): void {
		this.#send(node, { type: "wire", order: this.#orderOf(node) });
	}

	held(node: number, count: number): void {
		this.#held.set(node, count);
		this.#tell();
	}

	state(): ClusterState {
		const under_way = this.#isPaused ? this.#underWay() : null;
		return { nodes: [...this.#nodes.values()], delay_ms: this.#delayMs, is_paused: this.#isPaused, under_way, cut: this.#cut };
	}

	onChange(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	delay(ms: number): void {
		this.#delayMs = Math.min(Math.max(0, Math.round(ms)), DELAY_MAX_MS);
		this.#arrange();
	}

	pause(): void {
		this.#held.clear();
		this.#isPaused = true;
		this.#arrange();
	}

	resume(): void {
		this.#isPaused = false;
		this.#arrange();
	}

	step(): void {
		if (!this.#isPaused) return;
		const said = this.#underWay() === 0 ? ({ type: "turn" } as const) : ({ type: "step", before: Date.now() } as const);
		for (const node of this.#children.keys()) this.#send(node, said);
	}

	kill(node: number): boolean {
		return this.#processes?.kill(node) ?? false;
	}

	start(node: number): boolean {
		return this.#processes?.start(node) ?? false;
	}

	/** One of the two may be a node of somebody else. */
	cut(one: number, other: number): boolean {
		if (one === other || !(this.#nodes.has(one) || this.#nodes.has(other)) || this.#isCut(one, other)) return false;
		this.#cut = [...this.#cut, [Math.min(one, other), Math.max(one, other)]];
		this.#arrange();
		return true;
	}

	mend(one: number, other: number): boolean {
		if (!this.#isCut(one, other)) return false;
		this.#cut = this.#cut.filter((pair) => !(pair.includes(one) && pair.includes(other)));
		this.#arrange();
		return true;
	}

	/** null while no node has told. */
	#underWay(): number | null {
		return this.#held.size === 0 ? null : [...this.#held.values()].reduce((sum, count) => sum + count, 0);
	}

	#isCut(one: number, other: number): boolean {
		return this.#cut.some((pair) => pair.includes(one) && pair.includes(other));
	}

	#orderOf(node: number): WireOrder {
		const cut = this.#cut.filter((pair) => pair.includes(node)).map(([one, other]) => (one === node ? other : one));
		return { delayMs: this.#delayMs, isPaused: this.#isPaused, cut };
	}

	#arrange(): void {
		for (const node of this.#children.keys()) this.joined(node);
		this.#tell();
	}

	#send(node: number, said: WireMessage): void {
		const child = this.#children.get(node);
		// One that ends just now needs no order.
		if (child?.connected === true) child.send(said, () => {});
	}

	#tell(): void {
		for (const listener of this.#listeners) listener();
	}
}
