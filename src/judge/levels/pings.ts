// Level 3, first half: the node dials whom it was told of, greets, and pings in time.
import { messageOf, ofType } from "../conversation.ts";
import type { Entry } from "../conversation.ts";
import { JITTER_MS, LATE_MS, LEAST_PERIOD, MOST_PERIOD, PROMPT_MS } from "../limits.ts";
import type { TrialPlan } from "../plan.ts";
import { demand, found, Unreached } from "../trial.ts";
import type { Trial } from "../trial.ts";

/** A greeting, and three of the routine's. */
const PINGS = 4;

export const PINGS_TRIAL: TrialPlan = {
	level: 3,
	checks: ["dials", "greets", "pings-in-time", "pings-who-dialled", "pong-nothing", "binds"],
	run: async (trial) => {
		const { pingEveryMs } = trial.periods;
		const configured = await trial.play().listen();
		await trial.start([configured.id]);
		const dialler = await trial.join();
		const waitsUntil = trial.conversation.now() + JITTER_MS + (PINGS - 1) * pingEveryMs * MOST_PERIOD + LATE_MS;
		const left = (): number => waitsUntil - trial.conversation.now();
		await trial.check("dials", async () => {
			const link = await trial.until(() => configured.links[0], JITTER_MS + PROMPT_MS);
			found(link, `it was started with the peer ${configured.id}, and did not dial port ${configured.port}`);
		});
		await trial.check("greets", async () => {
			const link = configured.links[0];
			if (link === undefined) throw new Unreached("it dialled nobody");
			const first = await trial.until(() => link.heard[0], PROMPT_MS);
			found(first, "it dialled, and said nothing", trial.conversation.entries.slice(0, 6));
			demand(messageOf(first)?.msg_type === "PING", "its first word is no PING", [first]);
		});
		await trial.check("pong-nothing", async () => {
			const link = dialler.links[0]!;
			const before = link.heard.length;
			const { entry } = link.say("PONG");
			await trial.settle(link);
			const answers = link.heard.slice(before).filter((line) => messageOf(line)?.msg_type === "PONG");
			demand(answers.length <= 1, "a PONG is answered", [entry, answers[0]]);
		});
		await trial.check("binds", () => binds(trial));
		await trial.check("pings-in-time", async () => {
			const link = configured.links[0];
			if (link === undefined) throw new Unreached("it dialled nobody");
			const pings = (): Entry[] => ofType(link.heard, "PING");
			await trial.until(() => pings().length >= PINGS, left());
			const said = pings();
			demand(said.length >= PINGS - 1, `${said.length} PINGs, the greeting among them, in ${seconds(trial.conversation.now())}`, said);
			for (const [index, ping] of said.slice(2).entries()) {
				const gap = ping.at - said[index + 1]!.at;
				demand(gap > pingEveryMs * LEAST_PERIOD, `${seconds(gap)} between two PINGs: too soon`, said);
				demand(gap < pingEveryMs * MOST_PERIOD + LATE_MS, `${seconds(gap)} between two PINGs: too late`, said);
			}
		});
		await trial.check("pings-who-dialled", async () => {
			const pinged = await trial.until(() => ofType(dialler.links[0]!.heard, "PING")[0], left() + pingEveryMs);
			found(
				pinged,
				`peer ${dialler.id} dialled and spoke, and was never pinged`,
				trial.conversation.entries.filter(({ peer }) => peer === dialler.id),
			);
		});
	},
};

async function binds(trial: Trial): Promise<void> {
	const link = await trial.play().dial(trial.id);
	const stranger = trial.higher();
	const first = link.say("PING");
	await trial.settle(link);
	const before = link.heard.length;
	const second = link.say("PING", { msg_forwarder: stranger, msg_originator: stranger });
	await trial.settle(link);
	const answers = ofType(link.heard.slice(before), "PONG");
	demand(answers.length <= 1, "the other forwarder is answered", [first.entry, second.entry, answers[0]]);
}

function seconds(milliseconds: number): string {
	return `${(milliseconds / 1_000).toFixed(1)} s`;
}
