// Tests of what others settled: to get to know a stranger, to settle a dispute, to prove a prime, and of known keys a share.
// Which records are checked is drawn here and by nobody's word, so that no liar can tell which of its records is safe.
import { CHECKS, DISPUTE_PATIENCE_MS, KNOWN_AFTER, LONGEST_CHECK_MS, PAGE_EVERY_MS } from "../limits.ts";

/** In the order of urgency. */
export const CHECK_REASONS = ["prime", "dispute", "stranger", "share"] as const;
export type CheckReason = (typeof CHECK_REASONS)[number];

/** Records of a stranger that are kept in mind to choose from. */
const SAMPLE = 2 * KNOWN_AFTER;
/** After one stranger was checked, the next waits until the others can have heard of it: then perhaps somebody's word is enough. */
const NEXT_STRANGER_AFTER_MS = 1.5 * PAGE_EVERY_MS;

interface Sample {
	/** A fair choice of the stranger's records (reservoir sampling, algorithm R). */
	readonly exponents: number[];
	seen: number;
}

export interface ChecksDependencies {
	/** 0 <= random() < 1. */
	readonly random: () => number;
	readonly secondsATest: (exponent: number) => number;
	/** Whether this node has said something of the exponent itself. */
	readonly isTestedHere: (exponent: number) => boolean;
	/** Whether two keys that count agree on it: then its test again brings nothing. */
	readonly isDoubleChecked: (exponent: number) => boolean;
	/** Records of the stranger that are confirmed; null where it is no stranger any more. */
	readonly confirmed: (key: number) => number | null;
}

export class Checks {
	readonly #dependencies: ChecksDependencies;
	readonly #waiting: Readonly<Record<CheckReason, Set<number>>> = {
		prime: new Set(),
		dispute: new Set(),
		stranger: new Set(),
		share: new Set(),
	};
	readonly #samples = new Map<number, Sample>();
	readonly #disputes = new Map<number, number>();
	/** Not chosen before; null until there is one to choose. */
	#strangerAt: number | null = null;
	/** The stranger whose records wait to be checked. */
	#stranger: number | null = null;
	/** Tests made to get to know strangers, less the draws that were skipped for them: both are double checks, and together the share. */
	#ahead = 0;

	constructor(dependencies: ChecksDependencies) {
		this.#dependencies = dependencies;
	}

	add(exponent: number, reason: CheckReason): void {
		if (this.#waiting[reason].size < CHECKS) this.#waiting[reason].add(exponent);
	}

	/** A record of a known key was drawn. */
	draw(exponent: number): void {
		if (this.#ahead > 0) this.#ahead--;
		else this.add(exponent, "share");
	}

	/** A stranger's record of a residue. */
	sample(now: number, key: number, exponent: number): void {
		const seconds = this.#dependencies.secondsATest(exponent);
		if (seconds * 1_000 > LONGEST_CHECK_MS) return;
		// Quick nodes begin: a slow one is often known by their checks of it before its turn comes.
		this.#strangerAt ??= now + KNOWN_AFTER * seconds * 1_000;
		let sample = this.#samples.get(key);
		if (sample === undefined) this.#samples.set(key, (sample = { exponents: [], seen: 0 }));
		sample.seen++;
		if (sample.exponents.length < SAMPLE) sample.exponents.push(exponent);
		else {
			const place = Math.floor(this.#dependencies.random() * sample.seen);
			if (place < SAMPLE) sample.exponents[place] = exponent;
		}
	}

	/** Records disagree: true where that is news. */
	disputed(now: number, exponent: number): boolean {
		if (this.#disputes.has(exponent) || this.#disputes.size >= CHECKS) return false;
		this.#disputes.set(exponent, now);
		return true;
	}

	/** Disputes that are this node's to settle: those that it is the one for, and those that were left too long. */
	judge(now: number, isForThisNode: (exponent: number) => boolean): void {
		for (const [exponent, since] of this.#disputes)
			if (isForThisNode(exponent) || now - since >= DISPUTE_PATIENCE_MS) this.add(exponent, "dispute");
	}

	settled(exponent: number): void {
		this.#disputes.delete(exponent);
		this.#waiting.dispute.delete(exponent);
	}

	get disputes(): number[] {
		return [...this.#disputes.keys()];
	}

	/** The next check, which leaves the queue; one stranger at a time is got to know. */
	next(now: number): { readonly exponent: number; readonly reason: CheckReason } | undefined {
		if (this.#waiting.stranger.size === 0 && now >= (this.#strangerAt ?? now)) this.#chooseStranger(now);
		for (const reason of CHECK_REASONS)
			for (const exponent of this.#waiting[reason]) {
				this.#waiting[reason].delete(exponent);
				if (!this.#isWorthIt(exponent, reason)) continue;
				if (reason === "stranger") this.#ahead++;
				return { exponent, reason };
			}
		return undefined;
	}

	/** Of a known or wrong key nothing need be got to know. */
	forget(key: number): void {
		this.#samples.delete(key);
		if (key === this.#stranger) this.#waiting.stranger.clear();
	}

	get size(): number {
		return CHECK_REASONS.reduce((sum, reason) => sum + this.#waiting[reason].size, 0);
	}

	/** The stranger whom the checks that can be made bring nearest to being known; of several one by chance. */
	#nearest(): number | null {
		let nearest: number | null = null;
		let most = 0;
		for (const [key, { exponents }] of this.#samples) {
			const confirmed = this.#dependencies.confirmed(key);
			if (confirmed === null) {
				this.forget(key);
				continue;
			}
			const near = Math.min(KNOWN_AFTER, confirmed + exponents.length) + this.#dependencies.random();
			if (near > most) [nearest, most] = [key, near];
		}
		return nearest;
	}

	#isWorthIt(exponent: number, reason: CheckReason): boolean {
		if (reason === "dispute") return true;
		if (reason === "share" && this.#dependencies.isDoubleChecked(exponent)) return false;
		return !this.#dependencies.isTestedHere(exponent);
	}

	#chooseStranger(now: number): void {
		const key = this.#nearest();
		if (key === null) return;
		const { exponents } = this.#samples.get(key)!;
		const confirmed = this.#dependencies.confirmed(key)!;
		this.#strangerAt = now + NEXT_STRANGER_AFTER_MS;
		this.#stranger = key;
		for (const exponent of exponents.splice(0, KNOWN_AFTER - confirmed)) this.add(exponent, "stranger");
		if (exponents.length === 0) this.forget(key);
	}
}
