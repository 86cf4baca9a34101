// Whole iterations: row pass, column pass, the -2 of Lucas-Lehmer; alone, or together with other threads.
// Together: work is taken from shared counters item by item, so that a thread that is held up does less of it. Each
// phase ends with a barrier; a thread spins briefly at it and then sleeps.
import { OPERATION, SHARED } from "../records.ts";
import type { Emitter } from "./emitter.ts";

/** Looks at the barrier's generation before a thread goes to sleep. */
const SPINS = 20_000;

/** Row pairs are taken in lots, so that each thread comes about this many times an iteration. */
const LOTS_PER_THREAD = 16;

export function emitIteration(e: Emitter): void {
	e.line(`
let phase: i32 = 0;

function checkNow(): i32 {
	if (phase > 0) { phase--; return 0; }
	phase = g_checkInterval - 1;
	return 1;
}
export function setPhase(iterations: i32): void { phase = iterations; }

export function iterate(count: i32, minusTwo: i32): void {
	for (let i: i32 = 0; i < count; i++) {
		rowPass();
		aim(minusTwo);
		columnPass(checkNow());
	}
}
/** Makes what lies in \`second\`, laid out like main, a factor; it stays one. */
export function prepareFactor(): void { rowPassFactor(); }
export function multiply(isDifference: i32): void {
	rowPassMultiply(isDifference);
	aim(0);
	columnPass(checkNow());
}

let rowBase: i32 = 0;
let segmentBase: i32 = 0;
let finishBase: i32 = 0;

/** The operation is one of OPERATION, for all iterations. */
export function iterateTogether(count: i32, operation: i32): void {
	const minusTwo: i32 = operation == ${OPERATION.squareMinusTwo} ? 1 : 0; const isDifference: i32 = operation == ${OPERATION.multiplyDifference} ? 1 : 0;
	const isSquare: i32 = operation < ${OPERATION.multiply} ? 1 : 0;
	const shared = g_shared; const threads = g_threads;
	const lot: i32 = max(1, g_pairCount / (threads * ${LOTS_PER_THREAD}));
	const lots: i32 = (g_pairCount + lot - 1) / lot;
	for (let i: i32 = 0; i < count; i++) {
		for (let item = take(shared + ${SHARED.rowItems}, rowBase); item <= lots; item = take(shared + ${SHARED.rowItems}, rowBase)) {
			if (item == 0) { if (isSquare) squareSpecialRows(); else multiplySpecialRows(isDifference); continue; }
			const end = min(g_pairCount, item * lot);
			for (let pair = (item - 1) * lot; pair < end; pair++) { if (isSquare) squarePair(pair); else multiplyPair(pair, isDifference); }
		}
		rowBase += lots + 1 + threads;
		aim(minusTwo);
		const checkAll = checkNow();
		barrier();
		for (let s = take(shared + ${SHARED.segmentItems}, segmentBase); s < g_segments; s = take(shared + ${SHARED.segmentItems}, segmentBase)) turnSegment(s, checkAll);
		segmentBase += g_segments + threads;
		barrier();
		for (let s = take(shared + ${SHARED.finishItems}, finishBase); s < g_segments; s = take(shared + ${SHARED.finishItems}, finishBase)) finishSegment(s);
		finishBase += g_segments + threads;
		barrier();
	}
}
/** The next item of a counter that never starts anew: each phase begins at its own base, past one refusal for each thread. */
function take(counter: usize, base: i32): i32 { return atomic.add<i32>(counter, 1) - base; }

function barrier(): void {
	const arrived = g_shared + ${SHARED.arrived}; const generation = g_shared + ${SHARED.generation};
	const now = atomic.load<i32>(generation);
	if (atomic.add<i32>(arrived, 1) == g_threads - 1) {
		atomic.store<i32>(arrived, 0);
		atomic.add<i32>(generation, 1);
		atomic.notify(generation, -1);
		return;
	}
	for (let spin = 0; spin < ${SPINS}; spin++) if (atomic.load<i32>(generation) != now) return;
	while (atomic.load<i32>(generation) == now) atomic.wait<i32>(generation, now, -1);
}
`);
}
