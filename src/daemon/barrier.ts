// Record before send: what is held here happens only after all that was to be kept before it is kept. What cannot be kept is tried
// again for as long as it takes, and until then nothing that comes after it is told. Never keeps back more than its bound: that is lost, and told.

/** Seconds between two tries to keep what could not be kept: a full disk is not emptied in less. */
export const RETRY_MS = 5_000;
/** Messages that may wait: minutes of a busy network's gossip. */
export const HELD = 10_000;

/** Calls back once, perhaps at once: with null when it is kept, with an error where it could not be. */
export type Write = (done: (error: Error | null) => void) => void;

export interface BarrierDependencies {
	/** Calls back once after so many milliseconds. */
	readonly after: (forMs: number, call: () => void) => void;
	/** Something could not be kept, for the first time since all was well. */
	readonly onFailure: (error: Error) => void;
	/** All is kept again; so many messages were lost meanwhile for want of room. */
	readonly onRecovery: (lost: number) => void;
}

type Entry = { readonly kind: "keep"; isKept: boolean } | { readonly kind: "held"; readonly perform: () => void };

export class Barrier {
	readonly #dependencies: BarrierDependencies;
	readonly #queue: Entry[] = [];
	#isFailing = false;
	#lost = 0;

	constructor(dependencies: BarrierDependencies) {
		this.#dependencies = dependencies;
	}

	/** Whether something is still to be kept. */
	get isClosed(): boolean {
		return this.#queue.length > 0;
	}

	/** From now on what passes waits until it is written. */
	keep(write: Write): void {
		const entry = { kind: "keep", isKept: false } as const satisfies Entry;
		this.#queue.push(entry);
		this.#try(entry, write);
	}

	/** Performs now where all is kept, else later, in order. */
	pass(perform: () => void): void {
		if (!this.isClosed) return perform();
		if (this.#queue.length < HELD) this.#queue.push({ kind: "held", perform });
		else this.#lost++;
	}

	#try(entry: { isKept: boolean }, write: Write): void {
		write((error) => {
			if (error === null) {
				entry.isKept = true;
				return this.#drain();
			}
			if (!this.#isFailing) this.#dependencies.onFailure(error);
			this.#isFailing = true;
			this.#dependencies.after(RETRY_MS, () => this.#try(entry, write));
		});
	}

	#drain(): void {
		for (let [first] = this.#queue; first !== undefined && (first.kind === "held" || first.isKept); [first] = this.#queue) {
			this.#queue.shift();
			if (first.kind === "held") first.perform();
		}
		if (!this.#isFailing || this.#queue.some((entry) => entry.kind === "keep")) return;
		this.#isFailing = false;
		this.#dependencies.onRecovery(this.#lost);
		this.#lost = 0;
	}
}
