// The latest of a sequence, up to a fixed number: what keeps a page that runs for a day bounded.

export class Ring<Item> {
	readonly #capacity: number;
	#items: Item[] = [];

	constructor(capacity: number) {
		this.#capacity = capacity;
	}

	get length(): number {
		return Math.min(this.#items.length, this.#capacity);
	}

	push(item: Item): void {
		this.#items.push(item);
		// Cut in halves rather than at each push, which would move all items each time.
		if (this.#items.length >= this.#capacity * 2) this.#items = this.#items.slice(-this.#capacity);
	}

	/** At most count items, the newest first. */
	newest(count: number, matches: (item: Item) => boolean = () => true): Item[] {
		const found: Item[] = [];
		const oldest = this.#items.length - this.length;
		for (let index = this.#items.length - 1; index >= oldest && found.length < count; index--) {
			const item = this.#items[index];
			if (item !== undefined && matches(item)) found.push(item);
		}
		return found;
	}

	clear(): void {
		this.#items = [];
	}
}
