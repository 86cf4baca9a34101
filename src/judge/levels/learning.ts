// Level 5: the node learns of peers by their PRIMEs, dials them, and hands its largest prime to those that the flood did not reach.
import { messageOf, ofType, primeOf } from "../conversation.ts";
import { CATCH_UP_EVERY_MS, JITTER_MS, LATE_MS, MOST_PERIOD, PROMPT_MS } from "../limits.ts";
import type { TrialPlan } from "../plan.ts";
import { demand, found, Unreached } from "../trial.ts";

export const LEARNING: TrialPlan = {
	level: 5,
	checks: ["learns", "learned-pinged", "learns-address"],
	run: async (trial) => {
		const { pingEveryMs } = trial.periods;
		// A node may dial where it pings.
		const dialMs = pingEveryMs * MOST_PERIOD + PROMPT_MS;
		await trial.start();
		const [bringer, finder, namedFinder] = [
			await trial.join(),
			await trial.play().listen(),
			await trial.play(trial.higher(), trial.higher()).listen(),
		];
		const said = bringer.say("PRIME", { data: 31, ttl: 0, msg_originator: finder.id, msg_id: 5 });
		const address = `127.0.0.1:${namedFinder.port}`;
		const named = bringer.say("PRIME", { data: 61, ttl: 0, msg_originator: namedFinder.id, msg_id: 5, msg_originator_addr: address });
		await trial.check("learns", async () => {
			const link = await trial.until(() => finder.links[0], dialMs);
			found(link, `nobody dialled ${finder.id}`, [said.entry]);
		});
		await trial.check("learns-address", async () => {
			const link = await trial.until(() => namedFinder.links[0], dialMs);
			found(link, `nobody dialled ${address}`, [named.entry]);
		});
		await trial.check("learned-pinged", async () => {
			const link = finder.links[0];
			if (link === undefined) throw new Unreached("it was not dialled");
			await trial.until(() => ofType(link.heard, "PING").length > 1, JITTER_MS + pingEveryMs * MOST_PERIOD + LATE_MS);
			const [greeting] = link.heard;
			demand(greeting !== undefined && messageOf(greeting)?.msg_type === "PING", "it was not greeted with a PING", [said.entry, greeting]);
			demand(ofType(link.heard, "PING").length > 1, "it was greeted, and not pinged", [said.entry, greeting]);
		});
	},
};

export const CATCH_UP: TrialPlan = {
	level: 5,
	checks: ["catch-up"],
	run: async (trial) => {
		await trial.start();
		const [bringer, untold] = [await trial.join(), await trial.join()];
		const { entry } = bringer.say("PRIME", { data: 1_279, ttl: 0 });
		await trial.check("catch-up", async () => {
			// Where the node finds a larger one itself, both are told of it, and either may be handed it.
			const handed = await trial.until(
				() => [...untold.heard, ...bringer.heard].find((line) => Number(primeOf(line)?.data) >= 1_279 && primeOf(line)?.ttl === 0),
				CATCH_UP_EVERY_MS + JITTER_MS + LATE_MS,
			);
			found(handed, `peer ${untold.id} was told nothing within ${CATCH_UP_EVERY_MS / 1_000} s`, [entry]);
		});
	},
};
