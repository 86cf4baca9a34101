// What the records about one exponent show, given which keys count, and which keys they show to be wrong. A pure function of the set.
import { DISPUTED, DOUBLE_CHECKED, FACTORED, OPEN, PRIME, TESTED } from "./states.ts";
import { FACTOR, LL, PRP, type Said } from "./table.ts";

export interface Judgement {
	/** OPEN where nothing that counts was said. */
	readonly state: number;
	/** Keys, counting or not, with a residue that is known to be wrong; ascending. */
	readonly losers: readonly number[];
}

/** What the counting residues of one kind come to: the best of them, unless it is disputed. */
interface Opinion {
	readonly best: Said | null;
	/** Two keys or more share it, more than share any other. */
	readonly isAgreed: boolean;
}

/** Whether a residue says prime: LL ends with 0, PRP (type 1) with 1. */
export function saysPrime({ kind, high, low }: Said): boolean {
	return kind !== FACTOR && high === 0 && low === (kind === LL ? 0 : 1);
}

/** Residues can be compared within one kind; of two kinds only whether both say prime. */
export function differ(a: Said, b: Said): boolean {
	if (a.kind === b.kind) return a.high !== b.high || a.low !== b.low;
	return saysPrime(a) !== saysPrime(b);
}

/** The state that a single record gives. */
export function stateOfOne(said: Said): number {
	if (said.kind === FACTOR) return FACTORED;
	return saysPrime(said) ? PRIME : TESTED;
}

export function judge(all: readonly Said[], counts: (key: number) => boolean): Judgement {
	const counting = all.filter(({ key }) => counts(key));
	if (all.length === 1) return { state: counting[0] === undefined ? OPEN : stateOfOne(counting[0]), losers: [] };
	const factor = counting.find(({ kind }) => kind === FACTOR);
	if (factor !== undefined) return { state: FACTORED, losers: losersTo([factor], all) };
	const opinions = [LL, PRP].map((kind) => opinionOf(counting.filter((said) => said.kind === kind))).filter((opinion) => opinion !== null);
	const agreed = opinions.flatMap(({ best, isAgreed }) => (isAgreed && best !== null ? [best] : []));
	const bests = agreed.length > 0 ? agreed : opinions.map(({ best }) => best);
	const [first, second] = bests;
	if (first === undefined) return { state: OPEN, losers: [] };
	if (first === null || second === null || (second !== undefined && differ(first, second))) return { state: DISPUTED, losers: [] };
	if (agreed.length === 0) return { state: stateOfOne(first), losers: [] };
	return { state: saysPrime(first) ? PRIME : DOUBLE_CHECKED, losers: losersTo(agreed, all) };
}

/** Null where nothing was said. */
function opinionOf(residues: readonly Said[]): Opinion | null {
	const [first] = residues;
	if (first === undefined) return null;
	if (residues.every((said) => said.key === first.key && !differ(said, first))) return { best: first, isAgreed: false };
	const sharers = new Map<string, { readonly said: Said; readonly keys: Set<number> }>();
	for (const said of residues) {
		const name = `${said.high} ${said.low}`;
		const sharer = sharers.get(name);
		if (sharer === undefined) sharers.set(name, { said, keys: new Set([said.key]) });
		else sharer.keys.add(said.key);
	}
	const [best, next] = [...sharers.values()].sort((a, b) => b.keys.size - a.keys.size);
	const isShared = best!.keys.size > Math.max(1, next?.keys.size ?? 0);
	return { best: isShared ? best!.said : null, isAgreed: isShared };
}

function losersTo(winners: readonly Said[], all: readonly Said[]): number[] {
	const wrong = all.filter((said) => said.kind !== FACTOR && winners.some((winner) => differ(winner, said)));
	return [...new Set(wrong.map(({ key }) => key))].sort((a, b) => a - b);
}
