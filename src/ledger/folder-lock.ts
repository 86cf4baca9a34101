// One process a data folder. The lock is SQLite's own on an empty database: the system lets go of it when the process ends,
// however it ended, so nothing ever needs mending. Two openings in one process exclude each other too.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeFolder } from "./folder.ts";
import { LedgerError } from "./ledger.ts";
import { isBusy } from "./sqlite-error.ts";

export interface FolderLock {
	/** Any number of times. */
	release(): void;
}

/** Held until it is released or the process ends. Makes the folder where it is missing. Throws LedgerError; never waits. */
export function lockFolder(folder: string): FolderLock {
	makeFolder(folder);
	const holder = join(folder, "lock.pid");
	let database: DatabaseSync | undefined;
	try {
		database = new DatabaseSync(join(folder, "lock.sqlite"));
		// Nothing is ever written to it: no journal beside it either.
		database.exec("PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE");
		// For people, and for the message of the one that comes too late. It may outlive its process; the lock does not.
		writeFileSync(holder, `${process.pid} ${hostname()}\n`);
	} catch (error) {
		if (database?.isOpen) database.close();
		if (isBusy(error)) throw new LedgerError("in use", `the data folder ${folder} is in use by process ${holderOf(holder)}`);
		throw new LedgerError("unusable", `cannot lock the data folder ${folder}: ${(error as Error).message}`);
	}
	return hold(database, holder);
}

function hold(database: DatabaseSync, holder: string): FolderLock {
	const release = (): void => {
		process.off("exit", release);
		if (!database.isOpen) return;
		rmSync(holder, { force: true });
		database.close();
	};
	// This reference also keeps the database from being collected as garbage, which would end the lock unnoticed.
	process.on("exit", release);
	return { release };
}

/** A process of another container is named with its host. */
function holderOf(path: string): string {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch {
		return "(unknown)";
	}
	const [pid = "(unknown)", host] = text.trim().split(" ");
	return host === undefined || host === hostname() ? pid : `${pid} on ${host}`;
}
