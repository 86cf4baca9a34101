// Where nodes and the lanes between them lie: on an ellipse, in the order of their ids, the same each time.

export interface Place {
	readonly x: number;
	readonly y: number;
	/** Direction away from the middle. */
	readonly angle: number;
}

export interface Layout {
	readonly width: number;
	readonly height: number;
	/** Of a node's circle. */
	readonly radius: number;
	readonly places: ReadonlyMap<number, Place>;
}

export interface Lane {
	readonly fromX: number;
	readonly fromY: number;
	readonly toX: number;
	readonly toY: number;
}

/** Room for names below or beside the circles. */
const MARGIN_X = 44;
const MARGIN_Y = 26;
/** The two directions of a link keep apart by twice this. */
const LANE_OFFSET = 4;

export function layOut(ids: readonly number[], width: number, height: number): Layout {
	const radius = ids.length <= 6 ? 25 : ids.length <= 12 ? 20 : 13;
	const [middleX, middleY] = [width / 2, height / 2 - 6];
	const reachX = Math.max(40, middleX - radius - MARGIN_X);
	const reachY = Math.max(40, middleY - radius - MARGIN_Y);
	// Two stand side by side, four in a square: even numbers begin half a step from the top.
	const first = -Math.PI / 2 - (ids.length % 2 === 0 ? Math.PI / ids.length : 0);
	const places = new Map<number, Place>();
	for (const [index, id] of ids.entries()) {
		const angle = first + (index * 2 * Math.PI) / ids.length;
		const alone = ids.length === 1;
		places.set(id, {
			x: alone ? middleX : middleX + reachX * Math.cos(angle),
			y: alone ? middleY : middleY + reachY * Math.sin(angle),
			angle,
		});
	}
	return { width, height, radius, places };
}

/** From one circle's edge to the other's, on the right-hand side of the link as one travels. */
export function laneBetween(layout: Layout, from: number, to: number, offset = LANE_OFFSET): Lane | null {
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
