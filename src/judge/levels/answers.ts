// Level 1: the node answers PING.
import { messageOf, ofType } from "../conversation.ts";
import { PROMPT_MS } from "../limits.ts";
import type { TrialPlan } from "../plan.ts";
import { demand, found, Unreached } from "../trial.ts";
import type { Trial } from "../trial.ts";

export const ANSWERS: TrialPlan = {
	level: 1,
	checks: ["pong", "pong-fields", "pong-each", "closed-link"],
	run: async (trial) => {
		await trial.start();
		const one = trial.play();
		const link = await one.dial(trial.id);
		await trial.check("pong", async () => {
			const { entry } = link.say("PING");
			const answer = await trial.until(() => link.heard.find((line) => messageOf(line)?.msg_type === "PONG"), PROMPT_MS);
			found(answer, `no PONG within ${PROMPT_MS / 1_000} s`, [entry, ...link.heard]);
		});
		await trial.check("pong-fields", () => {
			const answer = link.heard.find((line) => /PONG/.test(line.text));
			if (answer === undefined) throw new Unreached("there is no PONG to look at");
			const message = messageOf(answer);
			demand(message !== null, `it is no PONG: ${faultOf(answer.received)}`, [answer]);
			demand(message.msg_forwarder === trial.id, `msg_forwarder is ${message.msg_forwarder}, not ${trial.id}`, [answer]);
			demand(message.ttl === 0, `ttl is ${message.ttl}`, [answer]);
		});
		await trial.check("pong-each", () => answersEach(trial));
		await trial.check("closed-link", async () => {
			(await one.dial(trial.id)).hangUp();
			await answersEach(trial);
		});
	},
};

async function answersEach(trial: Trial): Promise<void> {
	const link = await trial.play().dial(trial.id);
	const said = [link.say("PING"), link.say("PING"), link.say("PING")].map(({ entry }) => entry);
	const pongs = () => ofType(link.heard, "PONG");
	await trial.until(() => pongs().length >= said.length, PROMPT_MS);
	demand(pongs().length === said.length, `${said.length} PINGs, ${pongs().length} PONGs`, [...said, ...pongs()]);
}

function faultOf(received: { readonly kind: string; readonly fault?: { readonly code: string; readonly field?: string } } | null): string {
	const fault = received?.fault;
	return fault === undefined ? "not of this protocol" : `${fault.code}${fault.field === undefined ? "" : ` ${fault.field}`}`;
}
