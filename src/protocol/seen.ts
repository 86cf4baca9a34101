// The memory of messages already seen, by originator and msg_id. Bounded in all and for each originator:
// the oldest are forgotten first, and a flood in one name forgets only that name's messages.

export class Seen {
	readonly #most: number;
	readonly #mostEach: number;
	/** Originator to its message ids, oldest first, each with its turn. */
	readonly #byOriginator = new Map<number, Map<number, number>>();
	/** A ring of the latest turns. A pair that was forgotten early leaves a gap, which still counts until it is the oldest. */
	readonly #originators: Float64Array;
	readonly #ids: Float64Array;
	#oldestTurn = 0;
	#nextTurn = 0;
	#size = 0;

	constructor(options: { readonly most: number; readonly mostEach: number }) {
		this.#most = options.most;
		this.#mostEach = options.mostEach;
		this.#originators = new Float64Array(options.most);
		this.#ids = new Float64Array(options.most);
	}

	has(originator: number, id: number): boolean {
		return this.#byOriginator.get(originator)?.has(id) === true;
	}

	/** True where the message is new, and from now on remembered. */
	remember(originator: number, id: number): boolean {
		if (this.has(originator, id)) return false;
		if (this.#nextTurn - this.#oldestTurn === this.#most) this.#forgetOldest();
		let ids = this.#byOriginator.get(originator);
		if (ids === undefined) this.#byOriginator.set(originator, (ids = new Map()));
		if (ids.size === this.#mostEach) {
			ids.delete(ids.keys().next().value!);
			this.#size--;
		}
		const turn = this.#nextTurn++;
		ids.set(id, turn);
		this.#size++;
		this.#originators[turn % this.#most] = originator;
		this.#ids[turn % this.#most] = id;
		return true;
	}

	/** What an originator sent before counts as unseen again: it was restarted and counts anew. */
	forget(originator: number): void {
		this.#size -= this.#byOriginator.get(originator)?.size ?? 0;
		this.#byOriginator.delete(originator);
	}

	/** Messages remembered now. */
	get size(): number {
		return this.#size;
	}

	#forgetOldest(): void {
		const turn = this.#oldestTurn++;
		const originator = this.#originators[turn % this.#most]!;
		const id = this.#ids[turn % this.#most]!;
		const ids = this.#byOriginator.get(originator);
		if (ids?.get(id) !== turn) return;
		ids.delete(id);
		this.#size--;
		if (ids.size === 0) this.#byOriginator.delete(originator);
	}
}
