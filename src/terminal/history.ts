// What happened in a cluster, as a person reads it: sentences in their order, those of several nodes that say the same drawn into one.
// Pure, and bounded.
import type { LogRecord, Sentence, Tone } from "./sentence.ts";
import { sentenceOf } from "./sentence.ts";

export interface Happening {
	/** Unix milliseconds. */
	readonly at: number;
	/** Whom it happened to; none: the cluster itself speaks. */
	readonly nodes: readonly number[];
	readonly tone: Tone;
	readonly text: string;
}

export interface History {
	/** The latest last. */
	readonly happenings: readonly Happening[];
	/** What nodes call themselves. */
	readonly names: Readonly<Record<number, string>>;
}

export const NOTHING_HAPPENED: History = { happenings: [], names: {} };

/** More than the tallest terminal shows. */
const HAPPENINGS = 300;
/** What several nodes say within so long is said once ... */
const SAME_MS = 3_000;
/** ... where it is among the latest. */
const SAME_AMONG = 12;
/** Said with every other of a node's life, and on the head anyway. */
const UNTOLD = new Set(["link opened", "link closed", "node started", "searching"]);

/** A line of a node's log was read. */
export function logged(history: History, record: LogRecord): History {
	const names = typeof record["name"] === "string" ? { ...history.names, [record.node]: record["name"] } : history.names;
	if (UNTOLD.has(record.msg)) return { ...history, names };
	return { names, happenings: joined(history.happenings, happeningOf(record)) };
}

/** The cluster itself has something to say. */
export function said(history: History, at: number, line: string, tone: Tone): History {
	return { ...history, happenings: [...history.happenings, { at, nodes: [], tone, text: line }].slice(-HAPPENINGS) };
}

export function happeningOf(record: LogRecord): Happening {
	const { tone, text }: Sentence = sentenceOf(record);
	return { at: Date.parse(record.time), nodes: [record.node], tone, text };
}

function joined(happenings: readonly Happening[], next: Happening): Happening[] {
	const place = happenings.findLastIndex(
		({ text, at, nodes }, index) =>
			index >= happenings.length - SAME_AMONG && text === next.text && Math.abs(next.at - at) <= SAME_MS && nodes.length > 0,
	);
	const same = happenings[place];
	// A node that says the same twice says something new.
	if (same === undefined || same.nodes.some((node) => next.nodes.includes(node))) return inOrder([...happenings, next]);
	const nodes = [...same.nodes, ...next.nodes].toSorted((one, other) => one - other);
	return inOrder(happenings.with(place, { ...same, nodes, at: Math.min(same.at, next.at) }));
}

/** Of several nodes' logs none is read before another. */
function inOrder(happenings: readonly Happening[]): Happening[] {
	return happenings.toSorted((one, other) => one.at - other.at).slice(-HAPPENINGS);
}
