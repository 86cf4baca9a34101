import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { held, readRespond, RespondFileError } from "../../src/daemon/own-respond.ts";
import type { RespondFault } from "../../src/daemon/own-respond.ts";
import type { Message, Respond, State } from "../../src/protocol/answer.ts";

const folder = mkdtempSync(join(tmpdir(), "gimps-node-respond-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
	const file = join(folder, name);
	writeFileSync(file, text);
	return file;
}

const state: State = { id: 5_001, peers: [5_002], biggest_prime: 3, biggest_prime_sender: 5_001, msg_id: 7, hasSeen: () => false };
const ping: Message = { msg_type: "PING", msg_id: 0, msg_forwarder: 5_002, msg_originator: 5_002, ttl: 0, data: null };
const prime: Message = { msg_type: "PRIME", msg_id: 1, msg_forwarder: 5_002, msg_originator: 5_003, ttl: 2, data: 13 };

it("a file's function is its default, or its respond", async () => {
	const one = await readRespond(write("one.ts", `export default (state: object): unknown => [{ do: "remember" }];`));
	const other = await readRespond(write("other.mjs", `export function respond() { return [{ do: "remember" }]; }`));
	for (const respond of [one, other]) expect(held(respond, "x", () => {})(state, ping)).toEqual([{ do: "remember" }]);
});

const unreadable: readonly [name: string, text: string, says: RegExp][] = [
	["syntax.ts", "export default function respond() {\n\treturn [;\n}\n", /syntax\.ts:2: /],
	["throws.ts", "const kind: string = 'x';\nnowhere();\n", /throws\.ts:2: nowhere is not defined/],
	["nothing.ts", "export const answer = 3;\n", /nothing\.ts exports no function/],
];

it.each(unreadable)("%s is told in one line", async (name, text, says) => {
	const reading = readRespond(write(name, text));
	await expect(reading).rejects.toThrow(RespondFileError);
	await expect(reading).rejects.toThrow(says);
});

it("a file that is not there is told in one line", async () => {
	await expect(readRespond(join(folder, "none.ts"))).rejects.toThrow(/none\.ts/);
});

it("what it throws is told once with file and line, and the message goes unanswered", async () => {
	const file = write("late.ts", `export default (state: any, message: any) => {\n\treturn message.data.primes;\n};\n`);
	const faults: RespondFault[] = [];
	const respond = held(await readRespond(file), file, (fault) => faults.push(fault));
	expect([respond(state, ping), respond(state, ping)]).toEqual([[], []]);
	expect(faults).toEqual([{ at: `${file}:2`, reason: expect.stringContaining("primes") }]);
});

const unsound: readonly [what: string, given: unknown, message: Message, reason: RegExp][] = [
	["nothing", undefined, ping, /no list/],
	["a promise", Promise.resolve([]), ping, /promise/],
	["a word", ["remember"], ping, /"remember" is no action/],
	["an unknown action", [{ do: "forward" }], ping, /no such action/],
	["a stranger that was heard", [{ do: "hear", peer: 9 }], prime, /only the forwarder/],
	["itself that was heard", [{ do: "hear", peer: 5_001 }], prime, /only the forwarder/],
	["half a message", [{ do: "send", to: [5_002], message: { msg_type: "PONG" } }], ping, /no message: bad-field/],
	["a message of a later protocol", [{ do: "send", to: [5_002], message: { ...ping, msg_type: "HAVE" } }], ping, /is no/],
	["a receiver that is no number", [{ do: "send", to: "all", message: ping }], ping, /list of ids/],
	["a prime that a PING told", [{ do: "believe", exponent: 13, sender: 5_002 }], ping, /only a PRIME/],
	["a prime without number", [{ do: "believe", exponent: Number.NaN, sender: 5_002 }], prime, /numbers/],
];

it.each(unsound)("%s is no answer, and nothing else of it is done", (_what, given, message, reason) => {
	const faults: RespondFault[] = [];
	const actions = Array.isArray(given) ? [{ do: "remember" }, ...(given as unknown[])] : given;
	expect(held((() => actions) as Respond, "mine.ts", (fault) => faults.push(fault))(state, message)).toEqual([]);
	expect(faults).toEqual([{ at: "mine.ts", reason: expect.stringMatching(reason) }]);
});

it("a thousand different faults do not fill the log", () => {
	let told = 0;
	let count = 0;
	const respond = held(
		() => {
			throw new Error(`no. ${count++}`);
		},
		"mine.ts",
		() => told++,
	);
	for (let time = 0; time < 1_000; time++) respond(state, ping);
	expect(told).toBe(64);
});
