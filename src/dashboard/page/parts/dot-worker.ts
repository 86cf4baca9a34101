// Draws the messages under way on the canvas over the graph, in a worker, so that a moving dot costs the page nothing.
// Promises to rest while no dot is under way.
import { type Dot, type DotLayout, type DotOrder, DOTS_MAX, TRAVEL_MS, clockMs } from "./dot.ts";
import { laneBetween } from "./graph-layout.ts";

const RIPPLE_MS = 600;
const FRAME_MS = 30;
/** With many dots each frame costs more, and none of them is followed by the eye. */
const BUSY_DOTS = 40;
const BUSY_FRAME_MS = 75;

let canvas: OffscreenCanvas | null = null;
let layout: DotLayout | null = null;
let dots: Dot[] = [];
let isScheduled = false;

addEventListener("message", ({ data }: MessageEvent<DotOrder>) => {
	if (data.kind === "canvas") canvas = data.canvas;
	else if (data.kind === "layout") setLayout(data.layout);
	else if (data.kind === "clear") dots = [];
	else dots = [...dots, ...data.dots].slice(-2 * DOTS_MAX);
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

function schedule(): void {
	if (isScheduled || canvas === null) return;
	isScheduled = true;
	setTimeout(() => requestAnimationFrame(frame), dots.length > BUSY_DOTS ? BUSY_FRAME_MS : FRAME_MS);
}

function frame(): void {
	isScheduled = false;
	const context = canvas?.getContext("2d") ?? null;
	if (context === null || layout === null) return;
	const now = clockMs();
	dots = dots.filter((dot) => now < dot.start + TRAVEL_MS + (dot.type === "PRIME" && !dot.duplicate ? RIPPLE_MS : 0));
	context.setTransform(layout.scale, 0, 0, layout.scale, 0, 0);
	context.clearRect(0, 0, layout.width, layout.height);
	context.font = "600 9px sans-serif";
	context.textAlign = "center";
	context.textBaseline = "middle";
	for (const dot of dots) draw(context, layout, dot, now);
	if (dots.length > 0) schedule();
}

function draw(context: OffscreenCanvasRenderingContext2D, on: DotLayout, dot: Dot, now: number): void {
	const lane = laneBetween(on, dot.from, dot.to);
	if (lane === null || now < dot.start) return;
	const progress = (now - dot.start) / TRAVEL_MS;
	context.strokeStyle = context.fillStyle = on.colours.get(dot.type) ?? on.otherColour;
	if (progress > 1) {
		drawRipple(context, on, dot.to, (now - dot.start - TRAVEL_MS) / RIPPLE_MS);
		return;
	}
	drawDot(context, on, dot, lane.fromX + (lane.toX - lane.fromX) * progress, lane.fromY + (lane.toY - lane.fromY) * progress, progress);
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
