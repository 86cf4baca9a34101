// Level 5: which of two links between the same nodes stays, and who closes the other.
import { ofType } from "../conversation.ts";
import type { Entry } from "../conversation.ts";
import { JITTER_MS, LATE_MS, MOST_PERIOD, PROMPT_MS } from "../limits.ts";
import type { TrialPlan } from "../plan.ts";
import type { PlayedLink } from "../played-link.ts";
import type { PlayedPeer } from "../played-peer.ts";
import { demand, Unreached } from "../trial.ts";
import type { Trial } from "../trial.ts";

const WORDS = 4;

export const LINKS: TrialPlan = {
	level: 5,
	checks: ["simultaneous-lower", "simultaneous-higher", "dialled-twice", "third-link", "link-silent"],
	run: async (trial) => {
		const [higher, lower] = [await trial.play().listen(), await trial.play(trial.lower()).listen()];
		await trial.start([higher.id, lower.id]);
		const silent = await trial.join();
		silent.answers = false;
		const silence = linkSilent(trial, silent);
		await trial.check("simultaneous-lower", async () => {
			const { own, theirs } = await bothDial(trial, higher);
			own.say("PING");
			await trial.until(() => !theirs.isOpen, PROMPT_MS);
			demand(own.isOpen, "the node closed the link that it dialled itself", of(trial, higher));
			demand(!theirs.isOpen, `both stay open; the node has the lower id, and dialled link ${own.number}`, of(trial, higher));
		});
		await trial.check("simultaneous-higher", async () => {
			const { own, theirs } = await bothDial(trial, lower);
			demand(own.isOpen && theirs.isOpen, "the node closed one, and has the higher id", of(trial, lower));
			await pingedOn(trial, theirs, own);
		});
		await trial.check("dialled-twice", async () => {
			const peer = trial.play(trial.lower());
			const [, later] = await dialTimes(trial, peer, 2, (earlier) => (earlier.answers = false));
			const from = trial.conversation.now();
			const pings = (): Entry[] => ofType(later!.heard, "PING").filter(({ at }) => at > from);
			const { staleAfterMs, evictEveryMs, pingEveryMs } = trial.periods;
			const patienceMs = staleAfterMs + evictEveryMs + pingEveryMs * MOST_PERIOD + JITTER_MS + LATE_MS;
			await trial.until(() => pings().length > 0 || !later!.isOpen, patienceMs);
			demand(later!.isOpen, "the later was closed, though nobody answers on the earlier", of(trial, peer));
			demand(pings().length > 0, `it does not ping on link ${later!.number}`, of(trial, peer));
		});
		await trial.check("third-link", async () => {
			const peer = trial.play(trial.lower());
			const links = await dialTimes(trial, peer, 3);
			await trial.until(() => links.some(({ isOpen }) => !isOpen), PROMPT_MS);
			demand(
				links.some(({ isOpen }) => !isOpen),
				"all three stay open",
				of(trial, peer),
			);
			demand(
				links.some(({ isOpen }) => isOpen),
				"all three were closed",
				of(trial, peer),
			);
		});
		await silence;
	},
};

/** The node dialled the peer, and the peer dials the node; both links are bound. */
async function bothDial(trial: Trial, peer: PlayedPeer): Promise<{ readonly own: PlayedLink; readonly theirs: PlayedLink }> {
	const own = await trial.until(() => peer.links.find(({ direction, isOpen }) => direction === "dialled" && isOpen), JITTER_MS + PROMPT_MS);
	if (own === undefined) throw new Unreached("it dialled nobody (level 3)");
	await trial.until(() => own.heard.length > 0, PROMPT_MS);
	await trial.settle(own);
	const theirs = await peer.dial(trial.id);
	await trial.settle(theirs);
	return { own, theirs };
}

async function dialTimes(trial: Trial, peer: PlayedPeer, times: number, dialled?: (link: PlayedLink) => void): Promise<PlayedLink[]> {
	for (let time = 0; time < times; time++) {
		const link = await peer.dial(trial.id);
		link.say("PING");
		await trial.until(() => ofType(link.heard, "PONG").length > 0, PROMPT_MS);
		if (time < times - 1) dialled?.(link);
	}
	return peer.links.slice(-times);
}

/** The node's next PING comes on the one link, and not on the other. */
async function pingedOn(trial: Trial, link: PlayedLink, other: PlayedLink): Promise<void> {
	const from = trial.conversation.now();
	const pings = ({ heard }: PlayedLink): Entry[] => ofType(heard, "PING").filter(({ at }) => at > from);
	await trial.until(() => pings(link).length + pings(other).length > 0, trial.periods.pingEveryMs * MOST_PERIOD + JITTER_MS + LATE_MS);
	await trial.settle(link);
	const dials = trial.conversation.entries.filter(
		({ link: number, what }) => what === "dials" && [link.number, other.number].includes(number),
	);
	demand(pings(other).length === 0, `it pings on link ${other.number}`, [...dials, ...pings(other)]);
	demand(pings(link).length > 0, `it does not ping on link ${link.number}`, dials);
}

async function linkSilent(trial: Trial, silent: PlayedPeer): Promise<void> {
	const { staleAfterMs, evictEveryMs } = trial.periods;
	const [link, witness] = [silent.links[0]!, await trial.join()];
	const endAt = trial.conversation.now() + staleAfterMs + evictEveryMs + LATE_MS;
	while (link.isOpen && trial.conversation.now() < endAt && !trial.process.hasEnded) {
		witness.say("PRIME", { data: 3, ttl: 0, msg_originator: silent.id });
		await trial.wait(staleAfterMs / WORDS);
	}
	await trial.check("link-silent", () => {
		const told = trial.conversation.entries.filter(({ peer, text }) => peer === witness.id && text.includes("PRIME")).slice(-1);
		demand(!link.isOpen, `the link is open after ${(staleAfterMs / 1_000).toFixed(0)} s of silence`, [
			...of(trial, silent).slice(0, 4),
			...told,
		]);
	});
}

function of(trial: Trial, { id }: PlayedPeer): Entry[] {
	return trial.conversation.entries.filter(({ peer }) => peer === id);
}
