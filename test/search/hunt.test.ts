import { describe, expect, it } from "vitest";
import { LARGEST_EXPONENT } from "../../src/search/exponents.ts";
import { nextMersenneExponent } from "../../src/search/hunt.ts";
import { isKnown } from "../../src/search/known.ts";

/** Tests that end when they are told to; it remembers which are under way. */
class Bench {
	readonly running = new Map<number, { readonly end: (prime: boolean) => void; readonly fail: (error: Error) => void }>();
	readonly begun: number[] = [];

	readonly test = (exponent: number, signal: AbortSignal): Promise<boolean> => {
		this.begun.push(exponent);
		const { promise, resolve, reject } = Promise.withResolvers<boolean>();
		this.running.set(exponent, { end: resolve, fail: reject });
		signal.addEventListener("abort", () => reject(signal.reason));
		promise.finally(() => this.running.delete(exponent)).catch(() => undefined);
		return promise;
	};

	async end(exponent: number, prime: boolean): Promise<void> {
		this.running.get(exponent)!.end(prime);
		await settled();
	}
}

/** All promises that can go on have gone on. */
async function settled(): Promise<void> {
	for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

const never = new AbortController().signal;

describe("the hunt", () => {
	it("finds the next one above, one test at a time or many", async () => {
		for (const parallel of [1, 3, 16])
			for (const [above, next] of [
				[0, 2],
				[2, 3],
				[7, 13],
				[127, 521],
				[1_279, 2_203],
			] as const)
				expect(await nextMersenneExponent(above, (exponent) => Promise.resolve(isKnown(exponent)), parallel, never)).toBe(next);
	});

	it("lets a prime count only when all smaller ones are settled, and then leaves nothing running", async () => {
		const bench = new Bench();
		const found = nextMersenneExponent(61, bench.test, 3, never);
		let result: number | null = null;
		void found.then((exponent) => (result = exponent));
		await settled();
		const [first, second, third] = bench.begun as [number, number, number];
		await bench.end(third, true);
		await bench.end(second, true);
		expect(result).toBeNull();
		await bench.end(first, false);
		expect(result).toBe(second);
		await settled();
		expect(bench.running.size).toBe(0);
	});

	it("keeps so many tests under way, and no more", async () => {
		const bench = new Bench();
		const stop = new AbortController();
		const found = nextMersenneExponent(1_000, bench.test, 4, stop.signal);
		for (let step = 0; step < 30; step++) {
			await settled();
			expect(bench.running.size).toBeLessThanOrEqual(4);
			const eldest = [...bench.running.keys()][0]!;
			await bench.end(eldest, false);
		}
		expect(bench.begun.length).toBe(34);
		stop.abort(new Error("enough"));
		await expect(found).rejects.toThrow("enough");
		await settled();
		expect(bench.running.size).toBe(0);
	});

	it("rejects at once where it was aborted before", async () => {
		const bench = new Bench();
		await expect(nextMersenneExponent(2, bench.test, 2, AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
		expect(bench.begun).toEqual([]);
	});

	it("fails with a test that fails, and stops the others", async () => {
		const bench = new Bench();
		const found = nextMersenneExponent(61, bench.test, 3, never);
		await settled();
		bench.running.get(bench.begun[0]!)!.fail(new Error("broken"));
		await expect(found).rejects.toThrow("broken");
		await settled();
		expect(bench.running.size).toBe(0);
	});

	it("ends at the last exponent in reach", async () => {
		let last = 0;
		const composite = (exponent: number): Promise<boolean> => {
			last = exponent;
			return Promise.resolve(false);
		};
		await expect(nextMersenneExponent(LARGEST_EXPONENT - 500, composite, 4, never)).rejects.toThrow(RangeError);
		const final = last;
		expect(await nextMersenneExponent(LARGEST_EXPONENT - 500, (exponent) => Promise.resolve(exponent === final), 4, never)).toBe(final);
	});
});
