// Who this node spoke with: how much, when last, and what each did wrong. For people; it decides nothing.
// Promises bounded memory: the latest nodes, and of each the latest kinds of faults.
import type { Acquaintance } from "../dashboard/acquaintance.ts";

const NODES = 64;
const KINDS_OF_FAULTS = 16;

type Fault = Acquaintance["faults"][number];
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export class Acquaintances {
	/** Who was met longest ago comes first. */
	readonly #known = new Map<number | null, Mutable<Acquaintance> & { readonly faults: Fault[] }>();

	/** Times in Unix seconds; peer null: whoever has not said who it is. */
	sent(peer: number): void {
		this.#of(peer).messages_sent++;
	}

	heard(peer: number, at: number): void {
		const known = this.#of(peer);
		known.messages_received++;
		known.heard = at;
	}

	/** What is said again is counted. */
	fault(peer: number | null, error: string, at: number): void {
		const { faults } = this.#of(peer);
		const place = faults.findIndex((fault) => fault.error === error);
		const count = place < 0 ? 0 : faults.splice(place, 1)[0]!.count;
		faults.push({ error, count: count + 1, last: at });
		if (faults.length > KINDS_OF_FAULTS) faults.shift();
	}

	evicted(peer: number, at: number): void {
		this.#of(peer).evicted = at;
	}

	joined(peer: number): void {
		const known = this.#known.get(peer);
		if (known !== undefined) known.evicted = null;
	}

	/** No peer is missed after it. */
	reset(): void {
		for (const known of this.#known.values()) known.evicted = null;
	}

	get list(): readonly Acquaintance[] {
		return [...this.#known.values()].map((known) => ({ ...known, faults: [...known.faults] }));
	}

	#of(peer: number | null): Mutable<Acquaintance> & { readonly faults: Fault[] } {
		const known = this.#known.get(peer);
		if (known !== undefined) return known;
		const met = { peer, heard: null, evicted: null, messages_received: 0, messages_sent: 0, faults: [] };
		this.#known.set(peer, met);
		if (this.#known.size > NODES) this.#known.delete(this.#leastRecent());
		return met;
	}

	/** Of the others, so that a crowd that comes and goes pushes out no neighbour. */
	#leastRecent(): number | null {
		const others = [...this.#known.values()].slice(0, -1);
		return others.reduce((least, one) => ((one.heard ?? 0) < (least.heard ?? 0) ? one : least)).peer;
	}
}
