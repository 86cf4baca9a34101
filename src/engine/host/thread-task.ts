// Runs one long calculation in a worker thread of this process, while its caller goes on handling messages.
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Breathe } from "./breathe.ts";

const POLL_MS = 50;

/** The one message that the thread posts. Rejects when it throws; when breathe rejects, the thread is ended and that is passed on. */
export async function runInThread<T>(module: URL, workerData: unknown, breathe: Breathe): Promise<T> {
	const thread = new Worker(module, { workerData });
	const { promise, resolve, reject } = Promise.withResolvers<{ readonly posted: T }>();
	thread.once("message", (posted: T) => resolve({ posted }));
	thread.once("error", reject);
	try {
		for (;;) {
			const done = await Promise.race([promise, sleep(POLL_MS)]);
			if (done !== undefined) return done.posted;
			await breathe();
		}
	} finally {
		await thread.terminate();
	}
}
