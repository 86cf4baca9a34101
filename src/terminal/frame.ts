// The live view of a cluster as lines: its nodes on top, and below what happened last. Pure: the same state and size give the same lines,
// none wider and not more than there is room for.
import stringWidth from "string-width";
import { duration } from "./duration.ts";
import { happeningLine } from "./happening-line.ts";
import type { History } from "./history.ts";
import type { Paint } from "./paint.ts";
import { harmless } from "./sentence.ts";
import { fit, pad } from "./width.ts";

export interface NodeRow {
	readonly id: number;
	readonly name: string;
	/** Null while no process runs. */
	readonly pid: number | null;
	readonly state: "starting" | "awake" | "asleep" | "silent" | "ended";
	readonly peers: number | null;
	readonly tests: readonly TestRow[];
	/** Instead of tests. */
	readonly note: string;
}

export interface TestRow {
	readonly exponent: number;
	/** 0 to 1. */
	readonly share: number;
	/** Seconds. */
	readonly toGo: number;
	readonly isSearch: boolean;
}

export interface View {
	readonly dashboard: string;
	/** The largest prime's exponent and its decimal digits; null while nobody told. */
	readonly largest: { readonly exponent: number; readonly digits: number } | null;
	readonly nodes: readonly NodeRow[];
	readonly history: History;
	/** How to end it, or that it ends. */
	readonly hint: string;
}

export interface Size {
	readonly columns: number;
	readonly rows: number;
}

/** Below so many rows for what happened the head gives way. */
const FEWEST_HAPPENINGS = 5;
const NAME_COLUMNS_MOST = 12;
const BAR_COLUMNS = 16;
/** A bar needs room. */
const BAR_FROM_COLUMNS = 100;
const GAP = "  ";

export function frame(view: View, { columns, rows }: Size, paint: Paint): string[] {
	const table = nodeLines(view.nodes, columns, paint);
	const room = Math.max(1, Math.min(table.length, rows - 2 - FEWEST_HAPPENINGS));
	const shown = room < table.length ? [...table.slice(0, room - 1), paint.dim(`and ${table.length - room + 1} more`)] : table;
	const head = [titleLine(view, columns, paint), ...shown, ""];
	const happened = view.history.happenings.slice(-Math.max(0, rows - head.length));
	const lines = happened.map((happening) => happeningLine(happening, view.history.names, paint));
	return [...head, ...lines].slice(0, rows).map((line) => fit(line, columns));
}

/** What is less important goes first where the line is short. */
function titleLine({ dashboard, largest, hint }: View, columns: number, paint: Paint): string {
	const left = `${paint.title("gimps-node")}${GAP}${dashboard}`;
	const prime = largest === null ? "" : `largest prime 2^${largest.exponent} - 1`;
	const digits = largest === null ? "" : ` (${count(largest.digits, "digit")})`;
	const rights = [[prime + digits, hint], [prime, hint], [hint]].map((parts) => parts.filter((part) => part !== "").join(GAP));
	const right = rights.find((text) => stringWidth(left) + GAP.length + text.length <= columns) ?? "";
	return `${left}${" ".repeat(Math.max(0, columns - stringWidth(left) - right.length))}${paint.dim(right)}`;
}

function nodeLines(nodes: readonly NodeRow[], columns: number, paint: Paint): string[] {
	const widest = Math.max(4, ...nodes.map(({ name }) => stringWidth(harmless(name))));
	const widths = [5, Math.min(widest, NAME_COLUMNS_MOST), 7, 8, 5];
	const line = (cells: readonly string[], last: string): string =>
		[...cells.map((cell, index) => pad(cell, widths[index]!)), last].join(GAP);
	const heading = line(["node", "name", "pid", "state", "peers"], "tests");
	return [
		paint.heading(pad(heading, columns)),
		...nodes.map((node) =>
			line(
				[
					paint.node(String(node.id)),
					harmless(node.name),
					node.pid === null ? "" : String(node.pid),
					stateCell(node, paint),
					node.peers === null ? "" : String(node.peers),
				],
				node.note === "" ? testsCell(node.tests, columns, paint) : paint.dim(node.note),
			),
		),
	];
}

function stateCell({ state }: NodeRow, paint: Paint): string {
	if (state === "awake") return paint.good(state);
	if (state === "ended" || state === "silent") return paint.bad(state);
	return paint.tone.gone(state);
}

/** The first is what a node waits for; many more may run beside it. */
function testsCell([first, ...more]: readonly TestRow[], columns: number, paint: Paint): string {
	if (first === undefined) return "";
	return `${testCell(first, columns, paint)}${more.length === 0 ? "" : paint.dim(`, ${more.length} more`)}`;
}

function testCell({ exponent, share, toGo, isSearch }: TestRow, columns: number, paint: Paint): string {
	const percent = Math.floor(100 * Math.min(1, Math.max(0, share)));
	const told = `2^${exponent} - 1${isSearch ? "" : " again"} ${String(percent).padStart(2)} %`;
	const rest = toGo >= 2 ? ` ${duration(toGo)} to go` : "";
	if (columns < BAR_FROM_COLUMNS) return `${told}${rest}`;
	const done = Math.round((BAR_COLUMNS * percent) / 100);
	return `${told} ${paint.done(" ".repeat(done))}${paint.heading(" ".repeat(BAR_COLUMNS - done))}${rest}`;
}

function count(number: number, one: string): string {
	return `${number.toLocaleString("en")} ${one}${number === 1 ? "" : "s"}`;
}
