// Draws the messages under way on the canvas over the graph, in a worker, so that a moving dot costs the page nothing.
// Promises to rest while no dot is under way.
import { type Arrival, type Dot, DOTS_MAX, clockMs } from "./dot.ts";
import type { DotLayout, DotOrder } from "./dot-order.ts";
import { drawWords } from "./dot-words.ts";
import { laneBetween } from "./graph-layout.ts";

const RIPPLE_MS = 600;
/** A word stays long enough to be read. */
const WORD_MS = 1_800;
const FRAME_MS = 30;
/** With many dots each frame costs more, and none of them is followed by the eye. */
const BUSY_DOTS = 40;
const BUSY_FRAME_MS = 75;
/** Where a message waits for the news of its arrival, and where one stands that a pause holds: where two lanes cross in the middle none covers another. */
const WAITS_AT = 0.92;
const STANDS_AT = 0.4;
/** The rest of the way, once it has arrived. */
const LANDING_MS = 250;
/** One that never arrived is forgotten. */
const LOST_MS = 15_000;

interface Sprite extends Dot {
	/** From where and when it is on its last piece of way; null while it is not known to have arrived. */
	readonly landing: { readonly at: number; readonly from: number } | null;
}

let canvas: OffscreenCanvas | null = null;
let layout: DotLayout | null = null;
let sprites: Sprite[] = [];
let isPaused = false;
let isScheduled = false;

addEventListener("message", ({ data }: MessageEvent<DotOrder>) => {
	if (data.kind === "canvas") canvas = data.canvas;
	else if (data.kind === "layout") setLayout(data.layout);
	else if (data.kind === "clear") sprites = [];
	else if (data.kind === "pause") isPaused = data.isPaused;
	else if (data.kind === "arrivals") for (const arrival of data.arrivals) land(arrival);
	else sprites = [...sprites, ...data.dots.map((dot) => ({ ...dot, landing: null }))].slice(-2 * DOTS_MAX);
	schedule();
});

function setLayout(next: DotLayout): void {
	layout = next;
	if (canvas === null) return;
	const [width, height] = [Math.max(1, next.width * next.scale), Math.max(1, next.height * next.scale)];
	if (canvas.width !== width || canvas.height !== height) {
		canvas.width = width;
		canvas.height = height;
	}
}

function land({ key, duplicate, word }: Arrival): void {
	const now = clockMs();
	sprites = sprites.map((sprite) =>
		sprite.key === key && sprite.landing === null
			? { ...sprite, duplicate, word, landing: { at: now, from: progressOf(sprite, now) } }
			: sprite,
	);
}

function schedule(): void {
	if (isScheduled || canvas === null) return;
	isScheduled = true;
	setTimeout(() => requestAnimationFrame(frame), sprites.length > BUSY_DOTS ? BUSY_FRAME_MS : FRAME_MS);
}

/** When it is at its end; infinity where that is not known. */
function endOf(sprite: Sprite): number {
	if (sprite.landing !== null) return sprite.landing.at + LANDING_MS;
	if (sprite.isLost) return sprite.start + sprite.travelMs / 2;
	return sprite.key === undefined ? sprite.start + sprite.travelMs : Number.POSITIVE_INFINITY;
}

function progressOf(sprite: Sprite, now: number): number {
	if (sprite.landing !== null) return sprite.landing.from + (1 - sprite.landing.from) * ((now - sprite.landing.at) / LANDING_MS);
	const progress = (now - sprite.start) / sprite.travelMs;
	return sprite.key === undefined ? progress : Math.min(progress, isPaused ? STANDS_AT : WAITS_AT);
}

function isOver(sprite: Sprite, now: number): boolean {
	if (sprite.key !== undefined && sprite.landing === null) return !isPaused && now > sprite.start + sprite.travelMs + LOST_MS;
	if (sprite.isLost) return now >= endOf(sprite);
	const after = sprite.word !== null ? WORD_MS : sprite.type === "PRIME" && !sprite.duplicate ? RIPPLE_MS : 0;
	return now >= endOf(sprite) + after;
}

function frame(): void {
	isScheduled = false;
	const context = canvas?.getContext("2d") ?? null;
	if (context === null || layout === null) return;
	const now = clockMs();
	sprites = sprites.filter((sprite) => !isOver(sprite, now));
	context.setTransform(layout.scale, 0, 0, layout.scale, 0, 0);
	context.clearRect(0, 0, layout.width, layout.height);
	context.textAlign = "center";
	context.textBaseline = "middle";
	for (const sprite of sprites) draw(context, layout, sprite, now);
	const ended = sprites.filter((sprite) => sprite.word !== null && now > endOf(sprite));
	drawWords(
		context,
		layout,
		ended.map((sprite) => ({ node: sprite.to, word: sprite.word!, type: sprite.type, fade: 1 - (now - endOf(sprite)) / WORD_MS })),
	);
	// What stands still is drawn once more when something changes.
	if (sprites.some((sprite) => !(isPaused && sprite.key !== undefined && sprite.landing === null && progressOf(sprite, now) === STANDS_AT)))
		schedule();
}

function draw(context: OffscreenCanvasRenderingContext2D, on: DotLayout, sprite: Sprite, now: number): void {
	const lane = laneBetween(on, sprite.from, sprite.to);
	if (lane === null || now < sprite.start) return;
	context.strokeStyle = context.fillStyle = on.colours.get(sprite.type) ?? on.otherColour;
	if (now > endOf(sprite)) {
		const ripple = (now - endOf(sprite)) / RIPPLE_MS;
		if (sprite.type === "PRIME" && !sprite.duplicate && !sprite.isLost && ripple < 1) drawRipple(context, on, sprite.to, ripple);
		return;
	}
	const progress = progressOf(sprite, now);
	drawDot(context, on, sprite, lane.fromX + (lane.toX - lane.fromX) * progress, lane.fromY + (lane.toY - lane.fromY) * progress, progress);
}

/** A first copy is a full dot, a duplicate a ring that fades; a PRIME carries the hops that it has left. */
function drawDot(context: OffscreenCanvasRenderingContext2D, on: DotLayout, dot: Dot, x: number, y: number, progress: number): void {
	const isPrime = dot.type === "PRIME";
	context.globalAlpha = dot.duplicate ? Math.max(0.15, 1 - progress) : 1;
	context.beginPath();
	context.arc(x, y, isPrime ? 6 + Math.min(dot.ttl, 3) : 4, 0, 2 * Math.PI);
	if (dot.duplicate) {
		context.lineWidth = 1.75;
		context.stroke();
		return;
	}
	context.fill();
	if (!isPrime) return;
	context.fillStyle = on.digitColour;
	context.font = "600 9px sans-serif";
	context.fillText(String(dot.ttl), x, y + 0.5);
}

function drawRipple(context: OffscreenCanvasRenderingContext2D, on: DotLayout, node: number, progress: number): void {
	const place = on.places.get(node);
	if (place === undefined) return;
	context.globalAlpha = Math.max(0, 1 - progress);
	context.lineWidth = 2;
	context.beginPath();
	context.arc(place.x, place.y, on.radius + 4 + progress * 14, 0, 2 * Math.PI);
	context.stroke();
}
