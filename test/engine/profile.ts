// `npm run profile -- EXPONENT [SECONDS]`: where the time of a squaring goes, by the kernel's functions.
// Prints the functions that take most, in percent of the time; measures one thread, with the shape that is usual for the exponent.
import { Session } from "node:inspector/promises";
import { createSquarer } from "../../src/engine/squaring/plan.ts";

const LISTED = 16;
const STEP = 100;

const [exponent = 86_243, seconds = 5] = process.argv.slice(2).map(Number);
const squarer = createSquarer(exponent);
squarer.load(3n ** BigInt(Math.min(1_000, Math.floor(exponent / 2))));
// V8 compiles what runs often a second time.
squareFor(1);

const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.start");
const { count, ms } = squareFor(seconds);
const { profile } = await session.post("Profiler.stop");
session.disconnect();
squarer.close();

const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
const samples = profile.samples ?? [];
const times = new Map<string, number>();
for (const [i, id] of samples.entries()) {
	const name = names.get(id) ?? "";
	times.set(name, (times.get(name) ?? 0) + (profile.timeDeltas?.[i] ?? 0));
}
const all = [...times.values()].reduce((sum, time) => sum + time, 0);
process.stdout.write(`${squarer.kernel}, ${squarer.transformLength} words, ${(ms / count).toPrecision(3)} ms an iteration\n`);
for (const [name, time] of [...times].toSorted(([, a], [, b]) => b - a).slice(0, LISTED))
	process.stdout.write(`${((100 * time) / all).toFixed(1).padStart(5)} %  ${name}\n`);

function squareFor(duration: number): { readonly count: number; readonly ms: number } {
	const start = performance.now();
	let done = 0;
	for (; performance.now() - start < duration * 1_000; done += STEP) squarer.square(STEP);
	return { count: done, ms: performance.now() - start };
}
