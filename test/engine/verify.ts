// `npm run verify`: the long proof that the engine's results are right, for people before a release; the short part is in the tests.
//   npm run verify -- [--all] [--workers N]      --all: also the rows that take minutes each (10,000 squarings above 20 million)
// Prints one line for each group and each failure; exit code 1 where anything is wrong.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { createEngine } from "../../src/engine/create-engine.ts";
import type { Engine, TestOptions } from "../../src/engine/engine.ts";
import { isPrime } from "../../src/engine/exponent.ts";
import { BigIntSquarer } from "../../src/engine/squaring/bigint-squarer.ts";
import { createSquarer } from "../../src/engine/squaring/plan.ts";
import { hex64, lucasLehmerResidue, MERSENNE_EXPONENTS, powerResidue, seeded } from "./reference.ts";
import { run } from "./sequence/run-sequence.ts";
import { FaultySquarer } from "./squaring/faulty-squarer.ts";
import { runStruck, STRUCK_EXPONENT } from "./squaring/memory-faults.ts";

interface Row {
	readonly type: "LL" | "PRP";
	readonly exponent: number;
	readonly iterations: number;
	readonly res64: string;
	readonly res64_high32: string;
	readonly res2048?: string;
}

interface Vectors {
	readonly interim: readonly Row[];
	readonly interimHigh32: readonly Row[];
	readonly wholeLucasLehmer: readonly Row[];
	readonly wholePrp: readonly Row[];
}

const LARGEST_PROVED = 756_839;
/** Up to here residues of neighbours are compared with BigInt, above with a second run. */
const LARGEST_REFERENCE = 5_000;
const LARGEST_LONG_ROW = 20_000_000;
const FAULT_ROUNDS = 1_000;

const { values } = parseArgs({ options: { all: { type: "boolean" }, workers: { type: "string" } } });
const vectors: Vectors = JSON.parse(readFileSync(new URL("./vectors/residues.json", import.meta.url), "utf8"));
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const engine = await createEngine({ workers: Number(values.workers ?? availableParallelism()), threads: 1, onLog: say });
let failures = 0;

await group("faults of a PRP test caught and repaired, BigInt", faults("bigint"));
for (const kernel of ["wasm-128", "wasm-fma-128", "wasm-fma-256"] as const) await group(`the same, ${kernel}`, faults(kernel));
await group("right in spite of a flipped bit anywhere in a kernel's memory", inOrder(memoryFaults()));
await group("residues of whole Lucas-Lehmer tests", vectors.wholeLucasLehmer.map(wholeRow));
await group("residues of whole PRP tests", vectors.wholePrp.map(wholeRow));
await group("neighbours of Mersenne exponents composite, residues right", neighbours().map(neighbour));
await group("interim residues", vectors.interim.filter(isWanted).map(interimRow));
await group("upper halves of interim residues (Prime95)", vectors.interimHigh32.map(highRow));
const proved = MERSENNE_EXPONENTS.filter((exponent) => exponent > 2 && exponent <= LARGEST_PROVED);
await group("Mersenne primes proved", proved.map(prime));
await engine.close();
process.exitCode = failures === 0 ? 0 : 1;

/** Each check gives what is wrong, or nothing. */
async function group(name: string, checks: readonly (() => Promise<string | undefined>)[]): Promise<void> {
	const started = performance.now();
	const wrong = (await Promise.all(checks.map((check) => check()))).filter((line) => line !== undefined);
	for (const line of wrong) say(`  WRONG: ${line}`);
	failures += wrong.length;
	say(`${checks.length - wrong.length} of ${checks.length}: ${name} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
}

/** The checks of a group are made side by side; these one after another. */
function inOrder<T>(checks: readonly (() => Promise<T>)[]): (() => Promise<T>)[] {
	let before: Promise<unknown> = Promise.resolve();
	return checks.map((check) => () => {
		const own = before.then(check);
		before = own;
		return own;
	});
}

/** One flipped bit at a random place and time in each of 1,000 whole tests. */
function faults(kernel: "bigint" | "wasm-128" | "wasm-fma-128" | "wasm-fma-256"): (() => Promise<string | undefined>)[] {
	const random = seeded(7);
	const exponent = 1279;
	const right = powerResidue(exponent, exponent);
	return Array.from({ length: FAULT_ROUNDS }, (_, round) => async () => {
		const fault = { after: Math.floor(random() * exponent), place: random(), bit: Math.floor(random() * 22) };
		const inner = kernel === "bigint" ? new BigIntSquarer(exponent) : createSquarer(exponent, { kernel });
		const squarer = new FaultySquarer(inner, [fault]);
		const { residue, history } = await run({ kind: "PRP", exponent, iterations: exponent, shift: round, squarer });
		if (history.errors === 0) return `not seen: ${JSON.stringify(fault)}`;
		return residue === right ? undefined : `not repaired: ${JSON.stringify(fault)}`;
	});
}

function memoryFaults(): (() => Promise<string | undefined>)[] {
	const random = seeded(8);
	const right = powerResidue(STRUCK_EXPONENT, STRUCK_EXPONENT);
	return Array.from({ length: FAULT_ROUNDS }, (_, round) => {
		const strike = { place: random(), bit: Math.floor(random() * 8), when: random(), round };
		return async () => ((await runStruck(strike)).residue === right ? undefined : `not repaired: ${JSON.stringify(strike)}`);
	});
}

function wholeRow({ type, exponent, res64, res2048 }: Row): () => Promise<string | undefined> {
	return async () => {
		const result = await engine.test(exponent, { kind: type, factorFirst: false });
		if ("factor" in result || result.res64 !== res64) return `M${exponent} ${type}: ${JSON.stringify(result)}, not ${res64}`;
		return res2048 === undefined || result.res2048 === res2048 ? undefined : `M${exponent}: res2048 ${result.res2048}`;
	};
}

function isWanted({ exponent, iterations }: Row): boolean {
	return values.all === true || iterations <= 1000 || exponent <= LARGEST_LONG_ROW;
}

function interimRow({ type, exponent, iterations, res64 }: Row): () => Promise<string | undefined> {
	return async () => {
		const got = await finalResidue(engine, exponent, { kind: type, iterations });
		return got === res64 ? undefined : `M${exponent} ${type} after ${iterations}: ${got}, not ${res64}`;
	};
}

function highRow({ exponent, iterations, res64_high32: wanted }: Row): () => Promise<string | undefined> {
	return async () => {
		const got = await finalResidue(engine, exponent, { iterations });
		return got.startsWith(wanted) ? undefined : `M${exponent} after ${iterations}: ${got}, not ${wanted}...`;
	};
}

function prime(exponent: number): () => Promise<string | undefined> {
	return async () => {
		const result = await engine.test(exponent);
		return result.prime ? undefined : `M${exponent}: ${JSON.stringify(result)}`;
	};
}

/** The prime exponents next to each Mersenne exponent that are none themselves. */
function neighbours(): number[] {
	const next = (from: number, step: number): number => {
		let n = from + step;
		while (!isPrime(n)) n += step;
		return n;
	};
	const all = MERSENNE_EXPONENTS.filter((n) => n > 7 && n <= LARGEST_PROVED).flatMap((n) => [next(n, -1), next(n, 1)]);
	return [...new Set(all)].filter((n) => !MERSENNE_EXPONENTS.includes(n));
}

function neighbour(exponent: number): () => Promise<string | undefined> {
	return async () => {
		const got = await finalResidue(engine, exponent, {});
		const wanted =
			exponent <= LARGEST_REFERENCE ? hex64(lucasLehmerResidue(exponent, exponent - 2)) : await finalResidue(engine, exponent, {});
		return got === wanted && got !== hex64(0n) ? undefined : `M${exponent}: ${got}, not ${wanted}`;
	};
}

async function finalResidue(by: Engine, exponent: number, options: TestOptions): Promise<string> {
	const result = await by.test(exponent, { ...options, factorFirst: false });
	return "factor" in result ? `factor ${result.factor}` : result.res64;
}
