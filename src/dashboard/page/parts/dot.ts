// What the page tells the worker that draws the dots: plain data, times in ms since 1970 (the two have clocks of their own).

export interface Dot {
	readonly from: number;
	readonly to: number;
	readonly type: string;
	readonly ttl: number;
	readonly duplicate: boolean;
	readonly start: number;
}

export type DotOrder =
	| { readonly kind: "canvas"; readonly canvas: OffscreenCanvas }
	| { readonly kind: "layout"; readonly layout: DotLayout }
	| { readonly kind: "dots"; readonly dots: readonly Dot[] }
	| { readonly kind: "clear" };

export interface DotLayout {
	readonly width: number;
	readonly height: number;
	/** Pixels of the screen for one of the page. */
	readonly scale: number;
	readonly radius: number;
	readonly places: ReadonlyMap<number, { readonly x: number; readonly y: number }>;
	readonly colours: ReadonlyMap<string, string>;
	readonly otherColour: string;
	/** Of a number within a dot. */
	readonly digitColour: string;
}

export const TRAVEL_MS = 650;
export const DOTS_MAX = 160;

export function clockMs(): number {
	return performance.timeOrigin + performance.now();
}
