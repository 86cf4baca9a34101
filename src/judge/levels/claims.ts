// Level 6, second half: what others claim is checked, before it is believed and before it moves the search.
import { primeOf } from "../conversation.ts";
import type { Entry } from "../conversation.ts";
import { JITTER_MS, MOST_PERIOD, PROMPT_MS } from "../limits.ts";
import type { TrialPlan } from "../plan.ts";
import type { PlayedPeer } from "../played-peer.ts";
import { demand, found } from "../trial.ts";
import type { Trial } from "../trial.ts";
import { findsOf } from "./finding.ts";

/** 2^23 - 1 has the factor 47, and 15 is no prime. */
const REFUTED_AT_A_GLANCE = [23, 15] as const;
/** The least factor of 2^8191 - 1 is 338193759479: only a test refutes it. */
const REFUTED_BY_A_TEST = 8_191;
/** 2^67 - 1 = 193707721 * 761838257287, as Cole showed in 1903. */
const COLES = 67;
const TRUE_BELOW_COLES = 61;
/** For tests of exponents below ten thousand, in any language. */
const TEST_MS = 10_000;
const SHARED_FINDS = [
	[1_279, "larger id first"],
	[2_203, "lower id first"],
] as const;

export const CLAIMS: TrialPlan = {
	level: 6,
	checks: ["false-dropped", "true-claim", "false-claim", "unmoved", "lowest-credited"],
	run: async (trial) => {
		await trial.start();
		const [liar, witness] = [await trial.join(), await trial.join()];
		await trial.check("false-dropped", async () => {
			for (const data of REFUTED_AT_A_GLANCE) {
				const { entry } = liar.say("PRIME", { data, ttl: 3 });
				await trial.settle(liar.links[0]!);
				const copy = witness.heard.find((line) => primeOf(line)?.data === data);
				demand(copy === undefined, "it is forwarded", [entry, copy]);
			}
		});
		const big = liar.say("PRIME", { data: REFUTED_BY_A_TEST, ttl: 3, msg_originator: trial.higher() });
		await trial.check("unmoved", async () => {
			const before = findsOf(trial, witness).length;
			const findMs = JITTER_MS + 2 * trial.periods.generateEveryMs * MOST_PERIOD + TEST_MS;
			const find = await trial.until(() => findsOf(trial, witness)[before], findMs);
			found(find, "nothing more is found", [big.entry]);
			demand(primeOf(find)!.data < REFUTED_BY_A_TEST, "the search went on above it", [big.entry, find]);
		});
		const claim = liar.say("PRIME", { data: TRUE_BELOW_COLES, ttl: 0 });
		await trial.check("true-claim", async () => {
			const told = await newcomer(trial, (data) => data >= TRUE_BELOW_COLES);
			found(told, "newcomers are not told of it", [claim.entry]);
		});
		const coles = liar.say("PRIME", { data: COLES, ttl: 0, msg_originator: trial.higher() });
		await trial.check("false-claim", async () => {
			const told = await newcomer(trial, (data) => data === COLES || data === REFUTED_BY_A_TEST, PROMPT_MS);
			demand(told === undefined, `newcomers are told that it is the largest`, [coles.entry, told]);
		});
		await trial.check("lowest-credited", async () => {
			for (const [data, order] of SHARED_FINDS) {
				const [low, high] = [trial.higher(), trial.higher()];
				const finders = order === "lower id first" ? [low, high] : [high, low];
				const said = finders.map((msg_originator) => witness.say("PRIME", { data, ttl: 0, msg_originator }).entry);
				const isCredited = (line: Entry): boolean => primeOf(line)?.data === data && primeOf(line)?.msg_originator === low;
				const told = await newcomer(trial, (exponent, line) => isCredited(line) || exponent > data, TEST_MS);
				const wrong = trial.conversation.entries.findLast((line) => primeOf(line)?.data === data);
				found(told, "the higher id is credited", [...said, wrong]);
			}
		});
	},
};

/** What one that comes new is told; they come one after the other until one is told so. */
async function newcomer(trial: Trial, holds: (exponent: number, line: Entry) => boolean, withinMs = TEST_MS): Promise<Entry | undefined> {
	const deadline = trial.conversation.now() + withinMs;
	for (;;) {
		const peer: PlayedPeer = await trial.join();
		const told = peer.heard.find((line) => primeOf(line) !== null && holds(primeOf(line)!.data, line));
		if (told !== undefined || trial.conversation.now() > deadline || trial.process.hasEnded) return told;
	}
}
