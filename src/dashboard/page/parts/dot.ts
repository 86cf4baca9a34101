// What the page tells the worker that draws the dots: plain data, times in ms since 1970 (the two have clocks of their own).

export interface Dot {
	/** Of one that set out and has not arrived as far as is known; it waits near its end for the news. */
	readonly key?: string;
	readonly from: number;
	readonly to: number;
	readonly type: string;
	readonly ttl: number;
	readonly duplicate: boolean;
	readonly start: number;
	/** How long it is under way (ms). */
	readonly travelMs: number;
	/** Why it goes no further than where it ends. */
	readonly word: string | null;
	/** It sets out on a link that is cut. */
	readonly isLost: boolean;
}

export interface Arrival {
	readonly key: string;
	readonly duplicate: boolean;
	readonly word: string | null;
}

export const TRAVEL_MS = 650;
export const DOTS_MAX = 160;

export function clockMs(): number {
	return performance.timeOrigin + performance.now();
}
