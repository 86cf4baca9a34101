import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf } from "../../src/gimps/assignment.ts";
import { Worktodo } from "../../src/gimps/worktodo.ts";

const LINE = fc.constantFrom(
	"Test=61",
	"test=127\r",
	"; a word",
	"",
	"PRP=1,2,89,-1",
	"Cert=x",
	"\u00FF\u0000",
	"Factor=61,5,6",
	"Test=15",
);

describe("the text of a work file", () => {
	it("loses the one line that is taken out, and not a byte else", () => {
		fc.assert(
			fc.property(fc.array(LINE), fc.boolean(), (lines, isCut) => {
				const text = lines.join("\n") + (isCut ? "" : "\n");
				const worktodo = new Worktodo(text);
				for (const assignment of worktodo.assignments) {
					const key = keyOf(assignment);
					const after = worktodo.replaced(key);
					expect(new Worktodo(after).count(key)).toBe(worktodo.count(key) - 1);
					expect(new Worktodo(after).assignments).toHaveLength(worktodo.assignments.length - 1);
					expect(new Worktodo(after).refused).toEqual(worktodo.refused);
					const start = commonStart(text, after);
					expect(text.slice(0, start) + text.slice(start + text.length - after.length)).toBe(after);
				}
				expect(worktodo.replaced("no such work")).toBe(text);
			}),
		);
	});

	it("keeps the line's end and place where another takes its place", () => {
		expect(new Worktodo("; one\r\nTest=61\r\nTest=127\r\n").replaced("Test,,61", "Test=61,20,1")).toBe(
			"; one\r\nTest=61,20,1\r\nTest=127\r\n",
		);
	});

	it("puts further lines behind a last one without an end", () => {
		expect(new Worktodo("Test=61").with("Test=127\n")).toBe("Test=61\nTest=127\n");
		expect(new Worktodo("").with("Test=127")).toBe("Test=127");
	});

	it("begins where an editor's mark ends", () => {
		expect(new Worktodo("\u00EF\u00BB\u00BFTest=61\n").assignments).toHaveLength(1);
	});
});

function commonStart(one: string, other: string): number {
	let at = 0;
	while (at < other.length && one[at] === other[at]) at++;
	return at;
}
