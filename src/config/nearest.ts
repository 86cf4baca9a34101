// The name that a person meant who mistyped one. Pure.

/** The candidate with the fewest typing errors, one for every three letters at most, or one that begins so; undefined where none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
	const most = Math.floor(word.length / 3);
	const errors = [...candidates].map((candidate) => ({ candidate, errors: typingErrors(word, candidate) }));
	const best = errors.toSorted((a, b) => a.errors - b.errors)[0];
	if (best !== undefined && best.errors <= most) return best.candidate;
	return errors.find(({ candidate }) => candidate.startsWith(word))?.candidate;
}

/** Letters to insert, leave out or change, and neighbours to swap: the distance of optimal string alignment. */
function typingErrors(word: string, other: string): number {
	const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
	for (let row = 1; row <= word.length; row++) {
		const [above, here] = [rows[row - 1]!, [row]];
		for (let column = 1; column <= other.length; column++) {
			const isSame = word[row - 1] === other[column - 1];
			const isSwap = word[row - 1] === other[column - 2] && word[row - 2] === other[column - 1];
			here[column] = Math.min(
				above[column]! + 1,
				here[column - 1]! + 1,
				above[column - 1]! + (isSame ? 0 : 1),
				isSwap ? rows[row - 2]![column - 2]! + 1 : Number.POSITIVE_INFINITY,
			);
		}
		rows.push(here);
	}
	return rows[word.length]![other.length]!;
}
