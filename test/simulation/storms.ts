// Plays storms one after the other: `npm run simulate -- --storm --seeds N`. A seed that fails is made smaller, told, and kept in a file
// of its own, which the tests play from then on. Ends the process with 1 where one failed.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { commandOf, failure, planOf, shrink } from "./storm.ts";
import type { Plan } from "./storm.ts";
import { FAULTS } from "./troubles.ts";

/** One plan a line. */
const FAILED = fileURLToPath(new URL("failed-storms.jsonl", import.meta.url));

/** What the command line says of the plan; the rest is the seed's. */
export interface StormOptions {
	readonly seed?: string | undefined;
	readonly seeds?: string | undefined;
	readonly nodes?: string | undefined;
	readonly minutes?: string | undefined;
	readonly liars?: string | undefined;
	readonly search?: string | undefined;
	readonly troubles?: string | undefined;
}

export function playStorms(options: StormOptions): void {
	const first = Number(options.seed ?? 1);
	const count = Number(options.seeds ?? 1);
	const started = performance.now();
	let failed = 0;
	for (let seed = first; seed < first + count; seed++) {
		const plan = planFor(seed, options);
		const error = failure(plan);
		if (error === null) continue;
		failed++;
		process.stdout.write(`seed ${seed}: ${error.message}\n${count === 1 ? `${error.stack}\n` : ""}`);
		const smallest = shrink(plan);
		appendFileSync(FAILED, `${JSON.stringify(smallest)}\n`);
		process.stdout.write(`smaller: ${failure(smallest)?.message}\n  ${commandOf(smallest)}\n`);
	}
	process.stdout.write(`${count} storms, ${failed} failed, ${((performance.now() - started) / 1_000).toFixed(1)} s\n`);
	if (failed > 0) process.exitCode = 1;
}

/** Plans that failed once. */
export function failedStorms(): Plan[] {
	if (!existsSync(FAILED)) return [];
	const lines = readFileSync(FAILED, "utf8").split("\n").filter(Boolean);
	return lines.map((line): Plan => JSON.parse(line));
}

function planFor(seed: number, { nodes, minutes, liars, search, troubles }: StormOptions): Plan {
	const plan = planOf(seed);
	return {
		seed,
		nodes: nodes === undefined ? plan.nodes : Number(nodes),
		minutes: minutes === undefined ? plan.minutes : Number(minutes),
		liars: liars === undefined ? plan.liars : Number(liars),
		search: search === "alone" || search === "shared" ? search : plan.search,
		troubles: troubles === undefined ? FAULTS : FAULTS.filter((trouble) => troubles.split(",").includes(trouble)),
	};
}
