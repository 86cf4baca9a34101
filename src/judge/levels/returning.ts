// Level 5: links and peers that were lost come back, the played ones and the node itself.
import { messageOf, ofType, primeOf } from "../conversation.ts";
import { JITTER_MS, LATE_MS, LONGEST_PAUSE_MS, MOST_PERIOD, PROMPT_MS, REDIAL_MS } from "../limits.ts";
import type { TrialPlan } from "../plan.ts";
import type { PlayedPeer } from "../played-peer.ts";
import { demand, found, Unreached } from "../trial.ts";
import type { Trial } from "../trial.ts";

export const RETURNING: TrialPlan = {
	level: 5,
	checks: ["redials", "restart-pong", "restart-gossip", "evicted-returns", "heals"],
	run: async (trial) => {
		const { pingEveryMs, staleAfterMs, evictEveryMs } = trial.periods;
		const configured = await trial.play().listen();
		await trial.start([configured.id]);
		await trial.until(() => (configured.links[0]?.heard.length ?? 0) > 0, JITTER_MS + PROMPT_MS);
		await trial.check("redials", async () => {
			const link = configured.links[0];
			if (link === undefined) throw new Unreached("it was never dialled (level 3)");
			link.hangUp();
			const again = await trial.until(() => configured.links[1], REDIAL_MS);
			found(again, `nobody dialled it again within ${REDIAL_MS / 1_000} s`, linkEntries(trial, configured));
		});
		await comesBackCountingAnew(trial);
		const evicted = await trial.join();
		evicted.answers = false;
		const awayMs = staleAfterMs + evictEveryMs + LATE_MS;
		configured.stopListening();
		for (const link of configured.links) link.hangUp();
		await trial.wait(awayMs);
		const before = configured.links.length;
		await configured.listen();
		await trial.check("evicted-returns", async () => {
			evicted.answers = true;
			const link = await evicted.dial(trial.id);
			const { entry } = link.say("PING");
			await trial.until(() => ofType(link.heard, "PING").length > 0, pingEveryMs * MOST_PERIOD + JITTER_MS + LATE_MS);
			demand(ofType(link.heard, "PONG").length > 0, "it is not answered", [entry]);
			demand(ofType(link.heard, "PING").length > 0, "it is not pinged", [entry, ...link.heard]);
		});
		await trial.check("heals", async () => {
			const link = await trial.until(() => configured.links[before], LONGEST_PAUSE_MS + PROMPT_MS);
			const away = `it was away for ${(awayMs / 1_000).toFixed(0)} s, and not dialled in the ${LONGEST_PAUSE_MS / 1_000} s after`;
			found(link, away, linkEntries(trial, configured));
		});
	},
};

async function comesBackCountingAnew(trial: Trial): Promise<void> {
	const [witness, peer] = [await trial.join(), trial.play()];
	peer.countAnew();
	const first = await peer.dial(trial.id);
	const earlier = [first.say("PING").entry, first.say("PRIME", { data: 13, ttl: 3 }).entry];
	await trial.settle(first);
	first.hangUp();
	await trial.settle(witness.links[0]!);
	peer.countAnew();
	const second = await peer.dial(trial.id);
	await trial.check("restart-pong", async () => {
		const { entry } = second.say("PING");
		const pong = await trial.until(() => ofType(second.heard, "PONG")[0], PROMPT_MS);
		found(pong, "its first PING is taken for a duplicate", [earlier[0], entry]);
	});
	await trial.check("restart-gossip", async () => {
		const { entry } = second.say("PRIME", { data: 17, ttl: 3 });
		const copy = await trial.until(
			() => witness.heard.find((line) => primeOf(line)?.data === 17 && primeOf(line)?.msg_originator !== trial.id),
			PROMPT_MS,
		);
		found(copy, "its new PRIME is taken for a duplicate", [...earlier, entry]);
	});
}

export const RESTART: TrialPlan = {
	level: 5,
	checks: ["own-restart"],
	run: async (trial) => {
		const configured = await trial.play().listen();
		await trial.start([configured.id]);
		await trial.until(() => (configured.links[0]?.heard.length ?? 0) > 0, JITTER_MS + PROMPT_MS);
		await trial.process.kill();
		const before = configured.links.length;
		await trial.restart();
		const dialler = await trial.join();
		await trial.check("own-restart", async () => {
			const link = await trial.until(() => configured.links.slice(before).find(({ heard }) => heard.length > 0), JITTER_MS + PROMPT_MS);
			found(link, "its peer was not dialled again", linkEntries(trial, configured));
			for (const heard of [link.heard, dialler.heard]) {
				const [first] = heard;
				const originator = first === undefined ? undefined : messageOf(first)?.msg_originator;
				demand(first === undefined || originator === trial.id, "its first word on a new link is another's", [first]);
			}
		});
	},
};

function linkEntries(trial: Trial, { id }: PlayedPeer): typeof trial.conversation.entries {
	return trial.conversation.entries.filter(({ peer, what }) => peer === id && what !== "says");
}
