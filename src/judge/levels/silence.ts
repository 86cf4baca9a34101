// Level 3, second half: who is silent is evicted, in time and not before; whoever says anything valid is not. All at once.
import { ofType } from "../conversation.ts";
import type { Entry } from "../conversation.ts";
import { FIRST_MESSAGE_MS, LATE_MS, MOST_PERIOD } from "../limits.ts";
import type { TrialPlan } from "../plan.ts";
import type { PlayedPeer } from "../played-peer.ts";
import { demand } from "../trial.ts";
import type { Trial } from "../trial.ts";

/** A talker says so many words in the time that would evict it. */
const WORDS = 4;
/** Clocks of the two ends may differ by so much. */
const EXACT = 0.97;

export const SILENCE: TrialPlan = {
	level: 3,
	checks: ["not-too-soon", "evicts", "closes-silent", "closes-mute", "unknown-counts", "duplicate-counts"],
	run: async (trial) => {
		const { pingEveryMs, staleAfterMs, evictEveryMs } = trial.periods;
		await trial.start();
		const silent = await trial.join();
		const mute = await trial.play().dial(trial.id);
		const [stranger, repeater] = [await trial.join(), await trial.join()];
		const lastWord = silent.say("PING").entry;
		for (const peer of [silent, stranger, repeater]) peer.answers = false;
		const duplicate = { msg_id: repeater.nextId(), data: 3 };
		const goneAt = lastWord.at + staleAfterMs + evictEveryMs + LATE_MS;
		const endAt = goneAt + pingEveryMs * MOST_PERIOD;
		const talking = talk(trial, endAt, () => {
			stranger.links[0]!.write(`${holiday(stranger)}\n`, holiday(stranger));
			repeater.say("PRIME", duplicate);
		});
		const link = silent.links[0]!;
		const pings = (from: number): Entry[] => ofType(link.heard, "PING").filter(({ at }) => at > from);
		await trial.check("not-too-soon", async () => {
			await trial.until(() => !link.isOpen, goneAt - trial.conversation.now());
			const ending = trial.conversation.entries.findLast((entry) => entry.link === link.number && entry.what === "hangs up");
			const silence = (link.endedAt ?? Number.POSITIVE_INFINITY) - lastWord.at;
			demand(silence >= staleAfterMs * EXACT, `the link was closed after ${(silence / 1_000).toFixed(1)} s of silence`, [lastWord, ending]);
			demand(staleAfterMs < 1.5 * pingEveryMs || pings(lastWord.at).length > 0, "it was not pinged meanwhile", [lastWord, ending]);
		});
		await trial.check("closes-silent", async () => {
			await trial.until(() => !link.isOpen, goneAt - trial.conversation.now());
			demand(!link.isOpen, `it is open after ${((trial.conversation.now() - lastWord.at) / 1_000).toFixed(1)} s of silence`, [lastWord]);
		});
		await trial.check("evicts", async () => {
			await trial.until(() => !link.isOpen || pings(goneAt).length > 0, endAt - trial.conversation.now());
			demand(pings(goneAt).length === 0, "it is pinged still", [lastWord, ...pings(goneAt)]);
		});
		await trial.check("closes-mute", async () => {
			await trial.until(() => !mute.isOpen, lastWord.at + FIRST_MESSAGE_MS + evictEveryMs + LATE_MS - trial.conversation.now());
			const dialled = trial.conversation.entries.find((entry) => entry.link === mute.number);
			demand(!mute.isOpen, `the link is open after ${FIRST_MESSAGE_MS / 1_000} s without a word`, [dialled]);
		});
		await trial.check("unknown-counts", () => staysAPeer(trial, stranger, goneAt, endAt));
		await trial.check("duplicate-counts", () => staysAPeer(trial, repeater, goneAt, endAt));
		await talking;
	},
};

async function talk(trial: Trial, untilTime: number, words: () => void): Promise<void> {
	while (trial.conversation.now() < untilTime && !trial.process.hasEnded) {
		words();
		await trial.wait(trial.periods.staleAfterMs / WORDS);
	}
}

/** Pinged even when it would have been evicted, had its words not counted. */
async function staysAPeer(trial: Trial, peer: PlayedPeer, goneAt: number, endAt: number): Promise<void> {
	const pings = (): Entry[] => ofType(peer.heard, "PING").filter(({ at }) => at > goneAt);
	await trial.until(() => pings().length > 0, endAt - trial.conversation.now());
	const own = trial.conversation.entries.filter((entry) => entry.peer === peer.id && entry.by === "judge");
	demand(pings().length > 0, "it was evicted all the same", own.slice(-WORDS));
}

function holiday({ id }: PlayedPeer): string {
	return JSON.stringify({ msg_type: "HOLIDAY", msg_forwarder: id });
}
