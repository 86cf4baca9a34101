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
	/** Between the middles of the two that are closest. */
	readonly nearest: number;
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
/** Room for a number beside a small circle. */
const MARGIN_X_NUMBER = 46;
const MARGIN_Y = 24;
/** Below this a node's number stands outside of its circle. */
export const RADIUS_FOR_NUMBER = 18;
const RADII = [25, 21, RADIUS_FOR_NUMBER, 13, 9] as const;
/** Between two circles, for a link to be seen. */
const APART = 18;
/** The two directions of a link keep apart by twice this. */
const LANE_OFFSET = 4;

/** With the largest circles that leave room between each other. */
export function layOut(ids: readonly number[], width: number, height: number): Layout {
	const layouts = RADII.map((radius) => layOutWith(radius, ids, width, height));
	return layouts.find((layout) => layout.nearest >= 2 * layout.radius + APART) ?? layouts.at(-1)!;
}

function layOutWith(radius: number, ids: readonly number[], width: number, height: number): Layout {
	// Two stand side by side, four in a square: even numbers begin half a step from the top.
	const first = -Math.PI / 2 - (ids.length % 2 === 0 ? Math.PI / ids.length : 0);
	const angles = ids.map((_, index) => first + (index * 2 * Math.PI) / ids.length);
	const marginX = radius < RADIUS_FOR_NUMBER ? MARGIN_X_NUMBER : MARGIN_X;
	const toX = scaleTo(angles.map(Math.cos), radius + marginX, width - radius - marginX);
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
	return { width, height, radius, places, nearest: nearestOf([...places.values()]) };
}

/** The least distance of two that follow each other. */
function nearestOf(places: readonly Place[]): number {
	const distances = places.map((place, index) => {
		const next = places[(index + 1) % places.length]!;
		return next === place ? Number.POSITIVE_INFINITY : Math.hypot(next.x - place.x, next.y - place.y);
	});
	return Math.min(...distances);
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
