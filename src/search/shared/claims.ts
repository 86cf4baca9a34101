// What strangers say to have settled: their word keeps this node from testing an exponent for a while, and once only, so that no row of
// new keys can keep it from being tested for good. Bounded for each key and in all; what finds no room is tested as if nobody had spoken.
import { CLAIMS_EACH_KEY, CLAIMS_IN_ALL } from "../limits.ts";

const NOBODY = -1;

interface Claim {
	/** NOBODY's where its key was forgotten. */
	key: number;
	/** The exponent is held until then. */
	until: number;
}

export class Claims {
	readonly #byExponent = new Map<number, Claim>();
	/** Claims of each key that are here and not forgotten. */
	readonly #count = new Map<number, number>();

	get size(): number {
		return this.#byExponent.size;
	}

	/** Only the first claim of an exponent holds it. */
	add(exponent: number, key: number, until: number): void {
		const count = this.#count.get(key) ?? 0;
		if (this.#byExponent.has(exponent) || count >= CLAIMS_EACH_KEY || this.#byExponent.size >= CLAIMS_IN_ALL) return;
		this.#byExponent.set(exponent, { key, until });
		this.#count.set(key, count + 1);
	}

	holds(now: number, exponent: number): boolean {
		const claim = this.#byExponent.get(exponent);
		return claim !== undefined && now < claim.until;
	}

	/** The exponent is settled. */
	settled(exponent: number): void {
		const claim = this.#byExponent.get(exponent);
		if (claim === undefined) return;
		this.#byExponent.delete(exponent);
		const left = (this.#count.get(claim.key) ?? 1) - 1;
		if (left === 0) this.#count.delete(claim.key);
		else this.#count.set(claim.key, left);
	}

	of(key: number): number[] {
		return this.#count.has(key) ? [...this.#byExponent].filter(([, claim]) => claim.key === key).map(([exponent]) => exponent) : [];
	}

	/** Nothing is known of the key any more; what it held once is not held again. */
	forget(key: number): void {
		this.end(key);
		if (this.#count.delete(key)) for (const claim of this.#byExponent.values()) if (claim.key === key) claim.key = NOBODY;
	}

	/** The key's word holds nothing any more. */
	end(key: number): void {
		if (this.#count.has(key)) for (const claim of this.#byExponent.values()) if (claim.key === key) claim.until = Number.NEGATIVE_INFINITY;
	}
}
