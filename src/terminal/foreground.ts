// Whether this process has the terminal for itself: one that a shell runs in the background must neither draw nor read there.
import { readFileSync } from "node:fs";

/** Where the system does not tell, it has. */
export function isInForeground(): boolean {
	try {
		// Behind the name in brackets: state, parent, process group, session, terminal, the terminal's foreground group.
		const stat = readFileSync("/proc/self/stat", "utf8");
		const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(") ") + 2).split(" ");
		return group === foreground;
	} catch {
		return true;
	}
}
