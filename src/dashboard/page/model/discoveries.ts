// Which prime was found by whom and when, as all nodes together tell it: the earliest time, and the finder that most of them name.
// Promises to remember what no node tells any more, up to a bound.
import type { Discovery } from "../../contract.ts";
import type { ShownState } from "./node-state.ts";

const DISCOVERIES_MAX = 256;

export class Discoveries {
	#known = new Map<number, Discovery>();

	/** Smallest exponent first. now in Unix seconds; a node that tells no discoveries still tells its largest prime. */
	list(states: readonly ShownState[], now: number): readonly Discovery[] {
		const told = new Map<number, { timestamp: number; finders: Map<number, number> }>();
		for (const discovery of states.flatMap((state) => tellingOf(state, now))) {
			const { timestamp, finders } = told.get(discovery.exponent) ?? { timestamp: discovery.timestamp, finders: new Map<number, number>() };
			finders.set(discovery.finder, (finders.get(discovery.finder) ?? 0) + 1);
			told.set(discovery.exponent, { timestamp: Math.min(timestamp, discovery.timestamp), finders });
		}
		for (const [exponent, { timestamp, finders }] of told) {
			const [finder = 0] = [...finders].toSorted(([one, votes], [other, others]) => others - votes || one - other)[0] ?? [];
			this.#known.set(exponent, { exponent, finder, timestamp: Math.min(timestamp, this.#known.get(exponent)?.timestamp ?? timestamp) });
		}
		const list = [...this.#known.values()].sort((one, other) => one.exponent - other.exponent);
		if (list.length > DISCOVERIES_MAX)
			this.#known = new Map(list.slice(-DISCOVERIES_MAX).map((discovery) => [discovery.exponent, discovery]));
		return list;
	}
}

function tellingOf(state: ShownState, now: number): readonly Discovery[] {
	if (state.discoveries.length > 0 || state.biggestPrime <= 2) return state.discoveries;
	return [{ exponent: state.biggestPrime, finder: state.biggestPrimeSender, timestamp: now }];
}
