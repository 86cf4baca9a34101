// What this node works on: the cells that it took, the exponents in them that are still to be tested, and those under test.
// Keeps order and count; decides nothing.
import type { Cell } from "../grid.ts";

interface TakenCell extends Cell {
	/** Exponents that are not asked for yet, ascending. */
	waiting: number[];
	/** Exponents under test. */
	readonly running: Set<number>;
}

export class Desk {
	readonly #cells = new Map<number, TakenCell>();

	/** Exponents of a cell that want tests. */
	take({ start, end }: Cell, exponents: readonly number[]): void {
		if (this.#cells.has(start)) return;
		this.#cells.set(start, { start, end, waiting: [...exponents], running: new Set() });
	}

	has(cell: number): boolean {
		return this.#cells.has(cell);
	}

	/** First exponents of the cells, ascending. */
	get cells(): number[] {
		return [...this.#cells.keys()].sort((a, b) => a - b);
	}

	/** The lowest exponent that waits. */
	peek(): number | undefined {
		let lowest: number | undefined;
		for (const { waiting } of this.#cells.values())
			if (waiting[0] !== undefined && (lowest === undefined || waiting[0] < lowest)) lowest = waiting[0];
		return lowest;
	}

	/** The test of a waiting exponent begins. */
	begin(exponent: number, cell: number): void {
		const taken = this.#cells.get(cell);
		if (taken === undefined) return;
		taken.waiting = taken.waiting.filter((other) => other !== exponent);
		taken.running.add(exponent);
	}

	/** Settled, here or elsewhere. True where it was under test. A cell without work leaves. */
	settled(exponent: number, cell: number): boolean {
		const taken = this.#cells.get(cell);
		if (taken === undefined) return false;
		taken.waiting = taken.waiting.filter((other) => other !== exponent);
		const wasRunning = taken.running.delete(exponent);
		if (taken.waiting.length === 0 && taken.running.size === 0) this.#cells.delete(cell);
		return wasRunning;
	}

	/** Gives the cell up; its exponents that were under test. */
	drop(cell: number): number[] {
		const running = [...(this.#cells.get(cell)?.running ?? [])];
		this.#cells.delete(cell);
		return running;
	}

	/** All exponents that wait. */
	get waiting(): number[] {
		return [...this.#cells.values()].flatMap(({ waiting }) => waiting);
	}

	get isEmpty(): boolean {
		return this.#cells.size === 0;
	}
}
