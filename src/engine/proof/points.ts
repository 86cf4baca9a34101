// At which squarings a PRP test keeps residues for a proof of a power.

/** The iterations of the 2^power residues, ascending; the last is the end of the test. Halves are rounded up, as the verifier does. */
export function proofPoints(squarings: number, power: number): number[] {
	const count = 2 ** power;
	const points: number[] = [];
	for (let index = 1; index <= count; index++) {
		let iteration = 0;
		let span = squarings;
		for (let part = count; part >= 1; part /= 2) {
			if (Math.floor(index / part) % 2 === 1) iteration += span;
			span = Math.ceil(span / 2);
		}
		points.push(iteration);
	}
	return points;
}
