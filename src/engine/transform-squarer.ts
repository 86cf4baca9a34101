// Squares residues modulo 2^p - 1 by the weighted transform of Crandall and Fagin, in a WebAssembly kernel.
// Promises the same residues as BigInt as long as takeRoundOff() stays below 0.4; never touches the event loop.
import { columnsOf, groupsOf, rowsOf, type Shape } from "./transform/shape.ts";
import { compileKernel, type FieldValues, KernelInstance } from "./transform/instance.ts";
import type { KernelName } from "./kernel/variants.ts";
import { type Layout, layOut, viewTables } from "./transform/layout.ts";
import type { Digits, Squarer } from "./squarer.ts";
import { fillTables, rowPairs, specialRowsOf } from "./transform/tables.ts";
import { residueOf, wordsOf } from "./transform/words.ts";
import { Team } from "./transform/team.ts";

export interface TransformOptions {
	readonly exponent: number;
	readonly shape: Shape;
	readonly kernel: KernelName;
	/** Threads that share the work, this one among them. */
	readonly threads: number;
	/** Iterations from one check of all words for round-off to the next, default 256; the first of all is checked too. */
	readonly checkInterval?: number;
}

const CHECK_INTERVAL = 256;

/** Segments (runs of column groups with carries of their own) for each of several threads: more of them even out delays. */
const SEGMENTS_PER_THREAD = 4;

const PAGE_BYTES = 65_536;

export class TransformSquarer implements Squarer {
	readonly exponent: number;
	readonly transformLength: number;
	readonly kernel: KernelName;
	readonly shape: Shape;
	readonly #threads: number;
	readonly #checkInterval: number;
	readonly #layout: Layout;
	readonly #memory: WebAssembly.Memory;
	readonly #instance: KernelInstance;
	readonly #team: Team | undefined;
	/** Iterations until all words are checked again. */
	#phase = 0;

	constructor({ exponent, shape, kernel, threads, checkInterval = CHECK_INTERVAL }: TransformOptions) {
		this.exponent = exponent;
		this.transformLength = shape.length;
		this.kernel = kernel;
		this.shape = shape;
		this.#threads = threads;
		this.#checkInterval = checkInterval;
		const segments = threads === 1 ? 1 : Math.min(groupsOf(shape), SEGMENTS_PER_THREAD * threads);
		this.#layout = layOut(shape, segments, threads);
		const pages = Math.ceil(this.#layout.bytes / PAGE_BYTES);
		this.#memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
		fillTables(viewTables(this.#memory.buffer as SharedArrayBuffer, shape, this.#layout), shape, exponent);
		const module = compileKernel(kernel);
		const fields = this.#layout.threads.map((_, thread) => this.#fields(segments, thread));
		const [own, ...helpers] = fields;
		if (own === undefined) throw new RangeError("a squarer needs a thread");
		this.#instance = new KernelInstance(module, this.#memory, own);
		this.#team = helpers.length === 0 ? undefined : new Team(module, this.#memory, helpers);
	}

	load(residue: bigint): void {
		this.restore(wordsOf(residue, this.exponent, this.transformLength));
	}

	read(): bigint {
		return residueOf(this.save(), this.exponent);
	}

	save(): Digits {
		const words = new Int32Array(this.transformLength);
		const { main, second, mainBytes } = this.#layout;
		const bytes = new Uint8Array(this.#memory.buffer);
		const inPlace = !this.shape.gathered;
		if (inPlace) bytes.copyWithin(second, main, main + mainBytes);
		for (let group = 0; group < groupsOf(this.shape); group++) {
			this.#instance.functions.readGroup(group);
			this.#copyGroup(group, words, "out");
		}
		if (inPlace) bytes.copyWithin(main, second, second + mainBytes);
		return words;
	}

	restore(digits: Digits): void {
		if (digits.length !== this.transformLength) throw new RangeError("digits of another transform length");
		for (let group = 0; group < groupsOf(this.shape); group++) {
			this.#copyGroup(group, digits, "in");
			this.#instance.functions.loadGroup(group);
		}
	}

	square(count: number): void {
		this.#iterate(count, 0, 0);
	}

	squareMinusTwo(count: number, shift: number): number {
		this.#iterate(count, 1, shift);
		return this.#instance.functions.getShift();
	}

	multiply(digits: Digits): void {
		this.#instance.setField("main", this.#layout.second);
		this.restore(digits);
		this.#instance.setField("main", this.#layout.main);
		this.#instance.functions.multiply();
	}

	takeRoundOff(): number {
		let largest = 0;
		for (const { errors } of this.#layout.threads) {
			const lanes = new Float64Array(this.#memory.buffer, errors, this.shape.lanes);
			largest = Math.max(largest, ...lanes);
			lanes.fill(0);
		}
		return largest;
	}

	close(): void {
		this.#team?.close();
	}

	#iterate(count: number, minusTwo: number, shift: number): void {
		const { functions } = this.#instance;
		functions.setShift(shift);
		functions.setPhase(this.#phase);
		if (this.#team === undefined) {
			functions.iterate(count, minusTwo);
		} else {
			this.#team.begin(count, minusTwo, shift, this.#phase);
			functions.iterateTogether(count, minusTwo);
		}
		const interval = this.#checkInterval;
		this.#phase = (((this.#phase - count) % interval) + interval) % interval;
	}

	/** Between a group's place in the kernel's memory and the words in their natural order. */
	#copyGroup(group: number, words: Int32Array, direction: "in" | "out"): void {
		const { lanes, groupColumns } = this.shape;
		const columns = columnsOf(this.shape);
		const stride = this.shape.gathered ? groupColumns * 2 * lanes : this.#layout.pitch / 8;
		const start = this.#instance.functions.groupAddressOf(group) / 8;
		const doubles = new Float64Array(this.#memory.buffer);
		for (let row = 0; row < rowsOf(this.shape); row++) {
			for (let lane = 0; lane < lanes; lane++) {
				let place = start + row * stride + lane;
				let word = 2 * ((row * lanes + lane) * columns + group * groupColumns);
				for (let column = 0; column < groupColumns; column++) {
					if (direction === "in") {
						doubles[place] = words[word] ?? 0;
						doubles[place + lanes] = words[word + 1] ?? 0;
					} else {
						words[word] = doubles[place] ?? 0;
						words[word + 1] = doubles[place + lanes] ?? 0;
					}
					place += 2 * lanes;
					word += 2;
				}
			}
		}
	}

	#fields(segments: number, thread: number): FieldValues {
		const { shape } = this;
		const { main, pitch, second, heldBuffers, heldBufferBytes, carries, shared, tables, threads } = this.#layout;
		const area = threads[thread];
		if (area === undefined) throw new RangeError(`no thread ${thread}`);
		return {
			main,
			pitch,
			second,
			heldBuffers,
			heldBufferBytes,
			carries,
			shared,
			segments,
			...area,
			...tables,
			points: shape.points,
			rows: rowsOf(shape),
			columns: columnsOf(shape),
			columnStages: shape.columnStages,
			rowStages: shape.rowStages,
			groupColumns: shape.groupColumns,
			groups: groupsOf(shape),
			gathered: shape.gathered ? 1 : 0,
			pairCount: rowPairs(shape).length,
			specialRows: specialRowsOf(shape),
			threads: this.#threads,
			exponent: this.exponent,
			words: shape.length,
			checkInterval: this.#checkInterval,
		};
	}
}
