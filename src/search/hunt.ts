// The search: which exponents are tested, in order, and when a find counts. It tests nothing itself and knows no clock.
import { exponentsAbove } from "./exponents.ts";

/** Tests one exponent; whether 2^exponent - 1 is prime. Rejects when aborted. */
export type Test = (exponent: number, signal: AbortSignal) => Promise<boolean>;

/**
 * The next Mersenne exponent above the given one. Several exponents are under test at once, but one that turns out prime
 * counts only when all smaller ones are settled. Rejects with the signal's reason when aborted.
 */
export async function nextMersenneExponent(above: number, test: Test, parallel: number, signal: AbortSignal): Promise<number> {
	const rest = new AbortController();
	const ended = AbortSignal.any([signal, rest.signal]);
	const running: { readonly exponent: number; readonly verdict: Promise<boolean> }[] = [];
	try {
		for (const exponent of exponentsAbove(above)) {
			signal.throwIfAborted();
			const verdict = test(exponent, ended);
			verdict.catch(() => undefined);
			running.push({ exponent, verdict });
			if (running.length < parallel) continue;
			const first = running.shift()!;
			if (await first.verdict) return first.exponent;
		}
		for (const { exponent, verdict } of running) if (await verdict) return exponent;
		throw new RangeError(`no Mersenne exponent is in reach above ${above}`);
	} finally {
		rest.abort(new DOMException("a smaller exponent gave the prime", "AbortError"));
	}
}
