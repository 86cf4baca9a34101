// Where a cluster tells of itself and its nodes: JSON lines for programs, plain or coloured lines for people.
import { happeningLine } from "../terminal/happening-line.ts";
import { happeningOf } from "../terminal/history.ts";
import type { Paint } from "../terminal/paint.ts";
import { readRecord } from "../terminal/sentence.ts";
import type { Tone } from "../terminal/sentence.ts";

export interface ClusterOutput {
	/** A line of a node's log, as the node wrote it. */
	readonly logged: (line: string) => void;
	/** Words of the cluster itself; quiet ones only tell how things are. */
	readonly say: (line: string, tone?: Tone) => void;
	/** A node's process was started, or ended and is started again at a time. */
	readonly changed: (port: number, process: MemberProcess) => void;
	/** All is about to end. */
	readonly ending: () => void;
	/** Gives a terminal back; the last words are for who sees nothing of the nodes from then on. */
	readonly close: (lastWords?: string) => void;
}

export interface MemberProcess {
	/** Null while none runs. */
	readonly pid: number | null;
	/** Unix milliseconds; null where it is not started again. */
	readonly startsAt: number | null;
}

/** The nodes' lines on stdout, the cluster's own on stderr. */
export function linesOutput(dashboard: string, show: (line: string) => string): ClusterOutput {
	process.stderr.write(`dashboard: ${dashboard}\n`);
	return {
		logged: (line) => void process.stdout.write(`${show(line)}\n`),
		say: (line) => void process.stderr.write(`${line}\n`),
		changed: () => {},
		ending: () => {},
		close: () => {},
	};
}

/** A line of a node's log for people; one that is none stays as it is. */
export function prettyLines(paint: Paint): (line: string) => string {
	const names: Record<number, string> = {};
	return (line) => {
		const record = readRecord(line);
		if (record === null) return line;
		if (typeof record["name"] === "string") names[record.node] = record["name"];
		return happeningLine(happeningOf(record), names, paint);
	};
}
