// What the judge says of a node: for people, level by level, or as one JSON object.
import { LEFT_OUT, LEVELS } from "../judge/checks.ts";
import type { Check, CheckId, Level } from "../judge/checks.ts";
import type { Entry } from "../judge/conversation.ts";
import type { Crash } from "../judge/judge.ts";
import type { Outcome } from "../judge/trial.ts";

interface Judged extends Check {
	readonly id: CheckId;
	readonly outcome: Outcome;
}

export interface Report {
	readonly checks: readonly Judged[];
	readonly crashes: readonly Crash[];
	readonly seconds: number;
}

const MARKS = { passed: "ok  ", failed: "FAIL", "not reached": "--  " } as const;
/** Longer conversations and lines are cut: the beginning shows what went wrong. */
const SHOWN_ENTRIES = 12;
const SHOWN_CHARACTERS = 200;
const SHOWN_STDERR_LINES = 12;

export function jsonReport({ checks, crashes, seconds }: Report): string {
	const passed = checks.every(({ outcome }) => outcome.is === "passed");
	const rows = checks.map(({ outcome, ...check }) => {
		const { is, ...rest } = outcome;
		if (!("conversation" in rest)) return { ...check, outcome: is, ...rest };
		const conversation = rest.conversation.map(({ at, by, peer, link, what, text }) => ({
			at: Math.round(at),
			by,
			peer,
			link,
			what,
			text,
		}));
		return { ...check, outcome: is, ...rest, conversation };
	});
	return `${JSON.stringify({ passed, seconds: Math.round(seconds * 10) / 10, checks: rows, crashes, left_out: LEFT_OUT })}\n`;
}

export function textReport({ checks, crashes, seconds }: Report): string {
	const levels = [...new Set(checks.map(({ level }) => level))];
	const parts = levels.map((level) =>
		levelReport(
			level,
			checks.filter((check) => check.level === level),
		),
	);
	const endings = [...new Map(crashes.map((crash) => [crash.stderr, crash])).values()].map(crashReport);
	const count = (is: Outcome["is"]): number => checks.filter(({ outcome }) => outcome.is === is).length;
	const sum = `${count("passed")} passed, ${count("failed")} failed, ${count("not reached")} not reached, in ${seconds.toFixed(0)} s`;
	const isTold = count("failed") > 0;
	const legend = isTold
		? "\nIn a conversation > is what your node does and < what the judge does, in the name of the peer beside it; (n) counts the links.\n"
		: "";
	return `${[...parts, ...endings].join("\n")}${legend}\n${sum}\n`;
}

function levelReport(level: Level, checks: readonly Judged[]): string {
	return `Level ${level}: ${LEVELS[level]}\n${checks.map(checkReport).join("")}`;
}

function checkReport({ id, sentence, section, outcome }: Judged): string {
	const head = `  ${MARKS[outcome.is]} ${sentence}\n`;
	if (outcome.is === "passed") return head;
	const why = `         ${outcome.is === "failed" ? "but" : "not reached:"} ${outcome.reason}   [${id}; read docs/PROTOCOL.md, section ${section}]\n`;
	if (outcome.is === "not reached") return head + why;
	const shown = outcome.conversation.slice(0, SHOWN_ENTRIES).map((entry) => `         ${line(entry)}\n`);
	const more = outcome.conversation.length > SHOWN_ENTRIES ? `         ... ${outcome.conversation.length - SHOWN_ENTRIES} more\n` : "";
	return head + why + shown.join("") + more;
}

function line({ at, by, peer, link, what, text }: Entry): string {
	const said = what === "says" ? text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "?") : what;
	const cut = said.length > SHOWN_CHARACTERS ? `${said.slice(0, SHOWN_CHARACTERS)} ...` : said;
	return `${(at / 1_000).toFixed(3).padStart(7)} s  ${peer} (${link}) ${by === "node" ? ">" : "<"} ${cut}`;
}

function crashReport({ ending, stderr }: Crash): string {
	const words = stderr.trimEnd().split("\n").slice(-SHOWN_STDERR_LINES);
	const said = stderr.trim() === "" ? ", and said nothing on stderr" : ", and said on stderr:";
	return `A node ${ending}${said}\n${said.endsWith(":") ? words.map((word) => `  | ${word}\n`).join("") : ""}`;
}
