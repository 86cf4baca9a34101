// The locks that programs of GIMPS agree on: who changes FILE first creates FILE.lck, which must not be there, and deletes it afterwards.
// Waits a bounded time for another program's; one of our own that outlived its process is taken over.
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Others hold theirs for milliseconds: one that stays so long was most likely left behind. */
const PATIENCE_MS = 60_000;
const SAY_AFTER_MS = 2_000;
const LOOK_EVERY_MS = 50;
/** How ours begin. Only one gimps-node works in a folder, so what another process of ours has left is nobody's. */
const OURS = "gimps-node";

export interface FileLockOptions {
	readonly patienceMs?: number;
	readonly signal?: AbortSignal;
}

export interface FileLockDependencies {
	/** One line for people. */
	readonly say: (line: string) => void;
}

/** Another program's lock stayed; the message says what to do. */
export class FileLockError extends Error {
	override readonly name = "FileLockError";
}

/** Runs the action while FILE.lck is ours. Rejects with FileLockError, or with the signal's reason, before the action begins. */
export async function withFileLock<T>(
	path: string,
	action: () => T,
	{ patienceMs = PATIENCE_MS, signal }: FileLockOptions,
	{ say }: FileLockDependencies,
): Promise<T> {
	const lock = `${path}.lck`;
	const started = performance.now();
	let said = false;
	while (!take(lock)) {
		const waited = performance.now() - started;
		if (waited > patienceMs) {
			const since = `${Math.round(patienceMs / 1000)} s`;
			throw new FileLockError(
				`${lock} has been there for ${since}: end the program that works on ${path}, or delete ${lock} if there is none`,
			);
		}
		if (waited > Math.min(SAY_AFTER_MS, patienceMs / 2) && !said) {
			said = true;
			say(`waiting for another program to delete ${lock}`);
		}
		await sleep(LOOK_EVERY_MS, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
	}
	try {
		return action();
	} finally {
		rmSync(lock, { force: true });
	}
}

/** With its content at once, by a link, so that a process that is killed in between leaves no lock that could be anybody's. */
function take(lock: string): boolean {
	if (existsSync(lock)) {
		if (!isLeftBehind(lock)) return false;
		rmSync(lock, { force: true });
	}
	const whole = `${lock}.new`;
	writeFileSync(whole, `${OURS} ${process.pid}\n`);
	try {
		linkSync(whole, lock);
		return true;
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "EEXIST") return false;
		// A file system without links.
		if (code === "EPERM" || code === "ENOTSUP" || code === "ENOSYS") return takeWithoutLink(lock);
		throw error;
	} finally {
		rmSync(whole, { force: true });
	}
}

function takeWithoutLink(lock: string): boolean {
	try {
		writeFileSync(lock, `${OURS} ${process.pid}\n`, { flag: "wx" });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
		throw error;
	}
}

function isLeftBehind(lock: string): boolean {
	try {
		return readFileSync(lock, "latin1").startsWith(`${OURS} `);
	} catch {
		return false;
	}
}
