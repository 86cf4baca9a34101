// Messages under way: a dot for each copy that passes a link, drawn on a canvas over the graph.
// Promises to hold and draw a bounded number of dots, however many messages there are, and to rest while there are none.
import type { Message } from "../model/message.ts";
import { pathKey } from "../model/paths.ts";
import { type Layout, laneBetween } from "./graph-layout.ts";

const DOTS_MAX = 160;
const TRAVEL_MS = 650;
/** A flood is over in a few ms: each hop waits for the one before, so that it can be seen. */
const HOP_MS = 750;
const RIPPLE_MS = 600;
/** On one link, dots of one type follow each other no closer than this. */
const GAP_MS = 220;
const FLOODS_MAX = 200;

interface Dot {
	readonly from: number;
	readonly to: number;
	readonly type: string;
	readonly ttl: number;
	readonly duplicate: boolean;
	readonly start: number;
}

export type Copy = Pick<Message, "from" | "to" | "type" | "ttl" | "duplicate">;

export class Traffic {
	#dots: Dot[] = [];
	readonly #lastStart = new Map<string, number>();
	readonly #floods = new Map<string, { start: number; ttl: number }>();

	get isQuiet(): boolean {
		return this.#dots.length === 0;
	}

	get dots(): number {
		return this.#dots.length;
	}

	/** isWatched: whether a node's own log is seen here, so that the copies to it are shown when it received them. */
	add(messages: readonly Message[], now: number, isWatched: (node: number) => boolean): void {
		const [first] = messages;
		for (const message of messages) {
			if (!message.received && isWatched(message.to)) continue;
			const offset = Math.min(300, Math.max(0, (message.timestamp - (first?.timestamp ?? 0)) * 1_000));
			this.#addDot(message, message.type === "PRIME" ? this.#hopStart(message, now + offset) : now + offset);
		}
	}

	/** Shows one message's whole way again, hop by hop. */
	replay(copies: readonly (Copy & { readonly number: number })[], now: number): void {
		this.clear();
		for (const copy of copies) this.#dots.push({ ...copy, start: now + (copy.number - 1) * HOP_MS * 1.4 });
	}

	clear(): void {
		this.#dots = [];
		this.#lastStart.clear();
	}

	draw(context: CanvasRenderingContext2D, layout: Layout, colour: (type: string) => string, now: number): void {
		this.#dots = this.#dots.filter((dot) => now < dot.start + TRAVEL_MS + (dot.type === "PRIME" && !dot.duplicate ? RIPPLE_MS : 0));
		if (this.#lastStart.size > 4 * DOTS_MAX) this.#lastStart.clear();
		for (const dot of this.#dots) {
			const lane = laneBetween(layout, dot.from, dot.to);
			if (lane === null || now < dot.start) continue;
			const progress = (now - dot.start) / TRAVEL_MS;
			context.strokeStyle = context.fillStyle = colour(dot.type);
			if (progress <= 1) {
				const x = lane.fromX + (lane.toX - lane.fromX) * progress;
				const y = lane.fromY + (lane.toY - lane.fromY) * progress;
				drawDot(context, dot, x, y, progress);
			} else {
				drawRipple(context, layout, dot.to, (now - dot.start - TRAVEL_MS) / RIPPLE_MS);
			}
		}
		context.globalAlpha = 1;
	}

	#hopStart(message: Message, now: number): number {
		const key = pathKey(message);
		let flood = this.#floods.get(key);
		if (flood === undefined || now - flood.start > 10_000) {
			flood = { start: now, ttl: message.ttl };
			this.#floods.set(key, flood);
			const oldest = this.#floods.keys().next().value;
			if (this.#floods.size > FLOODS_MAX && oldest !== undefined) this.#floods.delete(oldest);
		}
		// The first copy told of here may be of a later hop: batches of the nodes come in any order.
		flood.ttl = Math.max(flood.ttl, message.ttl);
		return Math.max(now, flood.start + (flood.ttl - message.ttl) * HOP_MS);
	}

	#addDot(copy: Copy, start: number): void {
		const key = `${copy.from}>${copy.to}${copy.type}`;
		const gap = copy.type === "PRIME" ? GAP_MS / 3 : GAP_MS;
		if (this.#dots.length >= DOTS_MAX || start - (this.#lastStart.get(key) ?? 0) < gap) return;
		this.#lastStart.set(key, start);
		const { from, to, type, ttl, duplicate } = copy;
		this.#dots.push({ from, to, type, ttl, duplicate, start });
	}
}

/** A first copy is a full dot, a duplicate a ring that fades; a PRIME carries the hops that it has left. */
function drawDot(context: CanvasRenderingContext2D, dot: Dot, x: number, y: number, progress: number): void {
	const isPrime = dot.type === "PRIME";
	const radius = isPrime ? 5 + Math.min(dot.ttl, 3) : 3;
	context.globalAlpha = dot.duplicate ? Math.max(0.15, 1 - progress) : 1;
	context.beginPath();
	context.arc(x, y, radius, 0, 2 * Math.PI);
	if (dot.duplicate) {
		context.lineWidth = 1.75;
		context.stroke();
		return;
	}
	context.fill();
	if (!isPrime) return;
	context.fillStyle = "#fff";
	context.fillText(String(dot.ttl), x, y + 0.5);
}

function drawRipple(context: CanvasRenderingContext2D, layout: Layout, node: number, progress: number): void {
	const place = layout.places.get(node);
	if (place === undefined) return;
	context.globalAlpha = 1 - progress;
	context.lineWidth = 2;
	context.beginPath();
	context.arc(place.x, place.y, layout.radius + 4 + progress * 14, 0, 2 * Math.PI);
	context.stroke();
}
