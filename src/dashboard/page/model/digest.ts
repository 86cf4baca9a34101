// What a log shows of all types together: what is said all day is gathered into a line, so that a PRIME stays in sight.
import type { Message } from "./message.ts";

/** Said all the time by nodes that are well. */
const CHATTER = new Set(["PING", "PONG", "KEY", "PROOF", "LEASE", "HAVE", "WANT", "RESULT"]);
/** The newest of it are shown one by one. */
const LINES_OF_CHATTER = 6;

/** So many messages of each type that are not shown one by one. */
export interface Gathered {
	readonly kind: "gathered";
	readonly counts: readonly (readonly [type: string, count: number])[];
	/** Unix seconds of the newest. */
	readonly timestamp: number;
}

export function isChatter({ type }: Message): boolean {
	return CHATTER.has(type);
}

/** Both newest first; news: what is no chatter, remembered for longer. At most count lines. */
export function digest(lines: readonly Message[], news: readonly Message[], count: number): (Message | Gathered)[] {
	const shown: (Message | Gathered)[] = [];
	const recent = new Set(lines);
	let single = 0;
	for (let index = 0; index < lines.length && shown.length < count; index++) {
		const line = lines[index]!;
		const next = lines[index + 1];
		if (!isChatter(line) || single++ < LINES_OF_CHATTER || next === undefined || !isChatter(next)) {
			shown.push(line);
			continue;
		}
		const counts = new Map<string, number>();
		let end = index;
		for (; end < lines.length && isChatter(lines[end]!); end++) counts.set(lines[end]!.type, (counts.get(lines[end]!.type) ?? 0) + 1);
		shown.push({ kind: "gathered", counts: [...counts].sort(([one], [other]) => one.localeCompare(other)), timestamp: line.timestamp });
		index = end - 1;
	}
	return [...shown, ...news.filter((line) => !recent.has(line))].slice(0, count);
}
