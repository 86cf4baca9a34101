// The trial-factoring kernel as loaded WebAssembly: which k of a class may belong to a factor 2kp + 1, and which one does.
// Its source is in kernel/generator and kernel/assembly; the build puts it beside the transform kernels.
import { readFileSync } from "node:fs";
import { EngineError } from "../engine.ts";
import { KERNELS_FOLDER } from "../kernel/folder.ts";
import { LARGEST_FACTOR_BITS } from "../limits.ts";

/** All j of a call to sieve(): the first-level cache holds a byte for each. */
export const SEGMENT = 32_768;
const PRIMES = 8_192;

/** Ways to test 2^p = 1 mod q, with the q that each is good for (q < 2^bits), the fastest first. */
export const FACTOR_TESTS = {
	double: { bits: 48, primes: 400 },
	single: { bits: 63, primes: 2_000 },
	triple: { bits: LARGEST_FACTOR_BITS, primes: 6_000 },
} as const;
export type FactorTest = keyof typeof FACTOR_TESTS;

const TEST_NAMES = { double: "testDouble", single: "testSingle", triple: "testTriple" } as const;

interface Exports {
	isFused(): number;
	makePrimes(count: number): void;
	setExponent(p: number, modulus: number, primes: number): void;
	sieve(residue: number, first: bigint, length: number): number;
	kWhole(residue: number, modulus: number, first: bigint, index: number): bigint;
	testDouble(p: number, residue: number, modulus: number, first: bigint, count: number): number;
	testSingle(p: number, residue: number, modulus: number, first: bigint, count: number): number;
	testTriple(p: number, residue: number, modulus: number, first: bigint, count: number): number;
}

export class FactorKernel {
	readonly #exports: Exports;
	readonly #isFused: boolean;
	#exponent = 0;
	#modulus = 0;

	private constructor(exports: Exports) {
		this.#exports = exports;
		this.#isFused = exports.isFused() === 1;
		exports.makePrimes(PRIMES);
	}

	/** Throws EngineError where the kernels are not built. */
	static load(): FactorKernel {
		let bytes: Uint8Array<ArrayBuffer>;
		try {
			bytes = readFileSync(new URL("factor.wasm", KERNELS_FOLDER));
		} catch (error) {
			throw new EngineError(`the factoring kernel is missing (${String(error)}): run npm run build`);
		}
		const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
		return new FactorKernel(exports as unknown as Exports);
	}

	/** The fastest test for factors below 2^bits; undefined where there is none. */
	testFor(bits: number): FactorTest | undefined {
		const tests: readonly FactorTest[] = this.#isFused ? ["double", "single", "triple"] : ["single", "triple"];
		return tests.find((test) => bits <= FACTOR_TESTS[test].bits);
	}

	/** For classes k = residue mod modulus, 0 < p < 2^31. */
	setExponent(exponent: number, modulus: number, test: FactorTest): void {
		this.#exponent = exponent;
		this.#modulus = modulus;
		this.#exports.setExponent(exponent, modulus, FACTOR_TESTS[test].primes);
	}

	/** The k of a factor among k = residue + modulus * j, first <= j < first + length; undefined where there is none. */
	find(residue: number, first: bigint, length: number, test: FactorTest): bigint | undefined {
		const modulus = this.#modulus;
		const count = this.#exports.sieve(residue, first, length);
		const index = this.#exports[TEST_NAMES[test]](this.#exponent, residue, modulus, first, count);
		// A WebAssembly i64 is signed where it reaches JavaScript.
		return index < 0 ? undefined : BigInt.asUintN(64, this.#exports.kWhole(residue, modulus, first, index));
	}
}
