// The orders that a compute process holds: in the order of their coming, each with its own way to be aborted.
import type { TestOrder } from "../task/exponent-task.ts";
import type { Order } from "./messages.ts";

/** One order being worked on. */
export interface Member {
	readonly id: number;
	readonly order: TestOrder;
	readonly abort: AbortController;
}

export class Orders {
	readonly #waiting = new Map<number, Member>();
	readonly #running = new Map<number, Member>();

	get isIdle(): boolean {
		return this.#running.size === 0;
	}

	add({ id, exponent, kind, factorFirst, iterations }: Extract<Order, { type: "test" }>): void {
		this.#waiting.set(id, { id, order: { exponent, kind, factorFirst, iterations }, abort: new AbortController() });
	}

	/** The first waiting order, if there is one and it is wanted. */
	take(wanted: (order: TestOrder) => boolean): Member | undefined {
		const [first] = this.#waiting.values();
		if (first === undefined || !wanted(first.order)) return undefined;
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

	/** Drops what waits and aborts what runs. */
	abortAll(): void {
		this.#waiting.clear();
		for (const { abort } of this.#running.values()) abort.abort();
	}
}
