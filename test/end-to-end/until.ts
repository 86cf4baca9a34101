// Waits for conditions, so that a test is as quick as the machine and as patient as a busy one.
// Promises an error that says what never came; never waits for mere time.
import { setTimeout as sleep } from "node:timers/promises";

/** Generous: it is only used up by a test that fails. */
export const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 20;

/** Resolves with the first result that is neither false nor undefined. A condition that throws does not hold yet. */
export async function until<T>(
	what: string,
	condition: () => T | false | undefined | Promise<T | false | undefined>,
	patienceMs: number = PATIENCE_MS,
): Promise<T> {
	const deadline = performance.now() + patienceMs;
	let reason = "";
	for (;;) {
		try {
			const result = await condition();
			if (result !== false && result !== undefined) return result;
			reason = "";
		} catch (error) {
			reason = `: ${String(error)}`;
		}
		if (performance.now() > deadline) throw new Error(`waited ${patienceMs / 1_000} s in vain until ${what}${reason}`);
		await sleep(LOOK_EVERY_MS);
	}
}
