// Nodes that the page has no word of itself, for they have no HTTP: put together from what the watched ones say of them.
// Promises bounded memory, however many names are heard; a name alone is no node: somebody must have had a link to it.
import type { Acquaintance } from "../../acquaintance.ts";
import type { LogLine } from "./message.ts";
import { NodeRecord } from "./node-record.ts";
import type { ShownState } from "./node-state.ts";

const STRANGERS_MAX = 24;
/** One that went is shown for so long. */
const GONE_SHOWN_MS = 600_000;

export interface Stranger {
	readonly id: number;
	/** Its messages, as the others have them. */
	readonly record: NodeRecord;
	/** Who is linked to it now. */
	readonly linked: readonly number[];
	/** Unix seconds of its last word; null before the first. */
	readonly heard: number | null;
	readonly evictedBy: readonly number[];
	/** By the watched nodes. */
	readonly received: number;
	readonly sent: number;
	readonly faults: readonly StrangerFault[];
	/** Exponents of the primes that it found. */
	readonly found: readonly number[];
}

export interface StrangerFault {
	readonly error: string;
	readonly count: number;
	/** Unix seconds. */
	readonly last: number;
	readonly toldBy: readonly number[];
}

export class Strangers {
	readonly #records = new Map<number, NodeRecord>();
	list: readonly Stranger[] = [];

	/** A line of a watched node's log: if it came from a stranger or went to one, it is of that one's too. */
	add(line: LogLine, node: number): void {
		const other = line.kind === "fault" ? line.peer : line.received ? line.from : line.to;
		const record = other === null ? undefined : this.#records.get(other);
		if (record === undefined || other === node) return;
		record.take(line.kind === "fault" ? line : { ...line, received: !line.received });
	}

	/** now in ms. */
	update(nodes: readonly NodeRecord[], now: number): void {
		const watched = new Set(nodes.map(({ id }) => id));
		const tellers = nodes.flatMap(({ state, reachable }) => (state === null || reachable !== true ? [] : state));
		const met = new Set(tellers.flatMap(({ acquaintances }) => acquaintances.map(({ peer }) => peer)));
		const ids = [...met].filter((id): id is number => id !== null && !watched.has(id)).toSorted((one, other) => one - other);
		this.list = ids
			.map((id) => this.#put(id, tellers))
			.filter(({ linked, heard }) => linked.length > 0 || (heard !== null && now - heard * 1_000 < GONE_SHOWN_MS))
			.slice(0, STRANGERS_MAX);
		const shown = new Set(this.list.map(({ id }) => id));
		for (const id of this.#records.keys()) if (!shown.has(id)) this.#records.delete(id);
	}

	/** One node, put together from what all say of it. */
	#put(id: number, tellers: readonly ShownState[]): Stranger {
		const sights = tellers.flatMap((teller) =>
			teller.acquaintances.filter(({ peer }) => peer === id).map((sight) => ({ ...sight, by: teller.id })),
		);
		const record = this.#records.get(id) ?? new NodeRecord(-1, "", id);
		this.#records.set(id, record);
		const found = tellers.flatMap(({ discoveries }) => discoveries.filter(({ finder }) => finder === id));
		return {
			id,
			record,
			linked: tellers.filter(({ linked }) => linked.includes(id)).map((teller) => teller.id),
			heard: sights.reduce<number | null>((latest, { heard }) => (heard === null ? latest : Math.max(latest ?? 0, heard)), null),
			evictedBy: sights.filter(({ evicted }) => evicted !== null).map(({ by }) => by),
			received: sights.reduce((sum, sight) => sum + sight.messages_received, 0),
			sent: sights.reduce((sum, sight) => sum + sight.messages_sent, 0),
			faults: mergeFaults(sights),
			found: [...new Set(found.map(({ exponent }) => exponent))].toSorted((one, other) => one - other),
		};
	}
}

/** The newest first. */
function mergeFaults(sights: readonly (Acquaintance & { readonly by: number })[]): StrangerFault[] {
	const merged = new Map<string, StrangerFault>();
	for (const { by, faults } of sights) {
		for (const { error, count, last } of faults) {
			const known = merged.get(error) ?? { error, count: 0, last: 0, toldBy: [] };
			merged.set(error, { error, count: known.count + count, last: Math.max(known.last, last), toldBy: [...known.toldBy, by] });
		}
	}
	return [...merged.values()].toSorted((one, other) => other.last - one.last);
}
