// Shares the event loop among the links: their lines are worked off for a few milliseconds a turn, each waiting link a slice in rotation.
// Promises that a flooding peer neither starves the others nor holds the loop; never reads a socket itself.
import { LINES_BETWEEN_CLOCK_READS, READ_SLICE_MS, READ_TURN_MS } from "./limits.ts";

export interface Reader {
	/** Works off one line; false when none is left. */
	readLine(): boolean;
	/** It will have to wait: bring no more. */
	pause(): void;
	/** All is read: bring more. */
	resume(): void;
}

export class Turns {
	/** Links with lines left, the longest waiting first. */
	readonly #waiting = new Set<Reader>();
	/** When the present turn began, in performance.now(); undefined between turns. */
	#turnStartMs: number | undefined;
	#immediate: NodeJS.Immediate | undefined;

	/** The reader has new bytes: they are read now as far as the turn allows, and later for the rest. */
	offer(reader: Reader): void {
		if (this.#waiting.has(reader)) return;
		const nowMs = performance.now();
		const turnEndMs = this.#beginTurn(nowMs) + READ_TURN_MS;
		const sliceMs = this.#waiting.size > 0 ? READ_SLICE_MS : READ_TURN_MS;
		if (nowMs < turnEndMs && readUntil(reader, Math.min(nowMs + sliceMs, turnEndMs))) return;
		reader.pause();
		this.#waiting.add(reader);
	}

	remove(reader: Reader): void {
		this.#waiting.delete(reader);
	}

	close(): void {
		this.#waiting.clear();
		clearImmediate(this.#immediate);
		this.#immediate = undefined;
		this.#turnStartMs = undefined;
	}

	/** A turn lasts until the sockets were looked at and the immediates run. */
	#beginTurn(nowMs: number): number {
		if (this.#turnStartMs !== undefined) return this.#turnStartMs;
		this.#turnStartMs = nowMs;
		this.#immediate ??= setImmediate(() => this.#nextTurn());
		return nowMs;
	}

	#nextTurn(): void {
		this.#immediate = undefined;
		this.#turnStartMs = undefined;
		if (this.#waiting.size === 0) return;
		const turnEndMs = this.#beginTurn(performance.now()) + READ_TURN_MS;
		for (const reader of this.#waiting) {
			const nowMs = performance.now();
			if (nowMs >= turnEndMs) break;
			const dry = readUntil(reader, Math.min(nowMs + READ_SLICE_MS, turnEndMs));
			if (!this.#waiting.delete(reader)) continue;
			if (dry) reader.resume();
			else this.#waiting.add(reader);
		}
	}
}

/** True when the reader ran dry, false when the time did. */
function readUntil(reader: Reader, endMs: number): boolean {
	for (;;) {
		for (let line = 0; line < LINES_BETWEEN_CLOCK_READS; line++) if (!reader.readLine()) return true;
		if (performance.now() >= endMs) return false;
	}
}
