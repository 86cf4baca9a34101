// The memory of messages already seen, by originator and msg_id. Bounded in all and for each originator:
// the oldest are forgotten first, and a flood in one name forgets only that name's messages.

export class Seen {
	readonly #most: number;
	readonly #mostEach: number;
	/** Originator to its message ids, oldest first. */
	readonly #byOriginator = new Map<number, Set<number>>();
	/** A ring of all remembered pairs, oldest at #oldest; a pair forgotten early leaves a harmless gap. */
	readonly #originators: Float64Array;
	readonly #ids: Float64Array;
	#oldest = 0;
	#used = 0;

	constructor(options: { readonly most: number; readonly mostEach: number }) {
		this.#most = options.most;
		this.#mostEach = options.mostEach;
		this.#originators = new Float64Array(options.most);
		this.#ids = new Float64Array(options.most);
	}

	/** True where the message is new, and from now on remembered. */
	remember(originator: number, id: number): boolean {
		let ids = this.#byOriginator.get(originator);
		if (ids?.has(id) === true) return false;
		if (this.#used === this.#most) this.#forgetOldest();
		ids = this.#byOriginator.get(originator);
		if (ids === undefined) this.#byOriginator.set(originator, (ids = new Set()));
		if (ids.size === this.#mostEach) ids.delete(ids.values().next().value!);
		ids.add(id);
		const slot = (this.#oldest + this.#used++) % this.#most;
		this.#originators[slot] = originator;
		this.#ids[slot] = id;
		return true;
	}

	/** What an originator sent before counts as unseen again: it was restarted and counts anew. */
	forget(originator: number): void {
		this.#byOriginator.delete(originator);
	}

	/** Whether a message with this id or a later one is remembered: a counter that starts below has been restarted. */
	isBehind(originator: number, id: number): boolean {
		for (const other of this.#byOriginator.get(originator) ?? []) if (other >= id) return true;
		return false;
	}

	/** Messages remembered now. */
	get size(): number {
		let size = 0;
		for (const ids of this.#byOriginator.values()) size += ids.size;
		return size;
	}

	#forgetOldest(): void {
		const originator = this.#originators[this.#oldest]!;
		const ids = this.#byOriginator.get(originator);
		ids?.delete(this.#ids[this.#oldest]!);
		if (ids?.size === 0) this.#byOriginator.delete(originator);
		this.#oldest = (this.#oldest + 1) % this.#most;
		this.#used--;
	}
}
