// A function of the person's own that answers the exercise's messages: read from a file, and held to what it promises. What it does wrong
// is told with file and line, once each, and ends nothing: the message then goes unanswered.
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Action, Message, Respond, State } from "../protocol/answer.ts";
import { parseMessage } from "../protocol/messages/parse.ts";

/** The file is none that could answer; the message is one line for people. */
export class RespondFileError extends Error {
	override readonly name = "RespondFileError";
}

export interface RespondFault {
	readonly reason: string;
	/** FILE:LINE, as far as it is known. */
	readonly at: string;
}

/** So many different faults are told. */
const FAULTS_TOLD = 64;

/** The function that the file exports as its default or as "respond". Throws RespondFileError. */
export async function readRespond(file: string): Promise<Respond> {
	const path = resolve(file);
	try {
		const loaded: Readonly<Record<string, unknown>> = await import(pathToFileURL(path).href);
		const respond = loaded["default"] ?? loaded["respond"];
		if (typeof respond === "function") return respond as Respond;
	} catch (error) {
		const { at, reason } = faultOf(error, file);
		throw new RespondFileError(`${at}: ${reason}`, { cause: error });
	}
	throw new RespondFileError(`${file} exports no function: write "export default function respond(state, message)"`);
}

/** The same function, that never throws and gives sound actions only. */
export function held(respond: Respond, file: string, onFault: (fault: RespondFault) => void): Respond {
	const told = new Set<string>();
	return (state, message) => {
		try {
			return sound(respond(state, message), state, message);
		} catch (error) {
			const fault = faultOf(error, file);
			const text = `${fault.at} ${fault.reason}`;
			if (!told.has(text) && told.size < FAULTS_TOLD) {
				told.add(text);
				onFault(fault);
			}
			return [];
		}
	};
}

/** Copies of what was given, all of it or nothing: throws an Error that says what is wrong with it. */
function sound(actions: unknown, state: State, message: Message): readonly Action[] {
	if (actions instanceof Promise) throw new Error("it gives a promise: it may not wait for anything");
	if (!Array.isArray(actions)) throw new Error(`it gives ${shown(actions)} and no list of actions`);
	return actions.map((action: unknown) => soundAction(action, state, message));
}

function soundAction(action: unknown, { id }: State, message: Message): Action {
	if (typeof action !== "object" || action === null || !("do" in action)) throw new Error(`${shown(action)} is no action`);
	const given: Readonly<Record<string, unknown>> = { ...action };
	const isPrime = message.msg_type === "PRIME";
	switch (given["do"]) {
		case "hear": {
			const peer = given["peer"];
			if (peer === id || (peer !== message.msg_forwarder && !(isPrime && peer === message.msg_originator)))
				throw new Error(`${shown(action)}: only the forwarder, or the originator of a PRIME, was heard`);
			return { do: "hear", peer };
		}
		case "remember":
			return { do: "remember" };
		case "send": {
			const to = given["to"];
			if (!Array.isArray(to) || !to.every((peer) => Number.isSafeInteger(peer)))
				throw new Error(`${shown(action)}: "to" must be a list of ids`);
			return { do: "send", to: [...new Set<number>(to)], message: soundMessage(given["message"]) };
		}
		case "believe": {
			const { exponent, sender } = given;
			if (!isPrime) throw new Error(`${shown(action)}: only a PRIME tells of a prime`);
			if (!isCount(exponent) || exponent < 2 || !isCount(sender)) throw new Error(`${shown(action)}: exponent and sender must be numbers`);
			return { do: "believe", exponent, sender };
		}
		default:
			throw new Error(`${shown(action)}: there is no such action`);
	}
}

function soundMessage(message: unknown): Message {
	const read = parseMessage(shown(message));
	if (read.kind === "fault") throw new Error(`${shown(message)} is no message: ${Object.values(read.fault).join(" ")}`);
	if (read.kind === "message") {
		const { message: sent } = read;
		if (sent.msg_type === "PING" || sent.msg_type === "PONG" || sent.msg_type === "PRIME") return sent;
	}
	throw new Error(`${shown(message)} is no PING, PONG or PRIME`);
}

/** Where in the file it happened, as the stack or the parser tells. */
function faultOf(error: unknown, file: string): RespondFault {
	const path = resolve(file);
	const stack = error instanceof Error ? (error.stack ?? "") : "";
	// Some loaders write the path their own way.
	const place = [pathToFileURL(path).href, path, basename(path)].flatMap((name) => {
		const [, behind] = stack.split(`${name}:`);
		return /^\d+/.exec(behind ?? "")?.[0] ?? [];
	})[0];
	return { reason: error instanceof Error ? error.message : shown(error), at: place === undefined ? file : `${file}:${place}` };
}

function isCount(value: unknown): value is number {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function shown(value: unknown): string {
	return JSON.stringify(value) ?? String(value);
}
