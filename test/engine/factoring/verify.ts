// `npm run verify:factors`: P-1 with the least bounds that promise them finds the known factors of 200 numbers near 2^1,200,000, each in both stages.
// Prints what is missed and a line at the end; exit code 1 where anything is. Some five minutes on two cores. Usage: ... [-- COUNT]
import { availableParallelism } from "node:os";
import { createEngine } from "../../../src/engine/create-engine.ts";
import { factorOf, promisedFactors } from "./known-factors.ts";

const COUNT = Number(process.argv[2] ?? 200);
const engine = await createEngine({ workers: availableParallelism(), threads: 1, onLog: say });
const rows = promisedFactors({ fromK: 20_000, b1: 3_000, b2: 150_000 }).slice(0, COUNT);
const started = performance.now();
const missed = await Promise.all(
	rows.map(async (row) => {
		const { exponent, b1, b2 } = row;
		const { factor } = await engine.factor(exponent, { method: "P-1", b1, b2 });
		if (factor !== null && BigInt(factor) % factorOf(row) === 0n) return 0;
		say(`MISSED: ${factorOf(row)} of M${exponent} with B1 = ${b1}, B2 = ${b2}: ${factor ?? "nothing"}`);
		return 1;
	}),
);
await engine.close();
const count = missed.reduce<number>((sum, each) => sum + each, 0);
say(`${rows.length - count} of ${rows.length} factors found (${((performance.now() - started) / 1000).toFixed(0)} s)`);
process.exitCode = count === 0 && rows.length > 0 ? 0 : 1;

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}
