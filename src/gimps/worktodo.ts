// The text of a work file, line by line. Pure; every change keeps all other lines as they are, to the byte.
import { type Assignment, keyOf, type Reading, readLine } from "./assignment.ts";

export interface RefusedLine {
	readonly line: string;
	readonly reason: string;
}

export class Worktodo {
	/** Each with its line end. */
	readonly #lines: readonly string[];
	readonly #readings: readonly (Reading | undefined)[];

	constructor(text: string) {
		this.#lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
		this.#readings = this.#lines.map((line) => readLine(withoutEnd(line)));
	}

	get assignments(): readonly Assignment[] {
		return this.#readings.flatMap((reading) => (reading !== undefined && "assignment" in reading ? [reading.assignment] : []));
	}

	/** Lines that are left alone, each with the reason. */
	get refused(): readonly RefusedLine[] {
		return this.#readings.flatMap((reading, i) =>
			reading !== undefined && "refused" in reading ? [{ line: withoutEnd(this.#lines[i] ?? ""), reason: reading.refused }] : [],
		);
	}

	/** Lines with this piece of work (keyOf). */
	count(key: string): number {
		return this.assignments.filter((assignment) => keyOf(assignment) === key).length;
	}

	/** The text without the first line of that piece of work, or with another line in its place; as it was where there is none. */
	replaced(key: string, by?: string): string {
		const at = this.#readings.findIndex((reading) => reading !== undefined && "assignment" in reading && keyOf(reading.assignment) === key);
		const end = /\r?\n?$/.exec(this.#lines[at] ?? "")?.[0] ?? "";
		return this.#lines.flatMap((line, i) => (i !== at ? [line] : by === undefined ? [] : [`${by}${end}`])).join("");
	}

	/** The text with further lines at its end. */
	with(added: string): string {
		const text = this.#lines.join("");
		return text === "" || text.endsWith("\n") ? text + added : `${text}\n${added}`;
	}
}

function withoutEnd(line: string): string {
	return line.replace(/\r?\n$/, "");
}
