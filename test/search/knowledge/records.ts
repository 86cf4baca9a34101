// Records for tests and measurements, the same for the same seed.
import { hasSmallFactor } from "../../../src/search/exponents.ts";
import type { PackedRecords } from "../../../src/search/knowledge/packing.ts";
import { Sieve } from "../../../src/search/sieve.ts";

/** The first so many candidates. */
export function candidates(count: number): Uint32Array {
	const sieve = new Sieve();
	const found = new Uint32Array(count);
	for (let start = 0, size = 0; size < count; start += 65_536)
		for (const prime of sieve.primesBetween(Math.max(3, start), start + 65_536))
			if (size < count && !hasSmallFactor(prime)) found[size++] = prime;
	return found;
}

/** A record of each exponent and then second ones that agree, by a hundred keys, in the order of a journal's growth: roughly ascending. */
export function packedRecords(exponents: Uint32Array, records: number): PackedRecords {
	const column = (value: (row: number) => number): Uint32Array => Uint32Array.from({ length: records }, (_, row) => value(row));
	const index = (row: number): number => (row < exponents.length ? row : ((row - exponents.length) * 7) % exponents.length);
	const exponent = column((row) => exponents[index(row)]!);
	return {
		length: records,
		exponent,
		key: column((row) => (row < exponents.length ? row % 100 : (index(row) + 1) % 100)),
		kind: Uint8Array.from({ length: records }, (_, row) => (index(row) % 10 === 0 ? 0 : 1)),
		high: column((row) => Math.imul(exponent[row]!, 0x9e3779b1) >>> 0),
		low: column((row) => exponent[row]!),
		shift: column((row) => row % 3),
	};
}
