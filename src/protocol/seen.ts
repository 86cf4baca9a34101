// The memory of messages already seen, by originator and msg_id, in two generations: when the young one is full it becomes the old one.
// Bounded in all and for each originator; a flood in one name forgets only that name's messages. Constant time for each message.

/** An id that anybody may claim, or a key. */
export type Originator = number | string;
type Generation = Map<Originator, Set<number>>;

export class Seen {
	readonly #halfOfAll: number;
	readonly #halfOfEach: number;
	#young: Generation = new Map();
	#old: Generation = new Map();
	#youngSize = 0;
	#oldSize = 0;

	/** Of all messages at most so many are remembered, and at least the latest half of that; so too of each originator's. */
	constructor(options: { readonly most: number; readonly mostEach: number }) {
		this.#halfOfAll = options.most / 2;
		this.#halfOfEach = options.mostEach / 2;
	}

	has(originator: Originator, id: number): boolean {
		return this.#young.get(originator)?.has(id) === true || this.#old.get(originator)?.has(id) === true;
	}

	/** True where the message is new, and from now on remembered. */
	remember(originator: Originator, id: number): boolean {
		if (this.has(originator, id)) return false;
		let ids = this.#young.get(originator);
		if (ids === undefined) this.#young.set(originator, (ids = new Set()));
		ids.add(id);
		this.#youngSize++;
		if (ids.size >= this.#halfOfEach) this.#age(originator, ids);
		if (this.#youngSize >= this.#halfOfAll) {
			this.#old = this.#young;
			this.#oldSize = this.#youngSize;
			this.#young = new Map();
			this.#youngSize = 0;
		}
		return true;
	}

	/** What an originator sent before counts as unseen again: it was restarted and counts anew. */
	forget(originator: Originator): void {
		this.#youngSize -= drop(this.#young, originator);
		this.#oldSize -= drop(this.#old, originator);
	}

	/** Messages remembered now. */
	get size(): number {
		return this.#youngSize + this.#oldSize;
	}

	/** One originator's young messages take the place of its old ones; whose name was longest in the old generation makes room. */
	#age(originator: Originator, ids: Set<number>): void {
		this.#youngSize -= drop(this.#young, originator);
		this.#oldSize -= drop(this.#old, originator);
		for (const other of this.#old.keys()) {
			if (this.#oldSize + ids.size <= this.#halfOfAll) break;
			this.#oldSize -= drop(this.#old, other);
		}
		this.#old.set(originator, ids);
		this.#oldSize += ids.size;
	}
}

/** Gives how many ids went. */
function drop(generation: Generation, originator: Originator): number {
	const size = generation.get(originator)?.size ?? 0;
	generation.delete(originator);
	return size;
}
