// Keeps what there is of keys that do not count within bounds: places in the table, and bytes of pages, of each and of all. Who comes newly
// finds place: the least useful are forgotten for it, never a key that counts. What was forgotten is taken in again once there is more of it.
import { FORGOTTEN, JOURNALS, STRANGERS_BYTES, STRANGERS_FREED, STRANGER_BYTES } from "../limits.ts";
import type { Journal, Journals } from "./journals.ts";
import type { Standing } from "./standing.ts";

export interface StrangersDependencies {
	readonly journals: Journals;
	readonly standing: Standing;
	/** All that is known and kept of these keys is to be forgotten; their numbers are given to others afterwards. */
	readonly forget: (journals: readonly Journal[]) => void;
}

export class Strangers {
	readonly #dependencies: StrangersDependencies;
	/** Keys that had to make place, with what there was of them: Infinity where no more of it is wanted. */
	readonly #forgotten = new Map<string, number>();

	constructor(dependencies: StrangersDependencies) {
		this.#dependencies = dependencies;
	}

	/** The journal of a key that was heard just now; undefined where all places are taken by keys that count. */
	admit(now: number, key: string): Journal | undefined {
		const { journals } = this.#dependencies;
		if (journals.find(key) === undefined && journals.size >= JOURNALS) this.#free();
		const journal = journals.of(key);
		if (journal !== undefined) journal.heardAt = now;
		return journal;
	}

	/** Whether what a partner has up to this page is wanted: there is room for more, and it is not what was forgotten. */
	wants(key: string, seq: number): boolean {
		return this.hasRoom(key) && seq > (this.#forgotten.get(key) ?? 0);
	}

	/** Whether the proof that the key wrote two histories is wanted. */
	wantsProof(key: string): boolean {
		return this.#forgotten.get(key) !== Number.POSITIVE_INFINITY;
	}

	/** Whether one more page of it may be kept. */
	hasRoom(key: string): boolean {
		const journal = this.#dependencies.journals.find(key);
		return journal === undefined || journal.counts || journal.bytes < STRANGER_BYTES;
	}

	/** More is kept of the journal now: others make place for it. */
	grew(journal: Journal): void {
		this.#forgotten.delete(journal.key);
		if (!journal.counts && this.#dependencies.journals.strangersBytes > STRANGERS_BYTES) this.#free(journal);
	}

	/** Those who proved wrong go first, then those whom nobody confirmed; of these who was not heard for the longest time. */
	#free(spared?: Journal): void {
		const { journals, standing, forget } = this.#dependencies;
		const rank = ({ number }: Journal): number => (standing.isWrong(number) ? 0 : standing.confirmed(number) === 0 ? 1 : 2);
		const strangers = journals.strangers().map((journal) => ({ journal, rank: rank(journal) }));
		strangers.sort((one, other) => one.rank - other.rank || one.journal.heardAt - other.journal.heardAt);
		const gone: Journal[] = [];
		let places = journals.size < JOURNALS ? 0 : JOURNALS * STRANGERS_FREED;
		let bytes = journals.strangersBytes <= STRANGERS_BYTES ? 0 : journals.strangersBytes - STRANGERS_BYTES * (1 - STRANGERS_FREED);
		for (const { journal } of strangers) {
			if (places <= 0 && bytes <= 0) break;
			if (journal === spared) continue;
			gone.push(journal);
			places--;
			bytes -= journal.bytes;
		}
		for (const { key, number, seq } of gone) this.#remember(key, standing.isWrong(number) ? Number.POSITIVE_INFINITY : seq);
		if (gone.length > 0) forget(gone);
	}

	#remember(key: string, seq: number): void {
		if (seq === 0) return;
		this.#forgotten.delete(key);
		this.#forgotten.set(key, seq);
		const [oldest] = this.#forgotten.keys();
		if (this.#forgotten.size > FORGOTTEN) this.#forgotten.delete(oldest!);
	}
}
