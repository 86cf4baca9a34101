// One order of the engine's caller on its way through the pool: it waits, a compute process holds it, and it is settled once.
import type { WorkOrder, WorkProgress, WorkResult } from "./messages.ts";

export interface JobOptions {
	readonly id: number;
	readonly order: WorkOrder;
	readonly signal: AbortSignal | undefined;
}

export interface JobDependencies {
	readonly resolve: (result: WorkResult) => void;
	readonly reject: (reason: unknown) => void;
	readonly onProgress: ((progress: WorkProgress) => void) | undefined;
	/** The caller's signal fired before the job was settled. */
	readonly onAbort: (job: Job) => void;
}

export class Job {
	readonly id: number;
	readonly order: WorkOrder;
	/** Times that a process died which held it. */
	deaths = 0;
	readonly #signal: AbortSignal | undefined;
	readonly #dependencies: JobDependencies;
	readonly #onAbort = (): void => this.#dependencies.onAbort(this);
	#lateAbort: NodeJS.Timeout | undefined;

	constructor({ id, order, signal }: JobOptions, dependencies: JobDependencies) {
		this.id = id;
		this.order = order;
		this.#signal = signal;
		this.#dependencies = dependencies;
		signal?.addEventListener("abort", this.#onAbort, { once: true });
	}

	get isAborted(): boolean {
		return this.#signal?.aborted ?? false;
	}

	progress(progress: WorkProgress): void {
		this.#dependencies.onProgress?.(progress);
	}

	/** Called unless the job is settled by then. */
	unlessSettledIn(ms: number, late: () => void): void {
		this.#lateAbort = setTimeout(late, ms);
	}

	resolve(result: WorkResult): void {
		this.#release();
		this.#dependencies.resolve(result);
	}

	reject(error: Error): void {
		this.#release();
		this.#dependencies.reject(error);
	}

	/** With the reason of the caller's signal. */
	rejectAborted(): void {
		this.#release();
		this.#dependencies.reject(this.#signal?.reason);
	}

	#release(): void {
		this.#signal?.removeEventListener("abort", this.#onAbort);
		clearTimeout(this.#lateAbort);
	}
}
