import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert, asyncProperty, constantFrom, integer } from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isPrime } from "../../../src/engine/exponent.ts";
import { PMinusOne } from "../../../src/engine/factoring/p-minus-1.ts";
import { powerSchedule } from "../../../src/engine/factoring/power-schedule.ts";
import { type Bounds, type PMinusOneSearchOptions, searchPMinusOne } from "../../../src/engine/factoring/p-minus-1-search.ts";
import { StageTwo } from "../../../src/engine/factoring/stage-two.ts";
import { planStageTwo } from "../../../src/engine/factoring/stage-two-plan.ts";
import { gcd } from "../../../src/engine/integers/half-gcd.ts";
import { BigIntSquarer } from "../../../src/engine/squaring/bigint-squarer.ts";
import { createSquarer } from "../../../src/engine/squaring/plan.ts";
import type { Squarer } from "../../../src/engine/squaring/squarer.ts";
import { BigIntSource, type SquarerSource } from "../../../src/engine/squaring/squarer-source.ts";
import { leastCommonMultiple, primePowers } from "../reference.ts";
import { factorOf, promisedFactors } from "./known-factors.ts";

let dataDir = "";

interface Settings {
	readonly squarers?: SquarerSource;
	readonly options?: Partial<PMinusOneSearchOptions>;
	readonly onSquarings?: (count: number) => void;
	readonly onError?: (line: string) => void;
}

/** b1 alone, or both bounds. */
function find(exponent: number, bounds: number | Bounds, settings: Settings = {}): Promise<bigint | undefined> {
	const { squarers = new BigIntSource(), options = {}, onSquarings = () => {}, onError = () => {} } = settings;
	const { signal } = new AbortController();
	const { b1, b2 } = typeof bounds === "number" ? { b1: bounds, b2: 0 } : bounds;
	return searchPMinusOne(
		{ exponent, b1, b2, dataDir: null, saveEveryMs: Number.POSITIVE_INFINITY, signal, ...options },
		{ squarers, onProgress: () => {}, onSquarings, onError, now: () => performance.now() },
	);
}

function from(squarer: (slots?: number) => Squarer, slots = 500): SquarerSource {
	return {
		fastest: (_exponent, _iterations, _breathe, more) => Promise.resolve(squarer(more)),
		slotsFor: () => slots,
		safer: (failed) => failed,
		different: () => squarer(),
	};
}

/** The prime factors below 2^28 of 2^exponent - 1, by division. */
function smallFactors(exponent: number): bigint[] {
	const factors: bigint[] = [];
	for (let q = 2 * exponent + 1; q < 2 ** 28; q += 2 * exponent) {
		if (q % 8 !== 1 && q % 8 !== 7) continue;
		const modulus = BigInt(q);
		let power = 1n;
		for (const bit of exponent.toString(2)) power = (power * power * (bit === "1" ? 2n : 1n)) % modulus;
		if (power === 1n && isPrime(q)) factors.push(modulus);
	}
	return factors;
}

/** The least B1 that finds the prime q: the largest prime power of the order of 3 modulo q, where 2p does the rest. */
function leastB1(q: bigint, exponent: number): number {
	let order = q - 1n;
	for (const [prime] of primePowers(q - 1n)) while (order % prime === 0n && power3(order / prime, q) === 1n) order /= prime;
	return Math.max(1, ...primePowers(order / gcd(order, 2n * BigInt(exponent))).map(([prime, times]) => Number(prime) ** times));
}

function power3(power: bigint, modulus: bigint): bigint {
	let result = 1n;
	for (const bit of power.toString(2)) result = (result * result * (bit === "1" ? 3n : 1n)) % modulus;
	return result;
}

beforeAll(async () => {
	dataDir = await mkdtemp(join(tmpdir(), "p-minus-1-"));
});
afterAll(() => rm(dataDir, { recursive: true }));

describe("stage 1 of P-1", () => {
	it("finds the factors of M67, each from its own bound on", async () => {
		// 193707721 - 1 = 2^3 3^3 5 67 2677.
		expect(await find(67, 2676)).toBeUndefined();
		expect(await find(67, 2677)).toBe(193_707_721n);
	});

	it("finds known factors at the largest prime power of the order of 3 and not before", async () => {
		let tried = 0;
		for (const exponent of [79, 97, 113, 131, 151, 163, 179, 181, 191, 211, 223, 233, 239, 251, 263, 317, 367, 383, 397, 419, 431, 1213]) {
			const factors = smallFactors(exponent);
			const bounds = factors.map((q) => leastB1(q, exponent));
			for (const [i, q] of factors.entries()) {
				const b1 = bounds[i] ?? 0;
				if (b1 < 3 || b1 > 20_000) continue;
				tried++;
				const found = (await find(exponent, b1)) ?? 1n;
				expect(found % q, `${q} of M${exponent} with ${b1}`).toBe(0n);
				expect(((1n << BigInt(exponent)) - 1n) % found).toBe(0n);
				expect(((await find(exponent, b1 - 1)) ?? 1n) % q, `${q} of M${exponent} with ${b1 - 1}`).not.toBe(0n);
			}
		}
		expect(tried).toBeGreaterThan(20);
	});

	it("finds nothing where there is nothing, or all at once", async () => {
		for (const exponent of [3, 5, 7, 13, 17, 19, 31, 61, 89, 107, 127, 521])
			expect(await find(exponent, 400), `M${exponent}`).toBeUndefined();
		// Both factors of M11, 23 and 89.
		expect(await find(11, 100)).toBeUndefined();
	});

	it.each(["wasm-128", "wasm-fma-128", "wasm-fma-256"] as const)("finds with %s what the reference finds", async (kernel) => {
		// k = 2^2 3 7 and so on: the factors of a few thousands that a small bound finds.
		for (const exponent of [1009, 1213, 2357, 4567]) {
			const squarers = from(() => createSquarer(exponent, { kernel }));
			expect(await find(exponent, 1000, { squarers }), `M${exponent}`).toBe(await find(exponent, 1000));
		}
	});

	it("saves when aborted, and goes on from there to the same end", async () => {
		const exponent = 1213;
		const b1 = 20_000;
		const whole = counter();
		const expected = await find(exponent, b1, whole);
		const abort = new AbortController();
		const before = counter(() => abort.abort());
		await expect(find(exponent, b1, { ...before, options: { dataDir, signal: abort.signal } })).rejects.toThrow("aborted");
		expect(await readdir(join(dataDir, "tests"))).toEqual([`M${exponent}-p-1-${b1}.save`]);
		const after = counter();
		expect(await find(exponent, b1, { ...after, options: { dataDir } })).toBe(expected);
		expect(before.squarings() + after.squarings()).toBe(whole.squarings());
		expect(await readdir(join(dataDir, "tests"))).toEqual([]);
	});

	it("can stop at every squaring", async () => {
		const exponent = 89;
		const b1 = 60;
		const schedule = powerSchedule(exponent, b1);
		let sequence = new PMinusOne({ exponent, schedule }, { squarer: new BigIntSquarer(exponent) });
		while (!sequence.finished) {
			if (sequence.checkDue) expect(await sequence.check()).toBe(true);
			else expect(sequence.advance(1)).toBe(1);
			sequence = new PMinusOne({ exponent, schedule, resume: sequence.state() }, { squarer: new BigIntSquarer(exponent) });
		}
		expect(sequence.result().residue).toBe(power3(2n * BigInt(exponent) * leastCommonMultiple(b1), (1n << BigInt(exponent)) - 1n));
	});

	it("goes back to the last point kept where the round-off was too large, and when all is struck to zero", async () => {
		const exponent = 1213;
		const b1 = 20_000;
		const expected = await find(exponent, b1);
		const doubts = [0.1, 0.2, 0.45, 0.1, Number.NaN];
		const doubted = new BigIntSquarer(exponent);
		doubted.takeRoundOff = () => doubts.shift() ?? 0.1;
		const lines: string[] = [];
		expect(await find(exponent, b1, { squarers: from(() => doubted), onError: (line) => lines.push(line) })).toBe(expected);
		expect(lines).toHaveLength(2);
		const struck = new BigIntSquarer(exponent);
		let squarings = 0;
		struck.square = (count) => {
			squarings += count;
			if (squarings > 12_000 && squarings - count <= 12_000) struck.load(0n);
			BigIntSquarer.prototype.square.call(struck, count);
		};
		expect(await find(exponent, b1, { squarers: from(() => struck), onError: (line) => lines.push(line) })).toBe(expected);
		expect(lines[2]).toContain("check failed");
	});
});

describe("both stages of P-1", () => {
	/** Exponents whose number has small factors and a large one: never are all found at once. */
	const exponents = [197, 211, 223, 239, 251, 263, 317, 367, 397, 419, 431, 601, 1213, 2357];
	const factors = new Map(exponents.map((exponent) => [exponent, smallFactors(exponent)]));

	it("find every factor whose k is smooth to B1 but for one prime up to B2, as the plainest computation does", async () => {
		let promised = 0;
		await assert(
			asyncProperty(
				constantFrom(...exponents),
				integer({ min: 11, max: 300 }),
				integer({ min: 1, max: 60 }),
				integer({ min: 8, max: 400 }),
				async (exponent, b1, ratio, slots) => {
					const b2 = b1 * ratio;
					const found = (await find(exponent, { b1, b2 }, { squarers: from(() => new BigIntSquarer(exponent), slots) })) ?? 1n;
					expect(((1n << BigInt(exponent)) - 1n) % found).toBe(0n);
					for (const q of factors.get(exponent) ?? []) {
						if (!isPromised(q, exponent, { b1, b2 })) continue;
						promised++;
						expect(found % q, `${q} of M${exponent}`).toBe(0n);
					}
					if (exponent < 500) expect(found % plain(exponent, { b1, b2 })).toBe(0n);
				},
			),
			{ numRuns: 60 },
		);
		expect(promised).toBeGreaterThan(10);
	});

	it.each(["wasm-128", "wasm-fma-128", "wasm-fma-256"] as const)("find with %s what the reference finds", async (kernel) => {
		for (const exponent of [1009, 1213, 2357, 4567]) {
			const bounds = { b1: 60, b2: 3000 };
			const squarers = from((slots = 0) => createSquarer(exponent, { kernel, slots }), 100);
			expect(await find(exponent, bounds, { squarers }), `M${exponent}`).toBe(await find(exponent, bounds));
		}
	});

	it("find known factors near 1.2 million with the least bounds that promise them", async () => {
		const [first, ...others] = promisedFactors({ fromK: 20_000, b1: 200, b2: 30_000 });
		for (const row of [first, others.at(-1)]) {
			if (row === undefined) throw new Error("no known factors");
			const squarers = from((slots = 0) => createSquarer(row.exponent, { slots }), 100);
			expect((await find(row.exponent, row, { squarers })) ?? 1n, JSON.stringify(row)).toBe(factorOf(row));
		}
	});

	it("save in the second stage when aborted, and go on from there, with less memory too", async () => {
		const exponent = 1213;
		const bounds = { b1: 100, b2: 300_000 };
		const whole = counter();
		const expected = await find(exponent, bounds, whole);
		for (const slots of [500, 30]) {
			const abort = new AbortController();
			const before = counter((squarings) => void (squarings > 6_000 && abort.abort()));
			await expect(find(exponent, bounds, { ...before, options: { dataDir, signal: abort.signal } })).rejects.toThrow("aborted");
			expect(await readdir(join(dataDir, "tests"))).toEqual([`M${exponent}-p-1-100-300000.save`, `M${exponent}-p-1-100.save`]);
			const after = counter();
			const squarers = from(() => new BigIntSquarer(exponent), slots);
			expect(await find(exponent, bounds, { ...after, squarers, options: { dataDir } })).toBe(expected);
			// With few residues the primes find fewer partners.
			if (slots === 500) expect(before.squarings() + after.squarings()).toBe(whole.squarings());
			else expect(after.squarings()).toBeLessThan(1.5 * whole.squarings());
			expect(await readdir(join(dataDir, "tests"))).toEqual([]);
		}
	});

	it("can stop at every product", async () => {
		const exponent = 89;
		const plan = planStageTwo({ from: 20, b2: 400, step: 30, reach: 30 });
		const options = { exponent, base: 3n ** 40n, plan, start: 3n ** 40n - 1n };
		const run = async (every: number): Promise<bigint> => {
			let sequence = new StageTwo(options, { squarer: new BigIntSquarer(exponent) });
			while (!sequence.finished) {
				if (sequence.checkDue) expect(await sequence.check()).toBe(true);
				else if (sequence.advance(every) === every && every === 1)
					sequence = new StageTwo({ ...options, resume: sequence.state() }, { squarer: new BigIntSquarer(exponent) });
			}
			return sequence.result().residue;
		};
		expect(await run(1)).toBe(await run(1000));
	});

	it("go back to the last point kept where the round-off was too large", async () => {
		const exponent = 1213;
		const bounds = { b1: 100, b2: 300_000 };
		const expected = await find(exponent, bounds);
		const lines: string[] = [];
		const doubts = [0.1, 0.1, 0.1, 0.45, 0.1, Number.NaN];
		const doubted = new BigIntSquarer(exponent);
		doubted.takeRoundOff = () => doubts.shift() ?? 0.1;
		expect(await find(exponent, bounds, { squarers: from(() => doubted), onError: (line) => lines.push(line) })).toBe(expected);
		expect(lines).toHaveLength(2);
	});

	it("say where there is too little memory", async () => {
		const squarers = from(() => new BigIntSquarer(1213), 7);
		await expect(find(1213, { b1: 100, b2: 200 }, { squarers })).rejects.toThrow("more memory");
	});
});

/** k of q = 2kp + 1, without what is in the order of 3 anyway, is smooth to b1 but for one prime up to b2. */
function isPromised(q: bigint, exponent: number, { b1, b2 }: Bounds): boolean {
	const powers = primePowers((q - 1n) / (2n * BigInt(exponent)));
	const above = powers.filter(([prime, times]) => prime ** BigInt(times) > BigInt(b1));
	return above.length === 0 || (above.length === 1 && above[0]![1] === 1 && above[0]![0] <= BigInt(b2));
}

/** By the definition. */
function plain(exponent: number, { b1, b2 }: Bounds): bigint {
	const modulus = (1n << BigInt(exponent)) - 1n;
	const power = (base: bigint, by: bigint): bigint => {
		let result = 1n;
		for (const bit of by.toString(2)) result = (result * result * (bit === "1" ? base : 1n)) % modulus;
		return result;
	};
	const first = power(3n, 2n * BigInt(exponent) * leastCommonMultiple(b1));
	let product = first - 1n;
	for (let prime = b1 + 1; prime <= b2; prime++)
		if (isPrime(prime)) product = (product * (power(first, BigInt(prime)) - 1n + modulus)) % modulus;
	return gcd(product, modulus);
}

function counter(after: (squarings: number) => void = () => {}): Required<Pick<Settings, "onSquarings">> & { squarings(): number } {
	let squarings = 0;
	return {
		squarings: () => squarings,
		onSquarings: (count) => {
			squarings += count;
			after(squarings);
		},
	};
}
