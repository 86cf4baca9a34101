// The plain twin of the knowledge: keeps all that was said in a list and recomputes everything from it, slowly, by the words of the rules.
import { isPrime, refutes } from "../../../src/search/exponents.ts";
import { type Cell, cellOf, nextCell } from "../../../src/search/grid.ts";
import type { Column } from "../../../src/search/knowledge/strip.ts";
import type { OpenCell } from "../../../src/search/knowledge/walk.ts";
import { type Record, saysPrime } from "../../../src/search/record.ts";

interface Said {
	readonly key: number;
	readonly record: Record;
}

const SETTLED = ["factored", "tested", "double-checked", "prime"];

export class Oracle {
	readonly said: Said[] = [];
	readonly counting = new Set<number>();
	readonly alone = new Map<number, boolean>();

	readonly from: number;
	readonly to: number;

	constructor(from: number, to: number) {
		this.from = from;
		this.to = to;
	}

	state(exponent: number): string {
		if (exponent === 2 || !isPrime(exponent)) return "none";
		const alone = this.alone.get(exponent);
		if (alone !== undefined) return alone ? "prime" : "tested";
		const state = this.#byRecords(exponent);
		return !SETTLED.includes(state) && refutes(exponent) ? "refuted" : state;
	}

	#byRecords(exponent: number): string {
		const counting = this.said.filter(({ key, record }) => record.exponent === exponent && this.counting.has(key));
		if (counting.some(({ record }) => record.kind === "factor")) return "factored";
		const kinds = (["LL", "PRP"] as const).map((kind) => this.#votes(counting, kind)).filter((votes) => votes.size > 0);
		if (kinds.length === 0) return "open";
		const winners = kinds.flatMap((votes) => winnerOf(votes));
		const verdicts = new Set(winners.map(({ record }) => saysPrime(record)));
		if (verdicts.size === 2) return "disputed";
		if (verdicts.size === 1) return verdicts.has(true) ? "prime" : "double-checked";
		if (kinds.some((votes) => votes.size > 1)) return "disputed";
		const words = new Set(counting.map(({ record }) => saysPrime(record)));
		return words.size === 2 ? "disputed" : words.has(true) ? "prime" : "tested";
	}

	/** Who says which residue; of one key only the two smallest. */
	#votes(counting: readonly Said[], kind: "LL" | "PRP"): Map<string, Said[]> {
		const votes = new Map<string, Said[]>();
		for (const key of new Set(counting.map((said) => said.key))) {
			const own = new Map<string, Said>();
			for (const said of counting) if (said.key === key && said.record.kind === kind) own.set(said.record.res64, said);
			for (const res64 of [...own.keys()].sort().slice(0, 2)) votes.set(res64, [...(votes.get(res64) ?? []), own.get(res64)!]);
		}
		return votes;
	}

	#isWanted(exponent: number): boolean {
		return exponent >= this.from && exponent <= this.to && ["open", "disputed"].includes(this.state(exponent));
	}

	/** Null where there is none up to the end. */
	frontier(end: number): number | null {
		for (let exponent = this.from; exponent <= Math.min(this.to, end); exponent++) if (this.#isWanted(exponent)) return exponent;
		return null;
	}

	/** All that begin below the end. */
	openCells(end: number): OpenCell[] {
		const cells: OpenCell[] = [];
		for (let cell = cellOf(this.from); cell.start < end; cell = nextCell(cell)) {
			const open = within(cell).filter((exponent) => this.#isWanted(exponent));
			if (open.length > 0) cells.push({ ...cell, open });
		}
		return cells;
	}

	gaps(end: number): Cell[] {
		const frontier = this.frontier(end);
		const settled = within({ start: this.from, end: Math.min(end, this.to + 1) }).filter((exponent) =>
			SETTLED.includes(this.state(exponent)),
		);
		const highest = settled.at(-1);
		if (frontier === null || highest === undefined) return [];
		const gaps: Cell[] = [];
		let isOpen = false;
		for (let cell = cellOf(frontier); cell.end <= cellOf(highest).start; cell = nextCell(cell)) {
			const states = within(cell).map((exponent) => this.state(exponent));
			const isUnsettled = states.some((state) => ["open", "disputed"].includes(state));
			if (!isUnsettled && states.every((state) => !SETTLED.includes(state))) continue;
			if (isUnsettled) gaps.push({ start: isOpen ? gaps.pop()!.start : cell.start, end: cell.end });
			isOpen = isUnsettled;
		}
		return gaps;
	}

	column(from: number, to: number): Column {
		const states = within({ start: from, end: to }).map((exponent) => this.state(exponent));
		const count = (...names: string[]): number => states.filter((state) => names.includes(state)).length;
		return {
			candidates: states.length - count("none", "refuted"),
			open: count("open"),
			tested: count("tested"),
			doubleChecked: count("double-checked"),
			factored: count("factored"),
			disputed: count("disputed"),
			primes: count("prime"),
		};
	}
}

export function within({ start, end }: Cell): number[] {
	return Array.from({ length: Math.max(0, end - start) }, (_, offset) => start + offset);
}

/** What two keys or more say, more than say anything else. */
function winnerOf(votes: ReadonlyMap<string, readonly Said[]>): Said[] {
	return [...votes.entries()].flatMap(([res64, voters]) => {
		const isBest = [...votes.entries()].every(([other, others]) => other === res64 || others.length < voters.length);
		return voters.length >= 2 && isBest ? [voters[0]!] : [];
	});
}
