// The words beside a node that say why messages end there, each once with a count, so that they can be read however many there are.
import type { DotLayout } from "./dot-order.ts";

export interface EndingWord {
	readonly node: number;
	readonly word: string;
	readonly type: string;
	/** 1 when it came, 0 when it has faded. */
	readonly fade: number;
}

const LINE_PIXELS = 15;
/** Between the circle and the first word. */
const GAP_PIXELS = 13;
/** It fades in the last part of its time only. */
const FADES_BELOW = 0.3;

export function drawWords(context: OffscreenCanvasRenderingContext2D, on: DotLayout, words: readonly EndingWord[]): void {
	const lines = new Map<number, Map<string, { readonly type: string; count: number; fade: number }>>();
	for (const { node, word, type, fade } of words) {
		const ofNode = lines.get(node) ?? new Map<string, { readonly type: string; count: number; fade: number }>();
		const line = ofNode.get(word) ?? { type, count: 0, fade: 0 };
		line.count += 1;
		line.fade = Math.max(line.fade, fade);
		lines.set(node, ofNode.set(word, line));
	}
	context.font = "600 11px sans-serif";
	for (const [node, ofNode] of lines) {
		const place = on.places.get(node);
		if (place === undefined) continue;
		// On the side that looks to the middle: the name stands on the other.
		const down = place.isUpper ? 1 : -1;
		let y = place.y + down * (on.radius + GAP_PIXELS);
		for (const [word, { type, count, fade }] of ofNode) {
			drawLine(context, on, {
				text: count === 1 ? word : `${word} \u00d7${count}`,
				x: place.x,
				y,
				colour: on.colours.get(type) ?? on.otherColour,
				fade,
			});
			y += down * LINE_PIXELS;
		}
	}
	context.globalAlpha = 1;
}

interface Line {
	readonly text: string;
	readonly x: number;
	readonly y: number;
	readonly colour: string;
	readonly fade: number;
}

function drawLine(context: OffscreenCanvasRenderingContext2D, on: DotLayout, { text, x, y, colour, fade }: Line): void {
	const half = context.measureText(text).width / 2 + 4;
	const middle = Math.min(Math.max(x, half), on.width - half);
	context.globalAlpha = Math.min(1, fade / FADES_BELOW) * 0.9;
	context.fillStyle = on.digitColour;
	context.fillRect(middle - half, y - LINE_PIXELS / 2, 2 * half, LINE_PIXELS);
	context.globalAlpha = Math.min(1, fade / FADES_BELOW);
	context.fillStyle = colour;
	context.fillText(text, middle, y + 0.5);
}
