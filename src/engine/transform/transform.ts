// The memory and the kernels of one transform: words in and out, iterations, round-off. Knows residues only as words.
// Holds one residue, or where the lanes are independent one for each lane, each of an exponent of its own.
import { INJECTION, OPERATION } from "../kernel/records.ts";
import type { KernelName, LaneKernelName } from "../kernel/variants.ts";
import { compileKernel, type FieldValues, KernelInstance } from "./instance.ts";
import { type Layout, layOut, viewTables } from "./layout.ts";
import { rowPairs, specialRowsOf } from "./mirrors.ts";
import { columnsOf, groupsOf, ownLanesOf, rowsOf, type Shape } from "./shape.ts";
import { fillTables } from "./tables.ts";
import { Team } from "./team.ts";

export interface TransformSettings {
	/** One, or one for each independent lane. */
	readonly exponents: readonly number[];
	readonly shape: Shape;
	readonly kernel: KernelName | LaneKernelName;
	/** Threads that share the work, this one among them. */
	readonly threads: number;
	/** Iterations from one check of all words for round-off to the next; the first of all is checked too. */
	readonly checkInterval: number;
	/** Places for copies and factors in the kernel's memory, counted from 0. Default none. */
	readonly slots?: number;
}

/** Segments (runs of column groups with carries of their own) for each of several threads: more of them even out delays. */
const SEGMENTS_PER_THREAD = 4;

const PAGE_BYTES = 65_536;

export class Transform {
	readonly #settings: TransformSettings;
	readonly #layout: Layout;
	readonly #buffer: SharedArrayBuffer;
	readonly #instance: KernelInstance;
	readonly #team: Team | undefined;
	/** Iterations until all words are checked again. */
	#phase = 0;

	constructor(settings: TransformSettings) {
		const { exponents, shape, kernel, threads, slots = 0 } = settings;
		this.#settings = settings;
		const segments = threads === 1 ? 1 : Math.min(groupsOf(shape), SEGMENTS_PER_THREAD * threads);
		this.#layout = layOut(shape, segments, threads, slots);
		const pages = Math.ceil(this.#layout.bytes / PAGE_BYTES);
		const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
		this.#buffer = memory.buffer as SharedArrayBuffer;
		fillTables(viewTables(this.#buffer, shape, this.#layout), shape, exponents);
		const module = compileKernel(kernel);
		const [own, ...helpers] = this.#layout.threads.map((_, thread) => this.#fields(segments, thread));
		if (own === undefined) throw new RangeError("a transform needs a thread");
		this.#instance = new KernelInstance(module, memory, own);
		this.#team = helpers.length === 0 ? undefined : new Team(module, memory, helpers);
	}

	/** The words of each residue. */
	save(): Int32Array[] {
		const { shape, exponents } = this.#settings;
		const residues = exponents.map(() => new Int32Array(shape.length));
		for (let group = 0; group < groupsOf(shape); group++) {
			this.#instance.functions.readGroup(group);
			this.#copyGroup(group, residues, "out");
			// Worked on in place, the group is now digits: transform them again.
			if (!shape.gathered) this.#instance.functions.loadGroup(group);
		}
		return residues;
	}

	restore(residues: readonly Int32Array[]): void {
		const { shape, exponents } = this.#settings;
		if (residues.length !== exponents.length || residues.some((words) => words.length !== shape.length)) {
			throw new RangeError("words of another transform");
		}
		for (let group = 0; group < groupsOf(shape); group++) {
			this.#copyGroup(group, residues, "in");
			this.#instance.functions.loadGroup(group);
		}
	}

	square(count: number): void {
		this.#iterate(count, OPERATION.square);
	}

	/** The shift of each residue; gives the last ones. */
	squareMinusTwo(count: number, shifts: readonly number[]): number[] {
		const { exponents } = this.#settings;
		for (const area of this.#layout.threads) {
			exponents.forEach((exponent, i) => {
				const record = this.#injection(area.injections, i);
				record[INJECTION.exponent / 4] = exponent;
				record[INJECTION.shift / 4] = shifts[i] ?? 0;
			});
		}
		this.#iterate(count, OPERATION.squareMinusTwo);
		const [own] = this.#layout.threads;
		return exponents.map((_, i) => this.#injection(own?.injections ?? 0, i)[INJECTION.shift / 4] ?? 0);
	}

	multiply(factors: readonly Int32Array[]): void {
		this.#instance.setField("main", this.#layout.second);
		this.restore(factors);
		this.#instance.setField("main", this.#layout.main);
		this.#instance.functions.prepareFactor();
		this.#multiply();
	}

	/** A copy of what it holds, as it lies: for take(). */
	put(slot: number): void {
		this.#area(this.#slot(slot)).set(this.#area(this.#layout.main));
	}

	take(slot: number): void {
		this.#area(this.#layout.main).set(this.#area(this.#slot(slot)));
	}

	/** What it holds as a factor: for multiplyByKept(). */
	keep(slot: number): void {
		this.put(slot);
		this.#instance.setField("second", this.#slot(slot));
		this.#instance.functions.prepareFactor();
		this.#instance.setField("second", this.#layout.second);
	}

	/** By a kept factor, or by one less another. */
	multiplyByKept(slot: number, less?: number): void {
		this.#multiply(this.#slot(slot), less === undefined ? undefined : this.#slot(less));
	}

	/** Largest distance from an integer since the last call, 0 to 0.5; 0.5 also stands for numbers too large for fractions. */
	takeRoundOff(): number {
		let largest = 0;
		for (const { errors } of this.#layout.threads) {
			const lanes = new Float64Array(this.#buffer, errors, this.#settings.shape.lanes);
			largest = Math.max(largest, ...lanes);
			lanes.fill(0);
		}
		return Math.min(largest, 0.5);
	}

	close(): void {
		this.#team?.close();
	}

	#multiply(second = this.#layout.second, third?: number): void {
		this.#instance.setField("second", second);
		this.#instance.setField("third", third ?? 0);
		this.#iterate(1, third === undefined ? OPERATION.multiply : OPERATION.multiplyDifference, second, third);
		this.#instance.setField("second", this.#layout.second);
	}

	#slot(slot: number): number {
		const { slots = 0 } = this.#settings;
		if (!(slot >= 0 && slot < slots)) throw new RangeError(`no slot ${slot}`);
		return this.#layout.slots + slot * this.#layout.mainBytes;
	}

	#area(address: number): Float64Array {
		return new Float64Array(this.#buffer, address, this.#layout.mainBytes / 8);
	}

	#iterate(count: number, operation: number, second = 0, third = 0): void {
		const { functions } = this.#instance;
		functions.setPhase(this.#phase);
		if (this.#team !== undefined) {
			this.#team.begin({ count, operation, phase: this.#phase, second, third });
			functions.iterateTogether(count, operation);
		} else if (operation < OPERATION.multiply) functions.iterate(count, operation);
		else functions.multiply(operation === OPERATION.multiply ? 0 : 1);
		this.#advancePhase(count);
	}

	#advancePhase(count: number): void {
		const interval = this.#settings.checkInterval;
		this.#phase = (((this.#phase - count) % interval) + interval) % interval;
	}

	#injection(address: number, residue: number): Int32Array {
		return new Int32Array(this.#buffer, address + residue * INJECTION.bytes, INJECTION.bytes / 4);
	}

	/** Between a group's place in the kernel's memory and the words in their natural order. */
	#copyGroup(group: number, residues: readonly Int32Array[], direction: "in" | "out"): void {
		const { shape } = this.#settings;
		const { lanes, groupColumns } = shape;
		const columns = columnsOf(shape);
		const own = ownLanesOf(shape);
		const stride = shape.gathered ? groupColumns * 2 * lanes : this.#layout.pitch / 8;
		const start = this.#instance.functions.groupAddressOf(group) / 8;
		const doubles = new Float64Array(this.#buffer);
		for (let row = 0; row < rowsOf(shape); row++) {
			for (let lane = 0; lane < lanes; lane++) {
				const words = residues[shape.independentLanes ? lane : 0];
				if (words === undefined) continue;
				let place = start + row * stride + lane;
				let word = 2 * ((row * own + (lane % own)) * columns + group * groupColumns);
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
		const { shape, threads, checkInterval } = this.#settings;
		const { main, pitch, second, heldBuffers, heldBufferBytes, carries, shared, tables, threads: areas } = this.#layout;
		const area = areas[thread];
		if (area === undefined) throw new RangeError(`no thread ${thread}`);
		return {
			main,
			pitch,
			second,
			third: 0,
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
			threads,
			words: shape.length,
			checkInterval,
		};
	}
}
