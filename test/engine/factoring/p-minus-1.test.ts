import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BigIntSquarer } from "../../../src/engine/squaring/bigint-squarer.ts";
import { CostModel } from "../../../src/engine/host/cost-model.ts";
import { ExponentTask } from "../../../src/engine/task/exponent-task.ts";
import { FactorKernel } from "../../../src/engine/factoring/factor-kernel.ts";
import { Factoring, type FactoringDependencies } from "../../../src/engine/factoring/factoring.ts";
import { FactoringDepth } from "../../../src/engine/factoring/factoring-depth.ts";
import { isPrime } from "../../../src/engine/exponent.ts";
import { gcd } from "../../../src/engine/integers/half-gcd.ts";
import { PMinusOne } from "../../../src/engine/factoring/p-minus-1.ts";
import { dickman, payingB1, stageOneProbability } from "../../../src/engine/factoring/p-minus-1-bound.ts";
import { createSquarer } from "../../../src/engine/squaring/plan.ts";
import { powerSchedule } from "../../../src/engine/factoring/power-schedule.ts";
import type { Squarer } from "../../../src/engine/squaring/squarer.ts";
import { BigIntSource, type SquarerSource } from "../../../src/engine/squaring/squarer-source.ts";
import { stageOne, type StageOneOptions } from "../../../src/engine/factoring/stage-one.ts";
import { seeded } from "../reference.ts";

let dataDir = "";

interface Settings {
	readonly squarers?: SquarerSource;
	readonly options?: Partial<StageOneOptions>;
	readonly onSquarings?: (count: number) => void;
	readonly onError?: (line: string) => void;
}

function find(exponent: number, b1: number, settings: Settings = {}): Promise<bigint | undefined> {
	const { squarers = new BigIntSource(), options = {}, onSquarings = () => {}, onError = () => {} } = settings;
	const { signal } = new AbortController();
	return stageOne(
		{ exponent, b1, dataDir: null, saveEveryMs: Number.POSITIVE_INFINITY, signal, ...options },
		{ squarers, onProgress: () => {}, onSquarings, onError, now: () => performance.now() },
	);
}

function from(squarer: () => Squarer): SquarerSource {
	return { fastest: () => Promise.resolve(squarer()), safer: (failed) => failed, different: () => squarer() };
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

function primePowers(n: bigint): [bigint, number][] {
	const powers: [bigint, number][] = [];
	for (let prime = 2n; prime * prime <= n; prime++) {
		let times = 0;
		for (; n % prime === 0n; n /= prime) times++;
		if (times > 0) powers.push([prime, times]);
	}
	return n > 1n ? [...powers, [n, 1]] : powers;
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

describe("the power of stage 1", () => {
	it("is 3^(2pE), whatever the window", () => {
		for (const [exponent, b1] of [
			[3, 2],
			[5, 7],
			[23, 40],
			[29, 40],
			[31, 1],
			[2203, 500],
			[86_243, 300],
		] as const) {
			const { head, squarings, at, by } = powerSchedule(exponent, b1);
			let power = BigInt(head);
			let done = 0;
			for (const [i, stop] of at.entries()) {
				expect(3 ** Math.min(by[i] ?? 0, 500)).toBeLessThan(2 ** Math.min(exponent, 1000) - 1);
				power = (power << BigInt(stop - done)) + BigInt(by[i] ?? 0);
				done = stop;
			}
			expect(power << BigInt(squarings - done)).toBe(2n * BigInt(exponent) * leastCommonMultiple(b1));
		}
	});
});

describe("the greatest common divisor", () => {
	it("is Euclid's, of long and short numbers, with a common factor of any size", () => {
		const random = seeded(21);
		const number = (bits: number): bigint =>
			BigInt(`0x1${Array.from({ length: Math.ceil(bits / 4) }, () => Math.floor(random() * 16).toString(16)).join("")}`);
		for (let round = 0; round < 60; round++) {
			const common = number(random() * 2000);
			const [a, b] = [common * number(random() * 6000), common * number(random() * 6000)];
			let [long, short] = [a, b];
			while (short !== 0n) [long, short] = [short, long % short];
			expect(gcd(a, b)).toBe(long);
		}
		expect([gcd(0n, 7n), gcd(7n, 0n), gcd(1n, 1n)]).toEqual([7n, 7n, 1n]);
	});
});

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

describe("stage 1 before a test", () => {
	const history = { onProgress: () => {}, onSquarings: () => {}, onError: () => {}, now: () => performance.now() };
	const order = { exponent: 67, kind: "LL", dataDir: null, saveEveryMs: 1e6, signal: new AbortController().signal } as const;

	it("comes after trial factoring, once, and never in an interim run", async () => {
		const asked: string[] = [];
		const factoring = new Factoring({ dataDir: null }, factoringDependencies());
		factoring.findPaying = () => Promise.resolve(void asked.push("2kp + 1"));
		factoring.payingB1 = (exponent) => Promise.resolve(asked.push(`B1 of ${exponent}`) > 2 ? 100 : 2677);
		factoring.triedB1 = (_, b1) => Promise.resolve(void asked.push(`tried ${b1}`));
		const dependencies = { ...history, squarers: new BigIntSource(), factoring };
		const test = (options: { readonly factorFirst: boolean; readonly iterations: number | null }): Promise<unknown> =>
			new ExponentTask({ ...order, ...options }, dependencies).result();
		expect(await test({ factorFirst: true, iterations: null })).toMatchObject({ prime: false, factor: "193707721", b1: 2677 });
		expect(await test({ factorFirst: true, iterations: null })).toMatchObject({ prime: false, iterations: 65 });
		expect(await test({ factorFirst: true, iterations: 20 })).toMatchObject({ iterations: 20 });
		expect(await test({ factorFirst: false, iterations: null })).toMatchObject({ iterations: 65 });
		expect(asked).toEqual(["2kp + 1", "B1 of 67", "2kp + 1", "B1 of 67", "tried 100"]);
	});

	it("keeps its bound when it is interrupted, and is not done twice", async () => {
		const exponent = 5_000_011;
		const first = new Factoring({ dataDir }, factoringDependencies());
		const b1 = await first.payingB1(exponent);
		expect(b1).toBeGreaterThan(10_000);
		const costs = new CostModel();
		costs.measured({ exponent, msPerIteration: 0.3 });
		const second = new Factoring({ dataDir }, { ...factoringDependencies(), costs });
		expect(await new Factoring({ dataDir: null }, { ...factoringDependencies(), costs }).payingB1(exponent)).not.toBe(b1);
		expect(await second.payingB1(exponent)).toBe(b1);
		await second.triedB1(exponent, b1);
		expect(await second.payingB1(exponent)).toBe(0);
		await second.forget(exponent);
		expect(await second.payingB1(exponent)).not.toBe(0);
	});
});

describe("the bound that pays", () => {
	it("has Dickman's function right", () => {
		// rho(2) = 1 - ln 2; the others from the tables of the literature.
		for (const [u, rho] of [
			[0.5, 1],
			[1, 1],
			[2, 1 - Math.LN2],
			[3, 4.860_838_8e-2],
			[4, 4.910_925_6e-3],
			[5, 3.547_247e-4],
		] as const)
			expect(Math.abs(dickman(u) / rho - 1), `u = ${u}`).toBeLessThan(1e-3);
		expect(dickman(40)).toBe(0);
	});

	it("expects about as many smooth k as there are", () => {
		// Primes 2kp + 1 that are 1 or 7 modulo 8, k around 2^17: what divides M_p is drawn from these.
		const p = 1_000_003;
		let all = 0;
		let smooth = 0;
		for (let k = 100_000; k < 160_000; k++) {
			const q = 2 * k * p + 1;
			if (![1, 7].includes(q % 8) || [3, 5, 7, 11, 13, 17, 19, 23].some((prime) => q % prime === 0) || power2(q - 1, q) !== 1n) continue;
			all++;
			if (primePowers(BigInt(k)).every(([prime]) => prime <= 300n)) smooth++;
		}
		const expected = dickman((Math.log2(130_000) - 1.25) / Math.log2(300));
		expect(smooth / all / expected).toBeGreaterThan(0.85);
		expect(smooth / all / expected).toBeLessThan(1.2);
	});

	it("is 0 for small exponents, and where factoring went deep", () => {
		for (const exponent of [3, 31, 1009, 20_011, 45_007, 100_003])
			expect(payingB1({ exponent, factoredBits: Math.min(exponent / 2, 45) })).toBe(0);
		expect(payingB1({ exponent: 1_000_003, factoredBits: 75 })).toBe(0);
	});

	it("grows with the exponent; the chance grows with the bound and shrinks with the depth", () => {
		// Exponents with the bits that trial factoring reaches before it ceases to pay.
		const depths = [
			[1e6, 51],
			[3e6, 55],
			[1e7, 61],
			[3e7, 65],
			[1e8, 70],
			[2e8, 73],
		] as const;
		const bounds = depths.map(([exponent, factoredBits]) => payingB1({ exponent, factoredBits }));
		expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
		expect(bounds[0]).toBeGreaterThan(1_000);
		const chances = [1e4, 1e5, 1e6, 1e7].map((b1) => stageOneProbability({ exponent: 6e7, factoredBits: 68, b1 }));
		expect(chances).toEqual(chances.toSorted((a, b) => a - b));
		expect(chances[3]).toBeLessThan(1);
		const deeper = [60, 65, 70, 75].map((factoredBits) => stageOneProbability({ exponent: 6e7, factoredBits, b1: 1e6 }));
		expect(deeper).toEqual(deeper.toSorted((a, b) => b - a));
	});
});

function counter(after: () => void = () => {}): Required<Pick<Settings, "onSquarings">> & { squarings(): number } {
	let squarings = 0;
	return {
		squarings: () => squarings,
		onSquarings: (count) => {
			squarings += count;
			after();
		},
	};
}

function factoringDependencies(): FactoringDependencies {
	return { kernel: FactorKernel.load(), depth: new FactoringDepth(), costs: new CostModel(), now: () => performance.now() };
}

function leastCommonMultiple(bound: number): bigint {
	let multiple = 1n;
	for (let i = 2n; i <= bound; i++) multiple *= i / gcd(multiple, i);
	return multiple;
}

/** 2^power modulo q below 2^53. */
function power2(power: number, q: number): bigint {
	let result = 1n;
	for (const bit of power.toString(2)) result = (result * result * (bit === "1" ? 2n : 1n)) % BigInt(q);
	return result;
}
