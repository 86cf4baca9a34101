// Level 4, second half: what a late joiner is told, and whom it is told to credit.
import { primeOf } from "../conversation.ts";
import type { Entry } from "../conversation.ts";
import { PROMPT_MS } from "../limits.ts";
import type { TrialPlan } from "../plan.ts";
import type { PrimeMessage } from "../../protocol/messages/prime.ts";
import type { Said } from "../played-link.ts";
import type { PlayedPeer } from "../played-peer.ts";
import { demand, found, Unreached } from "../trial.ts";
import type { Trial } from "../trial.ts";

/** One after the other, where the node finds a larger one itself in between. */
const EXPONENTS = [1_279, 2_281, 4_253] as const;
const ORIGINAL_ID = 77;
/** The node may be checking the claim: newcomers come one after the other. */
const CHECKED_MS = 10_000;
const NEXT_NEWCOMER_MS = 500;

export const HAND_OVER: TrialPlan = {
	level: 4,
	checks: ["hands-over", "hand-over-original", "credit", "hand-over-originator", "hand-over-known"],
	run: async (trial) => {
		await trial.start();
		const bringer = await trial.join();
		const originator = trial.higher();
		let said: Said | undefined;
		let given: Entry | undefined;
		for (const data of EXPONENTS) {
			said = bringer.say("PRIME", { data, ttl: 2, msg_originator: originator, msg_id: ORIGINAL_ID + data });
			given = await newcomerHears(trial, data);
			if (given === undefined || primeOf(given)?.data === data) break;
		}
		if (said === undefined) return;
		const told = said;
		const { data, msg_id } = told.message;
		await trial.check("hands-over", () => found(given, "newcomers are told of no such prime", shown(trial, told)));
		await trial.check("hand-over-original", () => {
			const prime = handed(given, told);
			demand(prime.ttl === 0, `ttl is ${prime.ttl}`, [told.entry, given]);
			demand(prime.msg_forwarder === trial.id, `msg_forwarder is ${prime.msg_forwarder}`, [told.entry, given]);
			demand(prime.msg_originator !== originator || prime.msg_id === msg_id, `msg_id is ${prime.msg_id}`, [told.entry, given]);
		});
		await trial.check("credit", () => {
			const { msg_originator } = handed(given, told);
			demand(msg_originator === originator, `${msg_originator} is credited, and ${originator} found it`, [told.entry, given]);
		});
		await trial.check("hand-over-originator", async () => {
			handed(given, told);
			const returned = await trial.join(originator);
			const own = await trial.until(() => returned.heard.find((line) => Number(primeOf(line)?.data) >= Number(data)), PROMPT_MS);
			found(own, "it is not told of its own prime", [told.entry, ...since(trial, returned)]);
		});
		await trial.check("hand-over-known", async () => {
			handed(given, told);
			const knowing = trial.play();
			const link = await knowing.dial(trial.id);
			link.say("PRIME", { ...told.message, msg_forwarder: knowing.id });
			await trial.settle(link);
			const copy = knowing.heard.find((line) => primeOf(line)?.data === data);
			demand(copy === undefined, "it is told what it told", since(trial, knowing).slice(0, 4));
		});
	},
};

/** What a peer that comes new is handed at least as large as this; newcomers come until one is. */
async function newcomerHears(trial: Trial, exponent: number): Promise<Entry | undefined> {
	const newcomers: PlayedPeer[] = [];
	const isHanded = (line: Entry): boolean => {
		const prime = primeOf(line);
		return prime !== null && prime.data >= exponent && !(prime.msg_originator === trial.id && prime.ttl === 2);
	};
	const hear = (): Entry | undefined => newcomers.flatMap(({ heard }) => heard).find(isHanded);
	for (let waited = 0; waited < CHECKED_MS && hear() === undefined && !trial.process.hasEnded; waited += NEXT_NEWCOMER_MS) {
		newcomers.push(await trial.join());
		await trial.until(hear, NEXT_NEWCOMER_MS);
	}
	return hear();
}

function handed(entry: Entry | undefined, said: Said): PrimeMessage {
	const prime = entry === undefined ? null : primeOf(entry);
	if (prime === null) throw new Unreached("nothing was handed over");
	if (prime.data !== said.message["data"]) throw new Unreached("the node found a larger one itself");
	return prime;
}

function shown(trial: Trial, said: Said): Entry[] {
	return [said.entry, ...since(trial, trial.peers[trial.peers.length - 1]!)];
}

function since(trial: Trial, peer: PlayedPeer): Entry[] {
	return trial.conversation.entries.filter((entry) => entry.peer === peer.id);
}
