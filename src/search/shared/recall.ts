// What the ledger remembers, told to the parts before anything else happens.
import type { Remembered } from "./events.ts";
import { OWN } from "./evidence.ts";
import type { Journals } from "./journals.ts";
import type { Parts } from "./parts.ts";

/** Whether the own key is proved to have written two histories: then it writes nothing more. */
export function recall(
	remembered: Remembered,
	{ journals, evidence, exchange }: Pick<Parts, "journals" | "evidence" | "exchange">,
): boolean {
	for (const { key, seq, hash } of remembered.journals) {
		const journal = journals.of(key);
		if (journal !== undefined) journals.remember(journal, seq, hash);
	}
	for (const fork of remembered.forks) exchange.forks.remember(fork);
	const numbers = (keys: readonly string[]): number[] => keys.flatMap((key) => journals.of(key)?.number ?? []);
	evidence.remember(numbers(remembered.known), numbers([...remembered.wrong, ...remembered.forks.map(({ key }) => key)]));
	return exchange.forks.has(journals.own.key);
}

/** The numbers here of the journals in the order in which they are remembered. */
export function numbersOf(remembered: Remembered, journals: Journals): Uint32Array {
	return Uint32Array.from(remembered.journals, ({ key }) => journals.of(key)?.number ?? OWN);
}
