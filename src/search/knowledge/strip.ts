// The exponent line as a strip for display: what is known in each of a row of intervals. From the blocks' counts, so that whole
// millions cost little; exact where the line was looked at, estimated where not.
import { BLOCK_WIDTH, type Block, type Line, blockStart } from "./line.ts";
import { DISPUTED, DOUBLE_CHECKED, FACTORED, NONE, OPEN, PRIME, STATES, TESTED, UNSEEN } from "./states.ts";

export interface Column {
	/** All that no glance refutes; the sum of the others. */
	readonly candidates: number;
	readonly open: number;
	/** By one key, or alone. */
	readonly tested: number;
	readonly doubleChecked: number;
	readonly factored: number;
	readonly disputed: number;
	readonly primes: number;
}

/** For each pair of neighbours in the ascending bounds, the exponents p with one <= p < the next. */
export function stripOf(line: Line, bounds: readonly number[]): Column[] {
	return bounds.slice(1).map((to, index) => columnOf(line, Math.max(0, Math.ceil(bounds[index]!)), Math.ceil(to)));
}

function columnOf(line: Line, from: number, to: number): Column {
	const counts = new Uint32Array(STATES);
	let expected = 0;
	for (let start = blockStart(from); start < to; start += BLOCK_WIDTH) {
		const block = line.block(start);
		const low = Math.max(from, start);
		const high = Math.min(to, start + BLOCK_WIDTH);
		if (block === undefined) expected += expectedCandidates(low, high);
		else if (high - low === BLOCK_WIDTH) for (let state = 0; state < STATES; state++) counts[state]! += block.counts[state]!;
		else tally(block, low, high, counts);
	}
	const open = Math.round(counts[OPEN]! + counts[UNSEEN]! * shareUnrefuted(to) + expected);
	const [factored, tested, doubleChecked, primes] = [counts[FACTORED]!, counts[TESTED]!, counts[DOUBLE_CHECKED]!, counts[PRIME]!];
	const disputed = counts[DISPUTED]!;
	const candidates = open + tested + doubleChecked + factored + disputed + primes;
	return { candidates, open, tested, doubleChecked, factored, disputed, primes };
}

function tally(block: Block, from: number, to: number, counts: Uint32Array): void {
	const last = block.index(to);
	for (let index = block.index(from); index < last; index++) {
		const state = block.states[index]!;
		if (state !== NONE) counts[state]!++;
	}
}

/** By the density of primes. */
function expectedCandidates(from: number, to: number): number {
	const middle = Math.max(3, (from + to) / 2);
	return ((to - from) / Math.log(middle)) * shareUnrefuted(middle);
}

/** The share of primes that a glance does not refute: measured, 0.75 at 3,000, 0.80 at a million, 0.84 at 100 million. */
function shareUnrefuted(exponent: number): number {
	return 0.68 + 0.0085 * Math.log(Math.max(3, exponent));
}
