// Level 2: what must hold of every line that the node says, in whatever trial.
import type { CheckId } from "../checks.ts";
import { messageOf } from "../conversation.ts";
import type { Conversation, Entry } from "../conversation.ts";
import type { Outcome } from "../trial.ts";

type Judgement = (said: readonly Entry[], id: number) => { readonly reason: string; readonly shown: readonly Entry[] } | undefined;

const JUDGEMENTS: readonly (readonly [CheckId, Judgement])[] = [
	["lines", noFault],
	["own-id", ownId],
	["counter", counter],
];

export const ALWAYS: readonly CheckId[] = JUDGEMENTS.map(([id]) => id);

/** The outcome of each of these checks, over all that was said. */
export function judgeAlways(trials: readonly { readonly id: number; readonly conversation: Conversation }[]): [CheckId, Outcome][] {
	const said = trials.map(({ id, conversation }) => ({
		id,
		entries: conversation.entries.filter(({ by, what }) => by === "node" && what === "says"),
	}));
	if (said.every(({ entries }) => entries.length === 0))
		return ALWAYS.map((check) => [check, { is: "not reached", reason: "the node never said anything" }]);
	return JUDGEMENTS.map(([check, judge]) => {
		const wrong = said.map(({ id, entries }) => judge(entries, id)).find((found) => found !== undefined);
		return [check, wrong === undefined ? { is: "passed" } : { is: "failed", reason: wrong.reason, conversation: wrong.shown }];
	});
}

function noFault(said: readonly Entry[]): ReturnType<Judgement> {
	for (const entry of said) {
		if (entry.received?.kind !== "fault") continue;
		const { fault } = entry.received;
		return { reason: "field" in fault ? `${fault.code}: ${fault.field}` : fault.code, shown: [entry] };
	}
	return undefined;
}

function ownId(said: readonly Entry[], id: number): ReturnType<Judgement> {
	const wrong = said.find((entry) => messageOf(entry) !== null && messageOf(entry)!.msg_forwarder !== id);
	return wrong === undefined ? undefined : { reason: `msg_forwarder is not ${id}, its port`, shown: [wrong] };
}

/** PINGs and PONGs are made when they are said: on one link each has a larger id than the one before. */
function counter(said: readonly Entry[]): ReturnType<Judgement> {
	const latest = new Map<number, Entry>();
	for (const entry of said) {
		const message = messageOf(entry);
		if (message === null || (message.msg_type !== "PING" && message.msg_type !== "PONG")) continue;
		const before = latest.get(entry.link);
		if (before !== undefined && messageOf(before)!.msg_id >= message.msg_id)
			return { reason: `msg_id ${message.msg_id} comes after ${messageOf(before)!.msg_id}`, shown: [before, entry] };
		latest.set(entry.link, entry);
	}
	return undefined;
}
