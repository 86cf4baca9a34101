// All records in memory: columns of typed arrays in the order of arrival, and an index by exponent (open addressing). Some 30 bytes a record.
// Holds what was said, not whether it is true. For one key, exponent and kind it keeps the two smallest residues at most: two different
// ones already show that the key contradicts itself, and so no key can fill an exponent; which two are kept does not depend on the order.

/** Kinds as they stand in a column. */
export const FACTOR = 0;
export const LL = 1;
export const PRP = 2;

/** What a key said of an exponent; a factor has residue and shift 0. */
export interface Said {
	readonly key: number;
	readonly kind: number;
	/** The halves of res64. */
	readonly high: number;
	readonly low: number;
	readonly shift: number;
}

/** Room at the start; small, for a simulated network keeps a thousand tables. */
const FIRST_RECORDS = 64;
const FIRST_SLOTS = 128;
/** Of the slots at most; beyond two thirds a search takes more than five steps. */
const FULLEST = 2 / 3;
/** No key: that of a row that is not in use, and of records that are not to be kept. */
export const NOBODY = 0xffff_ffff;
/** A multiplier that spreads neighbours (2^32 over the golden ratio; Knuth, volume 3, 6.4). */
const SPREAD = 0x9e3779b1;

export class RecordTable {
	/** Rows ever used; some of them may be free again. */
	#rows = 0;
	readonly #free: number[] = [];
	#exponents = new Uint32Array(FIRST_RECORDS);
	#keys = new Uint32Array(FIRST_RECORDS);
	#kinds = new Uint8Array(FIRST_RECORDS);
	#highs = new Uint32Array(FIRST_RECORDS);
	#lows = new Uint32Array(FIRST_RECORDS);
	#shifts = new Uint32Array(FIRST_RECORDS);
	/** One slot a record: its row + 1, or 0. */
	#slots = new Uint32Array(FIRST_SLOTS);
	/** Records of each key. */
	readonly #counts = new Map<number, number>();

	get size(): number {
		return this.#rows - this.#free.length;
	}

	/** Bytes of the arrays. */
	get bytes(): number {
		const columns = [this.#exponents, this.#keys, this.#kinds, this.#highs, this.#lows, this.#shifts, this.#slots];
		return columns.reduce((sum, { byteLength }) => sum + byteLength, 0);
	}

	/** Gives how many records the exponent has now, or 0 where the key said nothing new. */
	insert(exponent: number, { key, kind, high, low, shift }: Said): number {
		let count = 0;
		let owns = 0;
		let greatest = -1;
		let slot = this.#slotOf(exponent);
		for (let row = this.#slots[slot]! - 1; row >= 0; row = this.#slots[slot]! - 1) {
			slot = (slot + 1) & (this.#slots.length - 1);
			if (this.#exponents[row] !== exponent) continue;
			count++;
			if (this.#keys[row] !== key || this.#kinds[row] !== kind) continue;
			if (this.#highs[row] === high && this.#lows[row] === low) {
				this.#shifts[row] = Math.min(this.#shifts[row]!, shift);
				return 0;
			}
			owns++;
			if (greatest < 0 || this.#isAbove(row, this.#highs[greatest]!, this.#lows[greatest]!)) greatest = row;
		}
		if (owns < 2) {
			greatest = this.#append(exponent, key, kind);
			this.#slots[slot] = greatest + 1;
			count++;
		} else if (!this.#isAbove(greatest, high, low)) return 0;
		this.#highs[greatest] = high;
		this.#lows[greatest] = low;
		this.#shifts[greatest] = shift;
		if (this.size > FULLEST * this.#slots.length) this.#respread();
		return count;
	}

	/** What is kept of an exponent, in no particular order. */
	of(exponent: number): Said[] {
		const said: Said[] = [];
		let slot = this.#slotOf(exponent);
		for (let row = this.#slots[slot]! - 1; row >= 0; row = this.#slots[slot]! - 1) {
			slot = (slot + 1) & (this.#slots.length - 1);
			if (this.#exponents[row] === exponent) said.push(this.#row(row));
		}
		return said;
	}

	/** How many records of the key are kept. */
	countOf(key: number): number {
		return this.#counts.get(key) ?? 0;
	}

	/** The exponents of which the key has records; one may come more than once. */
	*exponentsOf(key: number): Generator<number> {
		for (let row = 0; row < this.#rows; row++) if (this.#keys[row] === key) yield this.#exponents[row]!;
	}

	/** Takes out all records of these keys; a walk over all rows. */
	forget(keys: readonly number[]): void {
		const isGone = new Uint8Array(1 + Math.max(...keys));
		for (const key of keys) isGone[key] = 1;
		for (let row = 0; row < this.#rows; row++) {
			if (isGone[this.#keys[row]!] !== 1) continue;
			this.#takeOut(row);
			this.#keys[row] = NOBODY;
			this.#free.push(row);
		}
		for (const key of keys) this.#counts.delete(key);
	}

	/** Out of the index: what a search would pass on its way closes the gap (Knuth, volume 3, 6.4, algorithm R). */
	#takeOut(row: number): void {
		const last = this.#slots.length - 1;
		let gap = this.#slotOf(this.#exponents[row]!);
		while (this.#slots[gap] !== row + 1) gap = (gap + 1) & last;
		for (let slot = (gap + 1) & last; this.#slots[slot] !== 0; slot = (slot + 1) & last) {
			const home = this.#slotOf(this.#exponents[this.#slots[slot]! - 1]!);
			if (((slot - home) & last) < ((slot - gap) & last)) continue;
			this.#slots[gap] = this.#slots[slot]!;
			gap = slot;
		}
		this.#slots[gap] = 0;
	}

	#row(row: number): Said {
		return { key: this.#keys[row]!, kind: this.#kinds[row]!, high: this.#highs[row]!, low: this.#lows[row]!, shift: this.#shifts[row]! };
	}

	#isAbove(row: number, high: number, low: number): boolean {
		return this.#highs[row]! > high || (this.#highs[row] === high && this.#lows[row]! > low);
	}

	#append(exponent: number, key: number, kind: number): number {
		const row = this.#free.pop() ?? this.#rows++;
		if (row === this.#exponents.length) this.#grow(Math.ceil(1.5 * row));
		this.#exponents[row] = exponent;
		this.#keys[row] = key;
		this.#kinds[row] = kind;
		this.#counts.set(key, this.countOf(key) + 1);
		return row;
	}

	/** By half: doubled columns would stand half empty just above each power of two. */
	#grow(rows: number): void {
		const longer = (column: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> => new Uint32Array(column.buffer.transfer(4 * rows));
		this.#exponents = longer(this.#exponents);
		this.#keys = longer(this.#keys);
		this.#kinds = new Uint8Array(this.#kinds.buffer.transfer(rows));
		this.#highs = longer(this.#highs);
		this.#lows = longer(this.#lows);
		this.#shifts = longer(this.#shifts);
	}

	/** Twice the slots. */
	#respread(): void {
		this.#slots = new Uint32Array(2 * this.#slots.length);
		for (let row = 0; row < this.#rows; row++) {
			if (this.#keys[row] === NOBODY) continue;
			let slot = this.#slotOf(this.#exponents[row]!);
			while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1);
			this.#slots[slot] = row + 1;
		}
	}

	/** Where the search for an exponent begins: the upper bits of a product. */
	#slotOf(exponent: number): number {
		return Math.imul(exponent, SPREAD) >>> (Math.clz32(this.#slots.length) + 1);
	}
}
