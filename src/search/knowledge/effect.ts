// What a new record means beside those that were there: the news that decides over leases, checks and standing.
import { differ, judge } from "./judgement.ts";
import { FACTOR, type Said } from "./table.ts";

export interface Effect {
	/**
	 * first: there is nothing that it can be compared with; compared: with others' residues; same: the key said it before, or two other
	 * residues; idle: nothing depends on it (no candidate, factored before, or settled alone).
	 */
	readonly type: "first" | "compared" | "same" | "idle";
	/** Other keys, counting or not, with the same residue; ascending, like all of these. */
	readonly agrees: readonly number[];
	/** Other keys, counting or not, with another residue of the same kind, or that differ on whether it is prime. */
	readonly contradicts: readonly number[];
	/** Keys, counting or not, that the records show to be wrong now and did not before. */
	readonly losers: readonly number[];
}

export const SAME: Effect = { type: "same", agrees: [], contradicts: [], losers: [] };

export interface Occasion {
	/** The records of the exponent. */
	readonly before: readonly Said[];
	readonly after: readonly Said[];
	readonly counts: (key: number) => boolean;
	readonly isIdle: boolean;
}

export function effectOf(said: Said, { before, after, counts, isIdle }: Occasion): Effect {
	const others = before.filter(({ key }) => key !== said.key);
	const agrees = agreeing(said, before);
	const contradicts = keysOf(others.filter((other) => differ(said, other)));
	const known = judge(before, counts).losers;
	const losers = judge(after, counts).losers.filter((loser) => !known.includes(loser));
	const isCompared = agrees.length + contradicts.length > 0;
	return { type: isIdle ? "idle" : isCompared ? "compared" : "first", agrees, contradicts, losers };
}

/** Keys of the others that say the same residue of the same kind, ascending. */
export function agreeing(said: Said, all: readonly Said[]): number[] {
	return keysOf(all.filter((other) => other.key !== said.key && other.kind === said.kind && said.kind !== FACTOR && !differ(said, other)));
}

function keysOf(said: readonly Said[]): number[] {
	return [...new Set(said.map(({ key }) => key))].sort((a, b) => a - b);
}
