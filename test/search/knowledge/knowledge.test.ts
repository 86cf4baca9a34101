import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LARGEST_EXPONENT, isPrime, refutes } from "../../../src/search/exponents.ts";
import { Knowledge } from "../../../src/search/knowledge/knowledge.ts";
import type { PackedRecords } from "../../../src/search/knowledge/packing.ts";
import type { Record } from "../../../src/search/record.ts";
import { Sieve } from "../../../src/search/sieve.ts";
import { Oracle, within } from "./oracle.ts";
import { packedRecords } from "./records.ts";

const KEYS = 4;
const WIDTH = 160;
/** Where the line begins, where blocks end and where cells change their width; in each of them a hunt is tried. */
const STARTS = [2, 8_100, 16_300, 130_980, 1_000_000] as const;
const RESIDUES = ["0000000000000000", "0000000000000001", "0000000100000000", "00000001FFFFFFFF", "FFFFFFFF00000001"] as const;

type Step =
	| {
			readonly type: "add";
			readonly key: number;
			readonly offset: number;
			readonly kind: Record["kind"];
			readonly residue: number;
			readonly shift: number;
	  }
	| { readonly type: "standing"; readonly key: number; readonly counts: boolean }
	| { readonly type: "forget"; readonly keys: readonly number[] }
	| { readonly type: "alone"; readonly offset: number; readonly prime: boolean };

const key = fc.nat(KEYS - 1);
/** Often one of a few, so that much is said of one exponent. */
const offset = fc.oneof(fc.nat(7), fc.nat(WIDTH - 1));
const kind = fc.constantFrom("LL", "LL", "LL", "PRP", "PRP", "factor" as const);
const adds: fc.Arbitrary<Step & { type: "add" }> = fc.record({
	type: fc.constant("add" as const),
	key,
	offset,
	kind,
	residue: fc.nat(RESIDUES.length - 1),
	shift: fc.nat(2),
});
const steps: fc.Arbitrary<Step> = fc.oneof(
	{ arbitrary: adds, weight: 6 },
	{ arbitrary: fc.record({ type: fc.constant("standing" as const), key, counts: fc.boolean() }), weight: 2 },
	{ arbitrary: fc.record({ type: fc.constant("forget" as const), keys: fc.uniqueArray(key, { minLength: 1 }) }), weight: 1 },
	{ arbitrary: fc.record({ type: fc.constant("alone" as const), offset, prime: fc.boolean() }), weight: 1 },
);
const hunts = fc.record({
	start: fc.constantFrom(...STARTS),
	from: fc.nat(20),
	to: fc.option(fc.nat(WIDTH - 1)),
	/** All candidates up to here have a factor from the beginning, so that the frontier is not always the first of them. */
	settled: fc.nat(WIDTH),
});
type Hunt = typeof hunts extends fc.Arbitrary<infer Value> ? Value : never;

/** The prime at or above an exponent for most offsets, so that records meet; the others fall mostly where no candidate is. */
function exponentAt(start: number, at: number): number {
	let exponent = Math.max(3, start + at);
	if (at % 8 !== 0) while (!isPrime(exponent)) exponent++;
	return exponent;
}

function recordAt(start: number, step: Step & { type: "add" }): Record {
	const exponent = exponentAt(start, step.offset);
	return step.kind === "factor"
		? { kind: "factor", exponent, factor: "7" }
		: { kind: step.kind, exponent, res64: RESIDUES[step.residue]!, shift: step.shift };
}

/** A knowledge and its plain twin, told the same. */
class Pair {
	readonly known: Knowledge;
	readonly oracle: Oracle;
	readonly #start: number;

	constructor({ start, from, to, settled }: Hunt) {
		this.#start = start;
		const bounds = { from: start + from, to: to === null ? null : start + to };
		this.known = new Knowledge({ ...bounds, soloLimit: start + 2 * WIDTH });
		this.oracle = new Oracle(bounds.from, bounds.to ?? Infinity);
		this.known.setCounts(KEYS, true);
		this.oracle.counting.add(KEYS);
		for (const exponent of within({ start: Math.max(3, start), end: start + settled }))
			if (!refutes(exponent)) this.add(KEYS, { kind: "factor", exponent, factor: "7" });
	}

	add(by: number, record: Record): void {
		this.oracle.said.push({ key: by, record });
		this.known.add(by, record);
	}

	take(step: Step): void {
		if (step.type === "add") this.add(step.key, recordAt(this.#start, step));
		else if (step.type === "standing") {
			this.oracle.counting[step.counts ? "add" : "delete"](step.key);
			this.known.setCounts(step.key, step.counts);
		} else if (step.type === "forget") {
			for (const by of step.keys) this.take({ type: "standing", key: by, counts: false });
			this.oracle.said.splice(0, Infinity, ...this.oracle.said.filter((said) => !step.keys.includes(said.key)));
			this.known.forget(step.keys);
			for (const by of step.keys) expect(this.known.recordsOf(by)).toBe(0);
		} else {
			const exponent = exponentAt(this.#start, step.offset);
			this.oracle.alone.set(exponent, step.prime);
			this.known.settleAlone(exponent, step.prime);
		}
	}

	compare(): void {
		const { known, oracle } = this;
		const [start, end] = [this.#start, this.#start + 2 * WIDTH];
		for (const exponent of within({ start, end })) expect(known.state(exponent), String(exponent)).toBe(oracle.state(exponent));
		known.scan(Infinity);
		expect(known.isScanned).toBe(true);
		expect(known.frontier).toBe(oracle.frontier(end));
		expect(known.isSettled).toBe(oracle.frontier(end) === null);
		const cells = oracle.openCells(end);
		expect(known.openCells(cells.length, () => false)).toEqual(cells);
		expect(known.openCells(1, (cell) => cell === cells[0]?.start)).toEqual(known.openCells(2, () => false).slice(1));
		expect(known.primes()).toEqual(within({ start, end }).filter((exponent) => oracle.state(exponent) === "prime"));
	}

	/** What is exact only where the line was looked at. */
	compareDisplays(): void {
		const { known, oracle } = this;
		const [start, end] = [this.#start, this.#start + WIDTH];
		known.openCells(1, (cell) => cell < end + 1_024);
		expect(known.gaps(Infinity)).toEqual(oracle.gaps(end + WIDTH));
		expect(known.gaps(2)).toEqual(oracle.gaps(end + WIDTH).slice(0, 2));
		const bounds = [Math.max(oracle.from, start), start + 31.5, start + 32, end].sort((a, b) => a - b);
		if (oracle.to < end) return;
		expect(known.strip(bounds)).toEqual(bounds.slice(1).map((to, index) => oracle.column(Math.ceil(bounds[index]!), Math.ceil(to))));
	}
}

describe("Knowledge", () => {
	it("knows after any steps what a plain list of all that was said comes to", () => {
		fc.assert(
			fc.property(hunts, fc.array(steps, { maxLength: 60 }), (hunt, taken) => {
				const pair = new Pair(hunt);
				for (const [index, step] of taken.entries()) {
					pair.take(step);
					if (index % 8 === 0) pair.compare();
				}
				pair.compare();
				pair.compareDisplays();
			}),
			{ numRuns: 150 },
		);
	});

	it("knows the same whatever the order, one by one or packed", () => {
		const sets = fc
			.array(adds, { maxLength: 40 })
			.chain((set) =>
				fc.record({ set: fc.constant(set), other: fc.shuffledSubarray(set, { minLength: set.length, maxLength: set.length }) }),
			);
		fc.assert(
			fc.property(fc.constantFrom(...STARTS), sets, fc.subarray([0, 1, 2, 3]), (start, { set, other }, counting) => {
				const one = new Knowledge({ from: start });
				for (const by of counting) one.setCounts(by, true);
				for (const step of set) one.add(step.key, recordAt(start, step));
				const two = new Knowledge({ from: start });
				two.setCounts(0, true);
				for (const step of other) two.add(step.key, recordAt(start, step));
				for (const by of [0, 1, 2, 3]) two.setCounts(by, counting.includes(by));
				const three = new Knowledge({ from: start });
				for (const by of counting) three.setCounts(by, true);
				three.addPacked(packed(start, other), Uint32Array.of(3, 2, 1, 0));
				const [seen, ...others] = [one, two, three].map((known) => viewOf(known, start));
				for (const view of others) expect(view).toEqual(seen);
			}),
		);
	});

	it("walks in slices, and says so, while the frontier is only the lowest point not known to be settled", () => {
		const known = new Knowledge({ from: 3 });
		known.setCounts(1, true);
		const primes = new Sieve().primesBetween(3, 50_000);
		for (const exponent of primes) known.add(1, { kind: "LL", exponent, res64: RESIDUES[4], shift: 0 });
		expect(known.isScanned).toBe(false);
		const seen: number[] = [];
		for (let slices = 0; !known.isScanned && slices < 100; slices++) {
			seen.push(known.frontier!);
			known.scan(1);
		}
		expect(seen.length).toBeGreaterThan(0);
		expect(seen).toEqual([...seen].sort((a, b) => a - b));
		expect(known.frontier).toBeGreaterThan(50_000);
		expect(known.state(known.frontier!)).toBe("open");
	});

	it("goes back when a key no longer counts, and up again when it does", () => {
		const known = new Knowledge({ from: 3 });
		known.setCounts(1, true);
		for (const exponent of new Sieve().primesBetween(3, 20_000)) known.add(1, { kind: "PRP", exponent, res64: RESIDUES[4], shift: 0 });
		known.scan(Infinity);
		const high = known.frontier!;
		known.setCounts(1, false);
		known.scan(Infinity);
		expect(known.frontier).toBe(3);
		known.setCounts(1, true);
		known.scan(Infinity);
		expect(known.frontier).toBe(high);
	});

	it("is settled in a bounded hunt only when all of it was looked at", () => {
		const known = new Knowledge({ from: 100_000, to: 200_000, soloLimit: 300_000 });
		expect(known.isSettled).toBe(false);
		for (const exponent of new Sieve().primesBetween(100_000, 200_001)) if (!refutes(exponent)) known.settleAlone(exponent, false);
		while (!known.scan(1_000)) expect(known.isSettled).toBe(false);
		expect(known.isSettled).toBe(true);
		expect(known.frontier).toBeNull();
		expect(known.openCells(10, () => false)).toEqual([]);
		expect(() => known.settleAlone(300_007, false)).toThrow(RangeError);
	});

	it("ends at the largest exponent that can be tested", () => {
		const known = new Knowledge({ from: LARGEST_EXPONENT - 100 });
		const open = known.openCells(100, () => false).flatMap((cell) => cell.open);
		expect(open).toEqual(within({ start: LARGEST_EXPONENT - 100, end: LARGEST_EXPONENT }).filter((exponent) => !refutes(exponent)));
	});

	it("estimates what it has not looked at within a few in a hundred", () => {
		for (const start of [500_000, 5_000_000, 100_000_000]) {
			const exact = new Sieve().primesBetween(start, start + 400_000).filter((exponent) => !refutes(exponent)).length;
			const { candidates, open } = new Knowledge({}).strip([start, start + 400_000])[0]!;
			expect(Math.abs(candidates - exact) / exact).toBeLessThan(0.03);
			expect(open).toBe(candidates);
		}
	});

	it("shows the one gap below a record far above the frontier without walking there", () => {
		const known = new Knowledge({ from: 3 });
		known.setCounts(1, true);
		known.add(1, { kind: "LL", exponent: 136_279_841, res64: RESIDUES[0], shift: 0 });
		known.scan(Infinity);
		expect(known.gaps(5)).toEqual([{ start: 0, end: 136_279_824 }]);
		expect(known.primes()).toEqual([136_279_841]);
		expect(known.frontier).toBe(3);
	});

	it("keeps a million exponents' records, its states and the walk within 64 MB", () => {
		const known = new Knowledge({});
		for (let by = 0; by < 100; by++) known.setCounts(by, true);
		// Four primes of five, for about so many withstand a glance.
		const exponents = new Sieve().primesBetween(3, 19_500_000).filter((_, index) => index % 5 !== 0);
		const batch = packedRecords(Uint32Array.from(exponents.slice(0, 1_000_000)), 1_050_000);
		known.addPacked(
			batch,
			Uint32Array.from({ length: 100 }, (_, by) => by),
		);
		expect(known.size.records).toBe(1_050_000);
		known.openCells(40_000, () => false);
		expect(known.size.bytes).toBeLessThan(64_000_000);
	});
});

/** The same records as columns, their keys numbered the other way round. */
function packed(start: number, set: readonly (Step & { type: "add" })[]): PackedRecords {
	const records = set.map((step) => recordAt(start, step));
	const half = (record: Record, from: number): number =>
		record.kind === "factor" ? 0 : Number.parseInt(record.res64.slice(from, from + 8), 16);
	return {
		length: set.length,
		exponent: Uint32Array.from(records, ({ exponent }) => exponent),
		key: Uint32Array.from(set, (step) => KEYS - 1 - step.key),
		kind: Uint8Array.from(records, (record) => ["factor", "LL", "PRP"].indexOf(record.kind)),
		high: Uint32Array.from(records, (record) => half(record, 0)),
		low: Uint32Array.from(records, (record) => half(record, 8)),
		shift: Uint32Array.from(records, (record) => (record.kind === "factor" ? 0 : record.shift)),
	};
}

/** All that can be asked about an interval. */
function viewOf(known: Knowledge, start: number): unknown {
	known.scan(Infinity);
	const exponents = within({ start, end: start + 2 * WIDTH });
	return {
		frontier: known.frontier,
		cells: known.openCells(20, () => false),
		primes: known.primes(),
		exponents: exponents.map((exponent) => [exponent, known.state(exponent), known.records(exponent)]),
	};
}
