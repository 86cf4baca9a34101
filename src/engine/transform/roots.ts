// Roots of unity as doubles for tables: fast, and good to the last bit or nearly so.

/**
 * cos and sin of 2 pi numerator / denominator, integers. The angle is brought within an eighth of a turn in integers, where
 * both functions are good to the last bit or nearly so: errors of a table enter all products alike and cost bits a word.
 */
export function root(numerator: number, denominator: number): readonly [cos: number, sin: number] {
	const turn = ((numerator % denominator) + denominator) % denominator;
	const quadrant = Math.round((4 * turn) / denominator);
	const rest = ((4 * turn - quadrant * denominator) / denominator) * (Math.PI / 2);
	const [c, s] = [Math.cos(rest), Math.sin(rest)];
	if (quadrant % 4 === 0) return [c, s];
	if (quadrant % 4 === 1) return [-s, c];
	if (quadrant % 4 === 2) return [-c, -s];
	return [s, -c];
}
