// Finds the primes of an interval of the exponent line, some 3 us a thousand numbers. Keeps the primes up to the root of the highest number asked for.

export class Sieve {
	/** The odd primes below the limit, ascending. */
	#primes: number[] = [];
	#limit = 3;

	/** The primes p with from <= p < to. */
	primesBetween(from: number, to: number): number[] {
		const primes = from <= 2 && to > 2 ? [2] : [];
		const start = Math.max(0, from - (from % 2));
		if (start >= to) return primes;
		const marks = this.mark(start, Math.ceil((to - start) / 2), 1);
		for (let index = 0; index < marks.length; index++) {
			const odd = start + 2 * index + 1;
			if (marks[index] === 1 && odd < to) primes.push(odd);
		}
		return primes;
	}

	/** One byte for each of so many odd numbers above an even start: the mark where it is a prime, else 0. */
	mark(start: number, count: number, mark: number): Uint8Array<ArrayBuffer> {
		const end = start + 2 * count;
		this.#extend(Math.ceil(Math.sqrt(end)) + 1);
		const marks = new Uint8Array(count).fill(mark);
		if (start === 0) marks[0] = 0;
		for (const prime of this.#primes) {
			const square = prime * prime;
			if (square >= end) break;
			// The first odd multiple in the interval that is no smaller than the square.
			let multiple = Math.max(square, Math.ceil(start / prime) * prime);
			if (multiple % 2 === 0) multiple += prime;
			for (let index = (multiple - start - 1) / 2; index < count; index += prime) marks[index] = 0;
		}
		return marks;
	}

	/** At least doubles what it keeps, so that a walk up the line costs no more than its end. */
	#extend(limit: number): void {
		if (limit <= this.#limit) return;
		const until = Math.max(limit, 2 * this.#limit);
		const composite = new Uint8Array(until);
		this.#primes = [];
		for (let odd = 3; odd < until; odd += 2) {
			if (composite[odd] === 1) continue;
			this.#primes.push(odd);
			for (let multiple = odd * odd; multiple < until; multiple += 2 * odd) composite[multiple] = 1;
		}
		this.#limit = until;
	}
}
