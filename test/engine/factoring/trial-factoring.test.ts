import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isPrime } from "../../../src/engine/exponent.ts";
import { FACTOR_TESTS, FactorKernel, type FactorTest } from "../../../src/engine/factoring/factor-kernel.ts";
import { FactoringDepth } from "../../../src/engine/factoring/factoring-depth.ts";
import { findFactor } from "../../../src/engine/factoring/trial-factoring.ts";

const kernel = FactorKernel.load();
const rows: readonly { exponent: number; factor: string }[] = JSON.parse(
	readFileSync(new URL("../vectors/residues.json", import.meta.url), "utf8"),
).factors;

function find(exponent: number, fromK: number, toK: number): Promise<bigint | undefined> {
	return findFactor({ exponent, fromK, toK }, { kernel, onTried: () => {}, breathe: () => Promise.resolve(), now: () => 0 });
}

describe("the factoring kernel", () => {
	it.each(rows)("finds the published factor $factor of M$exponent by each test that reaches it", ({ exponent, factor }) => {
		const k = (BigInt(factor) - 1n) / BigInt(2 * exponent);
		const bits = BigInt(factor).toString(2).length;
		for (const test of Object.keys(FACTOR_TESTS) as FactorTest[]) {
			if (bits > FACTOR_TESTS[test].bits) continue;
			kernel.setExponent(exponent, 4620, test);
			const first = k / 4620n > 1000n ? k / 4620n - 1000n : 0n;
			expect(kernel.find(Number(k % 4620n), first, 2000, test), `${test}, ${bits} bits`).toBe(k);
		}
	});

	it("finds a factor exactly where division finds one", async () => {
		for (let exponent = 11; exponent < 700; exponent += 2) {
			if (!isPrime(exponent)) continue;
			const most = 3000;
			const toK = Math.min(most, Math.floor(2 ** Math.min(50, exponent / 2) / (2 * exponent)) + 1);
			const found = await find(exponent, 1, toK);
			expect(found === undefined, `M${exponent}`).toBe(smallestK(exponent, toK) === undefined);
			if (found !== undefined) expect(((1n << BigInt(exponent)) - 1n) % found).toBe(0n);
		}
	});

	it("goes on from a k, and finds nothing below it", async () => {
		// The factors of M29: 233 (k = 4), 1103 (k = 19) and 2089 (k = 36). A run begins at its modulus, 60 here.
		expect([233n, 1103n, 2089n]).toContain(await find(29, 1, 100));
		expect(await find(83, 1, 2)).toBe(167n);
		expect(await find(83, 120, 240)).toBeUndefined();
	});
});

describe("the depth that pays", () => {
	const depth = new FactoringDepth();
	const testFor = (bits: number) => kernel.testFor(bits);
	it("grows with the time of the test and the exponent, and ends at the square root", () => {
		expect(depth.kLimit(13, 1e9, testFor) * 26).toBeLessThanOrEqual(2 ** 6.5);
		const short = depth.kLimit(30011, 0.15, testFor);
		const long = depth.kLimit(30011, 15, testFor);
		expect(long).toBeGreaterThan(50 * short);
		expect(Math.log2(depth.kLimit(100000007, 3e6, testFor) * 2e8)).toBeGreaterThan(68);
	});

	it("shrinks where factoring turns out to be slow", () => {
		const slow = new FactoringDepth();
		for (let i = 0; i < 50; i++) slow.measured("double", 1_000, 1);
		expect(slow.kLimit(30011, 0.15, testFor)).toBeLessThan(depth.kLimit(30011, 0.15, testFor));
	});
});

function smallestK(exponent: number, toK: number): number | undefined {
	for (let k = 1; k < toK; k++) {
		const q = BigInt(2 * k * exponent + 1);
		let power = 1n;
		for (const bit of exponent.toString(2)) power = (power * power * (bit === "1" ? 2n : 1n)) % q;
		if (power === 1n) return k;
	}
	return undefined;
}
