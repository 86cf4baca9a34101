// npm run bench:knowledge: what a million records cost in memory, and the time of each thing that a node asks of them.
import { Knowledge } from "../../../src/search/knowledge/knowledge.ts";
import { candidates, packedRecords } from "./records.ts";

const EXPONENTS = 1_000_000;
const RECORDS = 1_050_000;
const OPEN_CELLS = 40_000;

function timed<Result>(name: string, work: () => Result, times = 1): Result {
	const before = process.threadCpuUsage();
	let result = work();
	for (let time = 1; time < times; time++) result = work();
	const { user, system } = process.threadCpuUsage(before);
	console.log(`${name.padEnd(60)} ${((user + system) / 1_000 / times).toFixed(3).padStart(10)} ms`);
	return result;
}

const exponents = timed("list the candidates", () => candidates(EXPONENTS));
const batch = packedRecords(exponents, RECORDS);
const keys = Uint32Array.from({ length: 100 }, (_, key) => key);

const knowledge = new Knowledge({});
for (const key of keys) knowledge.setCounts(key, true);
timed(`add ${RECORDS} records`, () => knowledge.addPacked(batch, keys));
const { bytes } = knowledge.size;
console.log(`${knowledge.size.records} records in ${(bytes / 1e6).toFixed(1)} MB, ${(bytes / RECORDS).toFixed(1)} bytes each`);

let longest = 0;
timed("walk over all in slices of 2,000 glances", () => {
	for (let done = false; !done;) {
		const before = performance.now();
		done = knowledge.scan(2_000);
		longest = Math.max(longest, performance.now() - before);
	}
});
console.log(
	`frontier ${knowledge.frontier}; the longest slice took ${longest.toFixed(1)} ms; ${(knowledge.size.bytes / 1e6).toFixed(1)} MB`,
);

timed(`find the first ${OPEN_CELLS} open cells`, () => {
	while (knowledge.openCells(OPEN_CELLS, () => false).length < OPEN_CELLS);
});
const cells = timed(`open cells, ${OPEN_CELLS} of them`, () => knowledge.openCells(OPEN_CELLS, () => false), 20);
const taken = new Set(cells.map(({ start }) => start));
timed(`open cells, 8 behind ${OPEN_CELLS} that are skipped`, () => knowledge.openCells(8, (start) => taken.has(start)), 20);
const open = cells.flatMap((cell) => cell.open);
timed("add a page of 400 records near the frontier", () => {
	for (let row = 0; row < 400; row++) knowledge.add(0, { kind: "LL", exponent: open[row * 7]!, res64: "0123456789ABCDEF", shift: 0 });
});
timed("frontier", () => knowledge.frontier, 1_000);

const log = Array.from({ length: 201 }, (_, index) => 100 * 1e6 ** (index / 200));
const linear = Array.from({ length: 201 }, (_, index) => 100 + index * 499_999.5);
timed("strip of 200 columns from 100 to 100 million, by logarithm", () => knowledge.strip(log), 20);
timed("strip of 200 columns from 100 to 100 million, evenly", () => knowledge.strip(linear), 20);
timed("primes", () => knowledge.primes(), 20);
timed("gaps", () => knowledge.gaps(20), 20);
timed("a key of 10,000 records loses its standing", () => knowledge.setCounts(7, false));
timed("and its exponents are walked over", () => knowledge.scan(Infinity));
