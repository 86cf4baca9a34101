import { expect, it } from "vitest";
import { lookOf } from "../../src/terminal/look.ts";
import type { Look, LogFormat } from "../../src/terminal/look.ts";

const TERMINAL = { TERM: "xterm-256color" };

const cases: readonly [what: string, asked: LogFormat | null, isTerminal: boolean, environment: NodeJS.ProcessEnv, look: Look][] = [
	["a terminal", null, true, TERMINAL, "coloured"],
	["a pipe", null, false, TERMINAL, "json"],
	["a terminal where JSON is asked for", "json", true, TERMINAL, "json"],
	["a pipe where words are asked for", "pretty", false, TERMINAL, "plain"],
	["a terminal of somebody without colours", null, true, { ...TERMINAL, NO_COLOR: "1" }, "plain"],
	["a terminal with an empty NO_COLOR, which says nothing", null, true, { ...TERMINAL, NO_COLOR: "" }, "coloured"],
	["a dumb terminal", null, true, { TERM: "dumb" }, "plain"],
	["a terminal that nobody named", null, true, {}, "plain"],
];

it.each(cases)("%s", (_what, asked, isTerminal, environment, look) => {
	expect(lookOf(asked, { isTerminal, environment, platform: "linux" })).toBe(look);
});

it("Windows names no terminal", () => {
	expect(lookOf(null, { isTerminal: true, environment: {}, platform: "win32" })).toBe("coloured");
});
