// Whose records count. Trust begins with oneself and spreads: a key counts once enough of its records were confirmed by keys that count
// already. What proves wrong, or wrote two histories, never counts again. Standing is this node's own view, drawn from records alone.
import { KNOWN_AFTER } from "../limits.ts";

export class Standing {
	readonly #own: number;
	readonly #counting: Set<number>;
	/** Keys that proved wrong. */
	readonly #wrong = new Set<number>();
	/** Keys that counted before this life of the node. */
	readonly #remembered = new Set<number>();
	/** How many records of two keys agreed. */
	readonly #agreed = new Map<number, Map<number, number>>();

	constructor(own: number) {
		this.#own = own;
		this.#counting = new Set([own]);
	}

	counts(key: number): boolean {
		return this.#counting.has(key);
	}

	isWrong(key: number): boolean {
		return this.#wrong.has(key);
	}

	isStranger(key: number): boolean {
		return !this.#counting.has(key) && !this.#wrong.has(key);
	}

	/** Keys besides the own one that count, and those that proved wrong. */
	get known(): number[] {
		return [...this.#counting].filter((key) => key !== this.#own);
	}

	get wrong(): number[] {
		return [...this.#wrong];
	}

	/** Records of a stranger that were confirmed so far by keys that count. */
	confirmed(key: number): number {
		let sum = 0;
		for (const [other, count] of this.#agreed.get(key) ?? []) if (this.#counting.has(other)) sum += count;
		return sum;
	}

	/** A record of each of the two says the same. Gives the keys that count from now on. */
	agreed(one: number, other: number): number[] {
		this.#count(one, other);
		this.#count(other, one);
		return [...this.#rise(one), ...this.#rise(other)];
	}

	/** A key that counted in an earlier life of the node; false where it proved wrong. */
	remember(key: number): boolean {
		if (this.#wrong.has(key)) return false;
		this.#remembered.add(key);
		this.#counting.add(key);
		return true;
	}

	/** The key proved wrong. Gives all keys that do not count any more: it, and who counted by its word. */
	distrust(key: number): number[] {
		if (key === this.#own || this.#wrong.has(key)) return [];
		this.#wrong.add(key);
		const before = [...this.#counting];
		this.#counting.clear();
		this.#remembered.delete(key);
		for (const root of [this.#own, ...this.#remembered]) this.#counting.add(root);
		const rising = [...this.#counting];
		for (let trusted = rising.pop(); trusted !== undefined; trusted = rising.pop())
			for (const other of this.#agreed.get(trusted)?.keys() ?? []) rising.push(...this.#rise(other));
		return before.filter((other) => !this.#counting.has(other));
	}

	/** Nothing is known of the key any more; it must not count. */
	forget(key: number): void {
		this.#wrong.delete(key);
		for (const other of this.#agreed.get(key)?.keys() ?? []) this.#agreed.get(other)?.delete(key);
		this.#agreed.delete(key);
	}

	#count(one: number, other: number): void {
		let agreed = this.#agreed.get(one);
		if (agreed === undefined) this.#agreed.set(one, (agreed = new Map()));
		agreed.set(other, (agreed.get(other) ?? 0) + 1);
	}

	/** Who is confirmed often enough counts, and with it perhaps those whom it confirmed. */
	#rise(key: number): number[] {
		if (!this.isStranger(key) || this.confirmed(key) < KNOWN_AFTER) return [];
		this.#counting.add(key);
		const risen = [key];
		for (const other of this.#agreed.get(key)!.keys()) risen.push(...this.#rise(other));
		return risen;
	}
}
