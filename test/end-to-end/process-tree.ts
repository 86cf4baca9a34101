// Who lives, and who was started by whom, as Linux tells under /proc. Elsewhere nobody is found.
import { existsSync, readFileSync, readdirSync } from "node:fs";

export const HAS_PROC = existsSync("/proc/self/stat");
if (!HAS_PROC) process.stderr.write("skipped: what looks into /proc, for this system has none\n");

/** Process ids of all children and their children. */
export function descendants(pid: number): number[] {
	const children = new Map<number, number[]>();
	for (const name of readdirSync("/proc")) {
		const child = Number(name);
		const parent = Number.isInteger(child) ? stat(child)?.parent : undefined;
		if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), child]);
	}
	const found: number[] = [];
	collect(pid, children, found);
	return found;
}

/** A process that ended but was not yet waited for by its parent lives no more. */
export function isAlive(pid: number): boolean {
	const found = stat(pid);
	return found !== undefined && found.state !== "Z" && found.state !== "X";
}

/** Bytes of memory that the process holds now. */
export function residentBytes(pid: number): number {
	const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
	return Number(kibibytes) * 1_024;
}

function collect(parent: number, children: ReadonlyMap<number, readonly number[]>, found: number[]): void {
	for (const child of children.get(parent) ?? []) {
		found.push(child);
		collect(child, children, found);
	}
}

/** The name of a process stands in parentheses and may hold anything; the state and the parent follow it. */
function stat(pid: number): { state: string; parent: number } | undefined {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, "utf8");
		const [state, parent] = text.slice(text.lastIndexOf(")") + 2).split(" ");
		return { state: state!, parent: Number(parent) };
	} catch {
		return undefined;
	}
}
