// The measured plans of this machine and runtime, in the data folder: each transform length is timed once, at its first use.
// A file that cannot be read or written costs a new measurement, nothing else.
import { cpus } from "node:os";
import { join } from "node:path";
import { isSystemError, readIfPresent, writeAtomically } from "../saves/atomic-file.ts";
import type { Plan, PlanEntry } from "./plan.ts";

/** Plans by machine and runtime: one data folder may travel. */
type PlanFileContent = Readonly<Record<string, Plan>>;

export class PlanFile {
	readonly #path: string | undefined;
	#plan: Plan = [];

	/** Nothing is remembered where dataDir is null. */
	constructor(options: { readonly dataDir: string | null }) {
		this.#path = options.dataDir === null ? undefined : join(options.dataDir, "plans.json");
	}

	get plan(): Plan {
		return this.#plan;
	}

	async read(): Promise<void> {
		this.#plan = (await this.#content())[runtime()] ?? [];
	}

	/** Other processes may have added theirs meanwhile; what they add at this very moment is measured again some day. */
	async add(entry: PlanEntry): Promise<void> {
		this.#plan = [...this.#plan, entry];
		if (this.#path === undefined) return;
		const content = await this.#content();
		const others = (content[runtime()] ?? []).filter((other) => !this.#plan.some((own) => isSamePlace(own, other)));
		const merged: PlanFileContent = { ...content, [runtime()]: [...others, ...this.#plan] };
		try {
			await writeAtomically(this.#path, [`${JSON.stringify(merged, null, "\t")}\n`]);
		} catch (error) {
			if (!isSystemError(error)) throw error;
		}
	}

	async #content(): Promise<PlanFileContent> {
		if (this.#path === undefined) return {};
		try {
			const bytes = await readIfPresent(this.#path);
			return bytes === undefined ? {} : JSON.parse(bytes.toString());
		} catch {
			return {};
		}
	}
}

function isSamePlace(a: PlanEntry, b: PlanEntry): boolean {
	return a.length === b.length && a.threads === b.threads;
}

/** What a measurement depends on, flags included. */
function runtime(): string {
	return [cpus()[0]?.model.trim() ?? process.arch, `node ${process.versions.node}`, ...process.execArgv].join(", ");
}
