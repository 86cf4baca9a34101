// Which prime was found by whom and when, as all nodes together tell it; the earliest telling counts.
import type { Discovery } from "../../contract.ts";
import type { ShownState } from "./node-state.ts";

const DISCOVERIES_MAX = 256;

export class Discoveries {
	readonly #byExponent = new Map<number, Discovery>();
	revision = 0;

	/** now in Unix seconds; a node that tells no discoveries still tells its largest prime. */
	add(state: ShownState, now: number): void {
		for (const discovery of state.discoveries) this.#take(discovery);
		if (state.discoveries.length === 0 && state.biggestPrime > 2 && !this.#byExponent.has(state.biggestPrime)) {
			this.#take({ exponent: state.biggestPrime, finder: state.biggestPrimeSender, timestamp: now });
		}
	}

	/** Smallest exponent first. */
	list(): Discovery[] {
		return [...this.#byExponent.values()].sort((one, other) => one.exponent - other.exponent);
	}

	#take(discovery: Discovery): void {
		const known = this.#byExponent.get(discovery.exponent);
		if (known !== undefined && known.timestamp <= discovery.timestamp) return;
		this.#byExponent.set(discovery.exponent, discovery);
		const oldest = this.#byExponent.keys().next().value;
		if (this.#byExponent.size > DISCOVERIES_MAX && oldest !== undefined) this.#byExponent.delete(oldest);
		this.revision += 1;
	}
}
