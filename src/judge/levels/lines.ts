// Level 2: what is a message, however it comes, is answered; what is none changes nothing. Each check has a link of its own, and a node that ended is started again.
import type { CheckId } from "../checks.ts";
import { ofType } from "../conversation.ts";
import type { Entry } from "../conversation.ts";
import { PROMPT_MS, QUIET_MS } from "../limits.ts";
import type { TrialPlan } from "../plan.ts";
import type { PlayedLink } from "../played-link.ts";
import { demand, Unreached } from "../trial.ts";
import type { Trial } from "../trial.ts";

const DEEPEST = 16;
const NEWCOMER_LINE_BYTES = 4_096;
const LINE_BYTES = 65_536;

/** Says something that holds so many PINGs. */
type Saying = (link: PlayedLink, ping: (fields?: object) => string, trial: Trial) => Promise<void> | void;

const ACCEPTED: readonly (readonly [CheckId, number, Saying])[] = [
	["two-in-one", 2, (link, ping) => say(link, `${ping()}\n${ping()}\n`, "both in one packet")],
	["half-line", 1, inPieces],
	["carriage-return", 1, (link, ping) => say(link, `${ping()}\r\n`, "with \\r\\n at its end")],
	["long-line", 2, longLines],
	["nesting", 1, (link, ping) => say(link, `${ping({ deep: nested(DEEPEST - 1) })}\n`)],
	["last-field", 1, (link, ping) => say(link, `${ping().replace('"PING"', '"PONG","msg_type":"PING"')}\n`)],
	["unknown-fields", 1, (link, ping) => say(link, `${ping({ colour: "blue", size: [1, { two: 2 }] })}\n`)],
	["unknown-type", 1, (link, ping) => say(link, `${ping().replace("PING", "HOLIDAY")}\n${ping()}\n`)],
];

const SURVIVED: readonly (readonly [CheckId, readonly (readonly [bytes: string, shown: string])[]])[] = [
	["not-json", ["hello", "{", "}{", '{"msg_type":"PING",}', "\u0000"].map(asLine)],
	["not-an-object", ["null", "[]", "17", '"PING"', "true"].map(asLine)],
	["too-deep", [[`${"[".repeat(4_000)}\n`, "[ 4,000 times"]]],
	["endless-line", [["x".repeat(LINE_BYTES + 4_096), `${LINE_BYTES + 4_096} bytes without an end`]]],
];

export const LINES: TrialPlan = {
	level: 2,
	checks: [...[...ACCEPTED, ...SURVIVED].map(([id]) => id), "invalid-utf8", "missing-field", "wrong-field", "others-unharmed"],
	run: async (trial) => {
		await trial.start();
		const witness = await trial.play().dial(trial.id);
		witness.say("PING");
		const answers = await trial.until(() => ofType(witness.heard, "PONG").length > 0, PROMPT_MS);
		if (answers === undefined) throw new Unreached("the node answers no PING (level 1)");
		for (const [id, pings, saying] of ACCEPTED) await check(trial, id, () => accepts(trial, pings, saying));
		await check(trial, "missing-field", () => refusesEach(trial, FIELDS.map(without)));
		await check(trial, "wrong-field", () =>
			refusesEach(
				trial,
				WRONG.map(([field, value]) => withValue(field, value)),
			),
		);
		await check(trial, "invalid-utf8", () => refusesEach(trial, [invalidUtf8]));
		for (const [id, sayings] of SURVIVED) await check(trial, id, () => survives(trial, sayings));
		await check(trial, "others-unharmed", async () => {
			if (trial.processes.length > 1) throw new Unreached("the node did not live long enough");
			demand(witness.isOpen, "the link of a peer that did nothing wrong was closed", trial.conversation.entries.slice(-8));
			const before = witness.heard.length;
			const { entry } = witness.say("PING");
			const pong = await trial.until(() => ofType(witness.heard.slice(before), "PONG").length > 0, PROMPT_MS);
			demand(pong !== undefined, "a peer that did nothing wrong is not answered any more", [entry]);
		});
	},
};

async function check(trial: Trial, id: CheckId, body: () => Promise<void>): Promise<void> {
	if (trial.process.hasEnded) await trial.restart();
	await trial.check(id, body);
}

async function accepts(trial: Trial, pings: number, saying: Saying): Promise<void> {
	const { link, ping, pongs, since } = await newLink(trial);
	await saying(link, ping, trial);
	await trial.until(() => pongs().length >= pings, PROMPT_MS);
	demand(pongs().length >= pings, `${pings} PING${pings > 1 ? "s" : ""}, ${pongs().length} PONGs`, since());
}

/** What follows has no answer, and the node still answers others. */
async function refusesEach(trial: Trial, lines: readonly ((ping: object) => string | Uint8Array)[]): Promise<void> {
	for (const line of lines) {
		const { link, ping, pongs, since } = await newLink(trial);
		const bytes = line(JSON.parse(ping()) as object);
		const shown = typeof bytes === "string" ? bytes.trimEnd() : Buffer.from(bytes).toString("latin1").trimEnd();
		link.write(bytes, shown);
		await trial.wait(QUIET_MS);
		demand(pongs().length === 0, "it is answered", since());
		await answersOthers(trial, since);
		demand(pongs().length === 0, "it is answered", since());
	}
}

async function survives(trial: Trial, sayings: readonly (readonly [string, string])[]): Promise<void> {
	for (const [bytes, shown] of sayings) {
		const { link, since } = await newLink(trial);
		link.write(bytes, shown);
		await trial.wait(QUIET_MS / 3);
		await answersOthers(trial, since);
		link.hangUp();
	}
}

async function answersOthers(trial: Trial, since: () => Entry[]): Promise<void> {
	if (trial.process.hasEnded) demand(false, `the node ${trial.process.ending}`, since());
	const other = trial.play();
	const link = await other.dial(trial.id).catch(() => undefined);
	link?.say("PING");
	const pong = await trial.until(() => ofType(link?.heard ?? [], "PONG").length > 0, PROMPT_MS);
	const reason = trial.process.hasEnded ? `the node ${trial.process.ending}` : "from then on the node answers nobody";
	demand(pong !== undefined, reason, since());
	link?.hangUp();
}

/** A link of a new peer, and what the node answers on it from here on. */
async function newLink(trial: Trial): Promise<{
	readonly link: PlayedLink;
	readonly ping: (fields?: object) => string;
	readonly pongs: () => Entry[];
	readonly since: () => Entry[];
}> {
	const peer = trial.play();
	const link = await peer.dial(trial.id);
	const { id } = peer;
	const ping = (fields: object = {}): string =>
		JSON.stringify({ msg_type: "PING", msg_id: peer.nextId(), msg_forwarder: id, msg_originator: id, ttl: 0, data: null, ...fields });
	const since = (): Entry[] => trial.conversation.entries.filter((entry) => entry.link === link.number && entry.what !== "dials");
	return { link, ping, pongs: () => ofType(link.heard, "PONG"), since };
}

function say(link: PlayedLink, bytes: string, remark = ""): void {
	link.write(bytes, bytes.trimEnd().split(/\r?\n/).join(" \\n ") + (remark === "" ? "" : `   (${remark})`));
}

async function inPieces(link: PlayedLink, ping: (fields?: object) => string, trial: Trial): Promise<void> {
	const line = Buffer.from(`${ping({ name: "caf\u00e9" })}\n`);
	const within = line.indexOf(0xc3) + 1;
	const cuts = [0, 9, within, line.length - 1, line.length];
	for (const [index, cut] of cuts.slice(1).entries()) {
		const piece = line.subarray(cuts[index], cut);
		link.write(piece, `${piece.toString("latin1").trimEnd()}   (piece ${index + 1} of ${cuts.length - 1})`);
		await trial.wait(QUIET_MS / 3);
	}
}

async function longLines(link: PlayedLink, ping: (fields?: object) => string, trial: Trial): Promise<void> {
	for (const most of [NEWCOMER_LINE_BYTES, LINE_BYTES]) {
		const short = ping({ padding: "" });
		link.write(`${short.replace('""', `"${"x".repeat(most - short.length)}"`)}\n`, `${short}   (its padding makes it ${most} bytes)`);
		await trial.wait(QUIET_MS);
	}
}

function nested(depth: number): unknown {
	return depth === 0 ? 1 : [nested(depth - 1)];
}

function asLine(text: string): [string, string] {
	return [`${text}\n`, text.replace("\u0000", "a byte 0")];
}

const FIELDS = ["msg_type", "msg_id", "msg_forwarder", "msg_originator", "ttl", "data"] as const;
const WRONG: readonly (readonly [(typeof FIELDS)[number], unknown])[] = [
	["msg_type", 7],
	["msg_id", "41"],
	["msg_id", -1],
	["msg_id", 1.5],
	["msg_forwarder", null],
	["msg_originator", []],
	["ttl", true],
	["ttl", 65],
	["data", 17],
];

function without(field: string): (ping: object) => string {
	return (ping) => `${JSON.stringify({ ...ping, [field]: undefined })}\n`;
}

function withValue(field: string, value: unknown): (ping: object) => string {
	return (ping) => `${JSON.stringify({ ...ping, [field]: value })}\n`;
}

function invalidUtf8(ping: object): Uint8Array {
	return Buffer.from(`${JSON.stringify({ ...ping, name: "caf\u00ff" })}\n`, "latin1");
}
