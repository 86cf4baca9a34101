// The exponent line, as far as anybody asked: a state for each odd number, in blocks that know how many of each state they have.
// A block is made (and sieved) when something is decided in it or a walk reaches it; glances are made only when a walk asks for them.
import { hasSmallFactor } from "../exponents.ts";
import { Sieve } from "../sieve.ts";
import { DISPUTED, NONE, OPEN, REFUTED, STATES, UNSEEN } from "./states.ts";

/** Cells tile a block and have one width in it. 4 KiB of states: a million settled exponents take 10 MB. */
export const BLOCK_WIDTH = 8_192;

/** The start of the block that holds the exponent. */
export function blockStart(exponent: number): number {
	return exponent - (exponent % BLOCK_WIDTH);
}

/** The states of the odd numbers start + 1, start + 3, ... */
export class Block {
	readonly start: number;
	readonly states: Uint8Array;
	/** How many exponents are in each state. */
	readonly counts = new Uint16Array(STATES);

	constructor(start: number, states: Uint8Array) {
		this.start = start;
		this.states = states;
		for (const state of states) this.counts[state]!++;
	}

	/** Of the odd number with this index. */
	exponent(index: number): number {
		return this.start + 2 * index + 1;
	}

	/** The index of the first odd number that is no smaller; it may lie outside of the block. */
	index(exponent: number): number {
		return Math.ceil((exponent - this.start - 1) / 2);
	}

	set(index: number, state: number): void {
		this.counts[this.states[index]!]!--;
		this.counts[state]!++;
		this.states[index] = state;
	}

	/** Candidates that are not known to be settled. */
	get unsettled(): number {
		return this.counts[UNSEEN]! + this.counts[OPEN]! + this.counts[DISPUTED]!;
	}

	/** Candidates that records settled. */
	get settled(): number {
		return this.states.length - this.unsettled - this.counts[NONE]! - this.counts[REFUTED]!;
	}
}

export class Line {
	readonly #blocks = new Map<number, Block>();
	readonly #sieve = new Sieve();

	/** The block that starts there, if it was made. */
	block(start: number): Block | undefined {
		return this.#blocks.get(start);
	}

	/** Those that were made, in no particular order. */
	get blocks(): Iterable<Block> {
		return this.#blocks.values();
	}

	/** Bytes of the arrays. */
	get bytes(): number {
		return this.#blocks.size * (BLOCK_WIDTH / 2 + 2 * STATES);
	}

	/** The exponents in that state, ascending, where anybody asked. */
	all(state: number): number[] {
		const exponents: number[] = [];
		for (const block of this.#blocks.values()) {
			if (block.counts[state] === 0) continue;
			for (let index = block.states.indexOf(state); index >= 0; index = block.states.indexOf(state, index + 1))
				exponents.push(block.exponent(index));
		}
		return exponents.sort((a, b) => a - b);
	}

	/** Undefined where nobody asked yet. */
	state(exponent: number): number | undefined {
		if (exponent % 2 === 0) return NONE;
		const block = this.#blocks.get(blockStart(exponent));
		return block?.states[block.index(exponent)];
	}

	/** Takes what the records about an exponent show; OPEN where none decides. Gives the state, in which a glance may have its say. */
	decide(exponent: number, decided: number): number {
		if (exponent % 2 === 0) return NONE;
		const block = this.make(blockStart(exponent));
		const index = block.index(exponent);
		const before = block.states[index]!;
		if (before === NONE || before === decided) return before;
		const after = decided === OPEN || decided === DISPUTED ? glanced(exponent, before, decided) : decided;
		if (after !== before) block.set(index, after);
		return after;
	}

	/** The block that starts there. */
	make(start: number): Block {
		let block = this.#blocks.get(start);
		if (block === undefined) this.#blocks.set(start, (block = new Block(start, this.#sieve.mark(start, BLOCK_WIDTH / 2, UNSEEN))));
		return block;
	}

	/** The block that starts there, with a glance at each exponent in it that is not settled by records. */
	look(start: number): Block {
		const block = this.make(start);
		if (block.counts[UNSEEN] === 0) return block;
		for (let index = block.states.indexOf(UNSEEN); index >= 0; index = block.states.indexOf(UNSEEN, index + 1))
			block.set(index, hasSmallFactor(block.exponent(index)) ? REFUTED : OPEN);
		return block;
	}
}

/** What an exponent becomes that the records leave unsettled. Many may be opened at once: those wait for a walk. */
function glanced(exponent: number, before: number, decided: number): number {
	if (before === REFUTED || (before === UNSEEN && decided === OPEN)) return before;
	if (before === OPEN || before === DISPUTED) return decided;
	if (decided === OPEN) return UNSEEN;
	return hasSmallFactor(exponent) ? REFUTED : DISPUTED;
}
