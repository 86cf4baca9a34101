// What the page tells the worker that draws the dots.
import type { Arrival, Dot } from "./dot.ts";

export type DotOrder =
	| { readonly kind: "canvas"; readonly canvas: OffscreenCanvas }
	| { readonly kind: "layout"; readonly layout: DotLayout }
	| { readonly kind: "dots"; readonly dots: readonly Dot[] }
	| { readonly kind: "arrivals"; readonly arrivals: readonly Arrival[] }
	/** Messages stand still, or go on. */
	| { readonly kind: "pause"; readonly isPaused: boolean }
	| { readonly kind: "clear" };

export interface DotLayout {
	readonly width: number;
	readonly height: number;
	/** Pixels of the screen for one of the page. */
	readonly scale: number;
	readonly radius: number;
	readonly places: ReadonlyMap<number, { readonly x: number; readonly y: number; readonly isUpper: boolean }>;
	readonly colours: ReadonlyMap<string, string>;
	readonly otherColour: string;
	/** Of a number within a dot, and behind words. */
	readonly digitColour: string;
}
