// T, the points of the transform that is done in registers between the halves of the column pass: which there are, and their order.

export const POINT_COUNTS = [3, 4, 5, 6, 7, 8, 10, 14] as const;

/** Bin 0 first, then T/2 where T is even, then each bin beside its mirror image T - q (powers of two: bit-reversed). */
export function binOrder(points: number): number[] {
	if (points === 4) return [0, 2, 1, 3];
	if (points === 8) return [0, 4, 2, 6, 1, 5, 3, 7];
	const order = points % 2 === 0 ? [0, points / 2] : [0];
	for (let bin = 1; bin < points / 2; bin++) order.push(bin, points - bin);
	return order;
}
