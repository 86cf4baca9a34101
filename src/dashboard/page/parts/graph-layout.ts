// Where nodes and the lanes between them lie: on an ellipse, in the order of their ids, the same each time.

export interface Place {
	readonly x: number;
	readonly y: number;
	/** Whether its name stands above it: outside of the ellipse, where no link passes. */
	readonly isUpper: boolean;
	/** Unit vector away from the middle. */
	readonly outX: number;
	readonly outY: number;
}

export interface Layout {
	readonly width: number;
	readonly height: number;
	/** Of a node's circle. */
	readonly radius: number;
	readonly places: ReadonlyMap<number, Place>;
}

/** What of a layout the lanes depend on. */
export interface Circles {
	readonly radius: number;
	readonly places: ReadonlyMap<number, { readonly x: number; readonly y: number }>;
}

export interface Lane {
	readonly fromX: number;
	readonly fromY: number;
	readonly toX: number;
	readonly toY: number;
}

/** Room for names below or above the circles. */
const MARGIN_X = 36;
const MARGIN_Y = 24;
/** The two directions of a link keep apart by twice this. */
const LANE_OFFSET = 4;

export function layOut(ids: readonly number[], width: number, height: number): Layout {
	const radius = ids.length <= 6 ? 25 : ids.length <= 12 ? 20 : 13;
	// Two stand side by side, four in a square: even numbers begin half a step from the top.
	const first = -Math.PI / 2 - (ids.length % 2 === 0 ? Math.PI / ids.length : 0);
	const angles = ids.map((_, index) => first + (index * 2 * Math.PI) / ids.length);
	const toX = scaleTo(angles.map(Math.cos), radius + MARGIN_X, width - radius - MARGIN_X);
	const toY = scaleTo(angles.map(Math.sin), radius + MARGIN_Y, height - radius - MARGIN_Y);
	const places = new Map<number, Place>();
	for (const [index, id] of ids.entries()) {
		const angle = angles[index] ?? 0;
		places.set(id, {
			x: toX(Math.cos(angle)),
			y: toY(Math.sin(angle)),
			isUpper: Math.sin(angle) < -0.01,
			outX: Math.cos(angle),
			outY: Math.sin(angle),
		});
	}
	return { width, height, radius, places };
}

/** Spreads values over the room that there is; values that are all alike go to its middle. */
function scaleTo(values: readonly number[], low: number, high: number): (value: number) => number {
	const [least, most] = [Math.min(...values), Math.max(...values)];
	if (most - least < 1e-6) return () => (low + high) / 2;
	return (value) => low + ((value - least) / (most - least)) * Math.max(0, high - low);
}

/** From one circle's edge to the other's, on the right-hand side of the link as one travels. */
export function laneBetween(layout: Circles, from: number, to: number, offset = LANE_OFFSET): Lane | null {
	const [start, end] = [layout.places.get(from), layout.places.get(to)];
	if (start === undefined || end === undefined || start === end) return null;
	const [dx, dy] = [end.x - start.x, end.y - start.y];
	const length = Math.hypot(dx, dy) || 1;
	const [alongX, alongY] = [dx / length, dy / length];
	const [sideX, sideY] = [-alongY * offset, alongX * offset];
	const edge = layout.radius + 3;
	return {
		fromX: start.x + alongX * edge + sideX,
		fromY: start.y + alongY * edge + sideY,
		toX: end.x - alongX * edge + sideX,
		toY: end.y - alongY * edge + sideY,
	};
}
