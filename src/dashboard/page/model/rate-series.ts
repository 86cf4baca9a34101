// How a growing count grew: its increase a second over time, for as long as the page is open.
// Promises a bounded number of points: when they are full, each two become one and the interval doubles.

const POINTS_MAX = 720;
const FIRST_INTERVAL_SECONDS = 3;

/** A count as it was read at a time (Unix seconds); null where it is not known now. */
export type Reading = { readonly at: number; readonly count: number } | null;

export class RateSeries {
	/** Unix seconds at the end of each interval, one line of rates for each count. */
	times: number[] = [];
	rates: (number | null)[][];
	/** Raised with each new point. */
	revision = 0;
	#interval = FIRST_INTERVAL_SECONDS;
	#sampledAt: number | null = null;
	#last: readonly Reading[] = [];

	constructor(counts: number) {
		this.rates = Array.from({ length: counts }, () => []);
	}

	/** Asked more often than the interval, it waits. A count that shrank was started anew. */
	sample(at: number, readings: readonly Reading[]): void {
		if (this.#sampledAt !== null && at - this.#sampledAt < this.#interval) return;
		const isFirst = this.#sampledAt === null;
		const last = this.#last;
		this.#sampledAt = at;
		this.#last = readings;
		if (isFirst) return;
		this.times.push(at);
		for (const [index, line] of this.rates.entries()) line.push(rateBetween(last[index] ?? null, readings[index] ?? null));
		this.revision += 1;
		if (this.times.length >= POINTS_MAX) this.#halve();
	}

	#halve(): void {
		this.#interval *= 2;
		this.times = this.times.filter((_, index) => index % 2 === 1);
		this.rates = this.rates.map((line) => {
			const merged: (number | null)[] = [];
			for (let index = 1; index < line.length; index += 2) merged.push(meanOf(line[index - 1] ?? null, line[index] ?? null));
			return merged;
		});
	}
}

function rateBetween(before: Reading, now: Reading): number | null {
	if (before === null || now === null) return null;
	if (now.at <= before.at) return null;
	return Math.max(0, now.count >= before.count ? now.count - before.count : now.count) / (now.at - before.at);
}

function meanOf(one: number | null, other: number | null): number | null {
	if (one === null || other === null) return one ?? other;
	return (one + other) / 2;
}
