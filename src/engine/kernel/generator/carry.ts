// One word's way through the carry: weight off, round, add the carry in, split into digit and carry out, weight on.
// A carry c is kept as c + 1.5 * 2^52, so that rounding the next word is one fused multiply-add.
// Weights are products of a row's and a column's weight, both 2^frac with 0 <= frac < 1; where the product reaches 2 it
// is halved (and its inverse doubled) by integer arithmetic on the exponent. Which words these are, and which have the
// larger base, is known beforehand: L bits each, an index into a table of vectors.
import { CONSTANTS } from "../fields.ts";
import { flagTables } from "../records.ts";
import { at, BYTES_PER_DOUBLE, type Emitter, type Vector } from "./emitter.ts";

export type CarryConstants = ReturnType<typeof loadCarryConstants>;

export function loadCarryConstants(e: Emitter, pointer: string) {
	return {
		magic: e.broadcast(pointer, CONSTANTS.magic),
		absoluteMask: e.broadcast(pointer, CONSTANTS.absoluteMask),
		readScale: e.broadcast(pointer, CONSTANTS.readScale),
	};
}

/** Weight and inverse weight of a vector of words, as loaded: of its row (vectors) and of its column (broadcast). */
export interface WeightFactors {
	readonly row: Vector;
	readonly rowInverse: Vector;
	readonly column: Vector;
	readonly columnInverse: Vector;
	/** Pointer to the flags of the pairs of words, and 0 for the even word, 1 for the odd one. */
	readonly flags: string;
	readonly part: number;
}

export class Word {
	readonly #e: Emitter;
	readonly #k: CarryConstants;
	readonly #factors: WeightFactors;
	readonly #overflow: Vector;
	#weight: Vector | undefined;

	constructor(e: Emitter, constants: CarryConstants, factors: WeightFactors) {
		this.#e = e;
		this.#k = constants;
		this.#factors = factors;
		this.#overflow = at(this.#lookUp(0, flagTables(e.lanes).overflow, 1), 0);
	}

	weight(): Vector {
		const { row, column } = this.#factors;
		this.#weight ??= this.#e.operation("i64x2.sub", this.#e.mul(row, column), this.#overflow);
		return this.#weight;
	}

	inverseWeight(): Vector {
		const product = this.#e.mul(this.#factors.rowInverse, this.#factors.columnInverse);
		return this.#e.operation("i64x2.add", product, this.#overflow);
	}

	/** x / weight to the nearest integer. */
	round(x: Vector): Vector {
		const e = this.#e;
		return e.sub(e.addProduct(this.#k.magic, x, this.inverseWeight()), this.#k.magic);
	}

	/** The digit of x / weight + carry, and the carry out; `errors` keeps the largest distance from an integer. */
	carry(x: Vector, carry: Vector, errors: Vector | undefined): { readonly digit: Vector; readonly carry: Vector } {
		const e = this.#e;
		const inverse = this.inverseWeight();
		const sum = e.sub(e.addProduct(carry, x, inverse), this.#k.magic);
		if (errors !== undefined) {
			const rounded = e.sub(sum, e.sub(carry, this.#k.magic));
			const distance = e.operation("v128.and", e.subProduct(rounded, x, inverse), this.#k.absoluteMask);
			e.assign(errors, e.max(errors, distance));
		}
		return this.#split(sum);
	}

	/** The digit of an integer x + carry, and the carry out. */
	carryInto(x: Vector, carry: Vector): { readonly digit: Vector; readonly carry: Vector } {
		return this.#split(this.#e.sub(this.#e.add(x, carry), this.#k.magic));
	}

	#split(sum: Vector): { readonly digit: Vector; readonly carry: Vector } {
		const e = this.#e;
		const [inverseBase, base] = this.#lookUp(1, flagTables(e.lanes).bases, 2);
		const carry = e.addProduct(this.#k.magic, sum, inverseBase ?? []);
		return { digit: e.subProduct(sum, e.sub(carry, this.#k.magic), base ?? []), carry };
	}

	/** The vectors that the flags at this byte of the word's pair point to. */
	#lookUp(byte: number, table: number, vectors: number): Vector[] {
		const e = this.#e;
		const place = e.name();
		const bytes = vectors * e.lanes * BYTES_PER_DOUBLE;
		e.line(
			`const ${place}: usize = g_flagTables + (<usize>load<u8>(${this.#factors.flags}, ${2 * this.#factors.part + byte}) << ${Math.log2(bytes)});`,
		);
		return Array.from({ length: vectors }, (_, i) => e.load(place, table + i * e.lanes));
	}
}
