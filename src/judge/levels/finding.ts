// Level 6, first half: the node's own finds, one after the other, and above what others found.
import { primeOf } from "../conversation.ts";
import type { Entry } from "../conversation.ts";
import { JITTER_MS, LATE_MS, LEAST_PERIOD, MOST_PERIOD, PROMPT_MS } from "../limits.ts";
import type { TrialPlan } from "../plan.ts";
import type { PlayedPeer } from "../played-peer.ts";
import { demand, found, Unreached } from "../trial.ts";
import type { Trial } from "../trial.ts";

/** Exponents of the first Mersenne primes, those that a node can find while it is on trial. */
export const MERSENNE_EXPONENTS = [
	2, 3, 5, 7, 13, 17, 19, 31, 61, 89, 107, 127, 521, 607, 1_279, 2_203, 2_281, 3_217, 4_253, 4_423, 9_689, 9_941, 11_213, 19_937,
] as const;
const TTL = 2;
/** A prime of others, and the next one above it: a few seconds of anybody's tests lie between. */
const TOLD = 127;
const ABOVE = 521;
/** A search of a slow language. */
const SEARCH_MS = 8_000;

export const FINDING: TrialPlan = {
	level: 6,
	checks: ["finds-first", "find-fields", "find-to-all", "finds-next", "finds-above"],
	run: async (trial) => {
		const { generateEveryMs } = trial.periods;
		await trial.start();
		const [one, other] = [await trial.join(), await trial.join()];
		const finds = (): Entry[] => findsOf(trial, one);
		let first: Entry | undefined;
		await trial.check("finds-first", async () => {
			first = await trial.until(() => finds()[0], JITTER_MS + generateEveryMs * MOST_PERIOD + SEARCH_MS);
			found(first, "nothing is found");
			const exponent = primeOf(first)!.data;
			// What it found before anybody had joined was told to nobody.
			demand(isMersenne(exponent), `2^${exponent} - 1 is no prime`, [first]);
			demand(exponent <= 7, `the first find is 2^${exponent} - 1`, [first]);
		});
		await trial.check("find-fields", () => {
			const find = look(first);
			demand(find.ttl === TTL, `ttl is ${find.ttl}`, [first]);
			demand(find.msg_forwarder === trial.id, `msg_forwarder is ${find.msg_forwarder}`, [first]);
		});
		await trial.check("find-to-all", async () => {
			const { msg_id } = look(first);
			const there = await trial.until(() => findsOf(trial, other).find((line) => primeOf(line)?.msg_id === msg_id), PROMPT_MS);
			found(there, `peer ${one.id} is told, and peer ${other.id} is not`, [first]);
		});
		await trial.check("finds-next", async () => {
			look(first);
			const second = await trial.until(() => finds()[1], generateEveryMs * MOST_PERIOD + SEARCH_MS);
			found(second, `nothing more in ${(generateEveryMs / 1_000) * MOST_PERIOD} s`, [first]);
			const [before, after] = [primeOf(first!)!.data, primeOf(second)!.data];
			const next = MERSENNE_EXPONENTS.find((exponent) => exponent > before);
			demand(after === next, `after ${before} comes ${next}, not ${after}`, [first, second]);
			const gap = second.at - first!.at;
			demand(gap > generateEveryMs * LEAST_PERIOD - LATE_MS, `it came after ${(gap / 1_000).toFixed(1)} s`, [first, second]);
		});
		await trial.check("finds-above", async () => {
			look(first);
			const { entry } = other.say("PRIME", { data: TOLD, ttl: 0 });
			const above = await trial.until(
				() => finds().find((line) => primeOf(line)!.data > TOLD),
				2 * generateEveryMs * MOST_PERIOD + SEARCH_MS,
			);
			found(above, `above ${TOLD} nothing was found`, [entry, ...finds().slice(-2)]);
			demand(primeOf(above)!.data === ABOVE, `above ${TOLD} comes ${ABOVE}`, [entry, above]);
		});
	},
};

/** PRIMEs of the node's own; that of 2, with which some introduce themselves, is no find. */
export function findsOf(trial: Trial, peer: PlayedPeer): Entry[] {
	const own = peer.heard.filter((line) => primeOf(line)?.msg_originator === trial.id && primeOf(line)?.data !== 2);
	const ids = own.map((line) => primeOf(line)?.msg_id);
	return own.filter((line, index) => ids.indexOf(primeOf(line)?.msg_id) === index && primeOf(line)!.ttl > 0);
}

export function isMersenne(exponent: number): boolean {
	return (MERSENNE_EXPONENTS as readonly number[]).includes(exponent);
}

function look(first: Entry | undefined): NonNullable<ReturnType<typeof primeOf>> {
	if (first === undefined) throw new Unreached("nothing was found");
	return primeOf(first)!;
}
