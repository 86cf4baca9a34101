// Who settles a dispute: alike at all who know the same.
import { OWN } from "./evidence.ts";
import type { Parts } from "./parts.ts";
import { weight } from "./weight.ts";

/** It is for the key that weighs most for the exponent, of those at work that have not spoken of it: whether that is the own one. */
export function isJudgeOf(exponent: number, { journals, evidence, runs }: Pick<Parts, "journals" | "evidence" | "runs">): boolean {
	const spoken = new Set(evidence.knowledge.records(exponent).map(({ key }) => key));
	if (spoken.has(OWN)) return false;
	const mine = weight(journals.own.hashOfKey, exponent);
	const others = runs.leases.active().filter((key) => !spoken.has(key) && evidence.standing.counts(key));
	return others.every((key) => weight(journals.get(key).hashOfKey, exponent) < mine);
}
