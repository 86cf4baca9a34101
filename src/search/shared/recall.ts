// What the ledger remembers, told to the parts before anything else happens.
import type { Remembered } from "./events.ts";
import { NOBODY } from "../knowledge/table.ts";
import { sizeOf } from "./forks.ts";
import type { Journals } from "./journals.ts";
import type { Parts } from "./parts.ts";

/** Whether the own key is proved to have written two histories: then it writes nothing more. */
export function recall(
	remembered: Remembered,
	{ journals, evidence, exchange }: Pick<Parts, "journals" | "evidence" | "exchange">,
): boolean {
	for (const kept of remembered.journals) {
		const journal = journals.of(kept.key);
		if (journal !== undefined) journals.remember(journal, kept);
	}
	for (const fork of remembered.forks) {
		exchange.forks.remember(fork);
		const journal = journals.of(fork.key);
		// Else it is counted among the bytes that are remembered.
		if (journal?.seq === 0) journals.grew(journal, sizeOf(fork));
	}
	const numbers = (keys: readonly string[]): number[] => keys.flatMap((key) => journals.of(key)?.number ?? []);
	evidence.remember(numbers(remembered.known), numbers([...remembered.wrong, ...remembered.forks.map(({ key }) => key)]));
	return exchange.forks.has(journals.own.key);
}

/** The numbers here of the journals in the order in which they are remembered; NOBODY for those that are not here any more. */
export function numbersOf(remembered: Remembered, journals: Journals): Uint32Array {
	return Uint32Array.from(remembered.journals, ({ key }) => journals.find(key)?.number ?? NOBODY);
}
