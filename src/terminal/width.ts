// Text as wide as it stands on a terminal, colours and wide letters minded. Pure.
import sliceAnsi from "slice-ansi";
import stringWidth from "string-width";

/** So wide. */
export function pad(text: string, columns: number): string {
	return fit(text, columns) + " ".repeat(Math.max(0, columns - stringWidth(text)));
}

export function fit(line: string, columns: number): string {
	return stringWidth(line) <= columns ? line : sliceAnsi(line, 0, columns);
}
