// The orders that a compute process holds: in the order of their coming, each with its own way to be aborted.
import type { WorkOrder } from "./messages.ts";

/** One order being worked on. */
export interface Member {
	readonly id: number;
	readonly order: WorkOrder;
	readonly abort: AbortController;
}

export class Orders {
	readonly #waiting = new Map<number, Member>();
	readonly #running = new Map<number, Member>();
	#closed = false;

	get isIdle(): boolean {
		return this.#running.size === 0;
	}

	add(id: number, order: WorkOrder): void {
		this.#waiting.set(id, { id, order, abort: new AbortController() });
	}

	/** The first waiting order, if there is one and it is wanted. */
	take(wanted: (order: WorkOrder) => boolean): Member | undefined {
		const [first] = this.#waiting.values();
		if (this.#closed || first === undefined || !wanted(first.order)) return undefined;
		this.#waiting.delete(first.id);
		this.#running.set(first.id, first);
		return first;
	}

	finished({ id }: Member): void {
		this.#running.delete(id);
	}

	/** "dropped": it had not begun. "aborting": it will end soon. undefined: it is over already. */
	abort(id: number): "dropped" | "aborting" | undefined {
		if (this.#waiting.delete(id)) return "dropped";
		const member = this.#running.get(id);
		member?.abort.abort();
		return member === undefined ? undefined : "aborting";
	}

	/** Nothing is taken any more, and what runs is aborted. */
	close(): void {
		this.#closed = true;
		for (const { abort } of this.#running.values()) abort.abort();
	}
}
