// One word's way through the carry: weight off, round, add the carry in, split into digit and carry out, weight on.
// A carry c is kept as c + 1.5 * 2^52, so that rounding the next word is one fused multiply-add.
// Weights are products of a row's and a column's weight, both 2^frac with 0 <= frac < 1; where the product reaches 2 it
// is halved (and its inverse doubled) by integer arithmetic on the exponent. A word is big where its weight is small.
import { CONSTANTS } from "./fields.ts";
import type { Emitter, Vector } from "./emitter.ts";

export type CarryConstants = ReturnType<typeof loadCarryConstants>;

export function loadCarryConstants(e: Emitter, pointer: string) {
	const load = (offset: number) => e.broadcast(pointer, offset);
	return {
		base: load(CONSTANTS.base),
		inverseBase: load(CONSTANTS.inverseBase),
		bigBelow: load(CONSTANTS.bigBelow),
		two: load(CONSTANTS.two),
		exponentOne: load(CONSTANTS.exponentOne),
		absoluteMask: load(CONSTANTS.absoluteMask),
		magic: load(CONSTANTS.magic),
		readScale: load(CONSTANTS.readScale),
	};
}

/** Weight and inverse weight of a vector of words, as loaded: of its row (vectors) and of its column (broadcast). */
export interface WeightFactors {
	readonly row: Vector;
	readonly rowInverse: Vector;
	readonly column: Vector;
	readonly columnInverse: Vector;
}

export class Word {
	readonly #e: Emitter;
	readonly #k: CarryConstants;
	readonly #factors: WeightFactors;
	readonly #product: Vector;
	readonly #overflow: Vector;
	#weight: Vector | undefined;

	constructor(e: Emitter, constants: CarryConstants, factors: WeightFactors) {
		this.#e = e;
		this.#k = constants;
		this.#factors = factors;
		this.#product = e.mul(factors.row, factors.column);
		this.#overflow = e.operation("v128.and", e.operation("f64x2.ge", this.#product, constants.two), constants.exponentOne);
	}

	weight(): Vector {
		this.#weight ??= this.#e.operation("i64x2.sub", this.#product, this.#overflow);
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
		const big = e.operation("v128.and", e.operation("f64x2.lt", this.weight(), this.#k.bigBelow), this.#k.exponentOne);
		const inverseBase = e.operation("i64x2.sub", this.#k.inverseBase, big);
		const base = e.operation("i64x2.add", this.#k.base, big);
		const carry = e.addProduct(this.#k.magic, sum, inverseBase);
		return { digit: e.subProduct(sum, e.sub(carry, this.#k.magic), base), carry };
	}
}
