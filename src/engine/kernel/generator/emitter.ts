// Writes AssemblyScript for vectors of L doubles, each held in K 128-bit registers: one description serves every kernel.
// Promises that what V8's revectorizer needs to join two registers into one of 256 bits holds in all it writes:
// both halves of a vector do the same, side by side, and the high half is stored before the low one.

/** One vector of L lanes: the names of its K register variables, lanes in ascending order. */
export type Vector = readonly string[];

/** L complex numbers. */
export interface Complex {
	readonly re: Vector;
	readonly im: Vector;
}

export const BYTES_PER_DOUBLE = 8;

export class Emitter {
	/** 128-bit registers to a vector. */
	readonly registers: number;
	/** Lanes of a vector: doubles that one operation treats. */
	readonly lanes: number;
	/** Bytes of L complex numbers: L real parts, then L imaginary parts. */
	readonly complexBytes: number;
	/** Whether each lane holds a residue of its own, rather than a part of one. */
	readonly independentLanes: boolean;
	readonly #fusedMultiplyAdd: boolean;
	readonly #lines: string[] = [];
	readonly #constants: number[] = [];
	#names = 0;

	constructor(options: { readonly registers: number; readonly fusedMultiplyAdd: boolean; readonly independentLanes: boolean }) {
		this.registers = options.registers;
		this.lanes = 2 * options.registers;
		this.complexBytes = 2 * this.lanes * BYTES_PER_DOUBLE;
		this.independentLanes = options.independentLanes;
		this.#fusedMultiplyAdd = options.fusedMultiplyAdd;
	}

	/** Appends source lines as they are. */
	line(...lines: string[]): void {
		this.#lines.push(...lines);
	}

	text(): string {
		const constants = this.#constants.map((value) => (Number.isInteger(value) ? value.toFixed(1) : String(value)));
		return `const CONSTANTS: usize = memory.data<f64>([${constants.join(", ")}], 64);\n${this.#lines.join("\n")}\n`;
	}

	/** A name that nothing else has. */
	name(): string {
		this.#names++;
		return `t${this.#names}`;
	}

	/** A copy of the vector that assign() may change. */
	variable(value: Vector): Vector {
		return value.map((register) => {
			const name = this.name();
			this.line(`let ${name}: v128 = ${register};`);
			return name;
		});
	}

	assign(variable: Vector, value: Vector): void {
		variable.forEach((name, half) => this.line(`${name} = ${at(value, half)};`));
	}

	/** The vector at pointer + offset doubles. */
	load(pointer: string, offset = 0): Vector {
		return this.#define((half) => `v128.load(${pointer}, ${(offset + 2 * half) * BYTES_PER_DOUBLE})`);
	}

	/** The double at pointer + offset doubles, in every lane. */
	broadcast(pointer: string, offset = 0): Vector {
		const name = this.name();
		this.line(`const ${name} = v128.load64_splat(${pointer}, ${offset * BYTES_PER_DOUBLE});`);
		return this.#repeat(name);
	}

	/** The number in every lane, from memory: V8 builds a literal anew wherever it is used. */
	constant(value: number): Vector {
		let place = this.#constants.indexOf(value);
		if (place < 0) place = this.#constants.push(value) - 1;
		return this.broadcast("CONSTANTS", place);
	}

	store(pointer: string, value: Vector, offset = 0): void {
		for (let half = this.registers - 1; half >= 0; half--) {
			this.line(`v128.store(${pointer}, ${at(value, half)}, ${(offset + 2 * half) * BYTES_PER_DOUBLE});`);
		}
	}

	/** Real parts at pointer + offset doubles, imaginary parts right behind them. */
	loadComplex(pointer: string, offset = 0): Complex {
		return { re: this.load(pointer, offset), im: this.load(pointer, offset + this.lanes) };
	}

	storeComplex(pointer: string, value: Complex, offset = 0): void {
		this.store(pointer, value.re, offset);
		this.store(pointer, value.im, offset + this.lanes);
	}

	/** One complex number (two doubles) in every lane. */
	broadcastComplex(pointer: string, offset = 0): Complex {
		return { re: this.broadcast(pointer, offset), im: this.broadcast(pointer, offset + 1) };
	}

	add(a: Vector, b: Vector): Vector {
		return this.operation("f64x2.add", a, b);
	}

	sub(a: Vector, b: Vector): Vector {
		return this.operation("f64x2.sub", a, b);
	}

	mul(a: Vector, b: Vector): Vector {
		return this.operation("f64x2.mul", a, b);
	}

	/** c + a * b */
	addProduct(c: Vector, a: Vector, b: Vector): Vector {
		return this.#fusedMultiplyAdd ? this.operation("f64x2.relaxed_madd", a, b, c) : this.add(c, this.mul(a, b));
	}

	/** c - a * b */
	subProduct(c: Vector, a: Vector, b: Vector): Vector {
		return this.#fusedMultiplyAdd ? this.operation("f64x2.relaxed_nmadd", a, b, c) : this.sub(c, this.mul(a, b));
	}

	/** The larger of a and b, neither of them NaN. */
	max(a: Vector, b: Vector): Vector {
		return this.operation(this.#fusedMultiplyAdd ? "f64x2.relaxed_max" : "f64x2.pmax", a, b);
	}

	/** Any AssemblyScript built-in, register by register. */
	operation(builtIn: string, ...operands: Vector[]): Vector {
		return this.#define((half) => `${builtIn}(${operands.map((operand) => at(operand, half)).join(", ")})`);
	}

	#define(expression: (half: number) => string): Vector {
		return Array.from({ length: this.registers }, (_, half) => {
			const name = this.name();
			this.line(`const ${name} = ${expression(half)};`);
			return name;
		});
	}

	#repeat(name: string): Vector {
		return Array.from({ length: this.registers }, () => name);
	}
}

/** The element that is known to be there. */
export function at<T>(list: readonly T[], index: number): T {
	const item = list[index];
	if (item === undefined) throw new RangeError(`no element ${index} of ${list.length}`);
	return item;
}
