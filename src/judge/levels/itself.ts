// Level 5: the node meets itself, or one that bears its number, at either end of a link.
import { ofType } from "../conversation.ts";
import { FORGOTTEN_MS, JITTER_MS, PROMPT_MS } from "../limits.ts";
import type { TrialPlan } from "../plan.ts";
import { demand, found, Unreached } from "../trial.ts";

export const ITSELF: TrialPlan = {
	level: 5,
	checks: ["itself-configured", "itself-accepted", "itself-dialled"],
	run: async (trial) => {
		const mirror = await trial.play().listen();
		mirror.answers = false;
		await trial.start([trial.id, mirror.id]);
		await trial.check("itself-configured", async () => {
			const link = await trial.play().dial(trial.id);
			const { entry } = link.say("PING");
			const pong = await trial.until(() => ofType(link.heard, "PONG")[0], PROMPT_MS);
			found(pong, `it is not answered; the node was told of the peer ${trial.id}, itself`, [entry]);
		});
		await trial.check("itself-accepted", async () => {
			const namesake = trial.play();
			const link = await namesake.dial(trial.id);
			const { entry } = link.say("PING", { msg_forwarder: trial.id, msg_originator: trial.id });
			await trial.until(() => !link.isOpen, PROMPT_MS);
			demand(ofType(link.heard, "PONG").length > 0, "there is no PONG", [entry]);
			demand(!link.isOpen, "the link stays open", [entry, ...link.heard]);
		});
		await trial.check("itself-dialled", async () => {
			const link = await trial.until(() => mirror.links[0], JITTER_MS + PROMPT_MS);
			if (link === undefined) throw new Unreached("it dialled nobody (level 3)");
			await trial.until(() => link.heard.length > 0, PROMPT_MS);
			const { entry } = link.say("PONG", { msg_forwarder: trial.id, msg_originator: trial.id });
			await trial.until(() => !link.isOpen, PROMPT_MS);
			demand(!link.isOpen, "it stays on the line", [entry]);
			await trial.wait(FORGOTTEN_MS);
			const dials = trial.conversation.entries.filter((other) => other.peer === mirror.id && other.what === "dials");
			demand(mirror.links.length === 1, "it dials that address again", [entry, ...dials]);
		});
	},
};
