// Records a made-up result for each line of a folder's work file, as fast as it can, until none is left or it is killed.
// Every third test first has its line replaced by one that says more was done.
import { join } from "node:path";
import { lineOf } from "../../src/gimps/assignment.ts";
import { WorkFolder } from "../../src/gimps/work-folder.ts";

const folder = process.argv[2] ?? "";
const work = new WorkFolder({ folder, dataDir: join(folder, "gimps-data") }, { say: console.log, forget: () => Promise.resolve() });
console.log("started");
await work.recover();
for (;;) {
	const [next] = (await work.read()).assignments;
	if (next === undefined) break;
	const { type, exponent } = next;
	const isFirst = type === "test" && next.tfBits === 0;
	await work.record(next, { exponent, part: isFirst ? "factors" : "whole" }, isFirst ? lineOf({ ...next, tfBits: 9 }) : undefined);
}
console.log("done");
