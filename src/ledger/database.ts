// Opens the ledger's database, and decides whether what is there can be believed. A damaged one is moved aside, never deleted;
// one of a later program is not touched.
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { LedgerError, type Remembered } from "./ledger.ts";
import { expectHeads, recall } from "./memory.ts";
import { migrate, SCHEMA_VERSION, versionOf } from "./schema.ts";
import { toLedgerError } from "./sqlite-error.ts";

/** Somebody else can only be a person with SQLite's own tools. */
const BUSY_MS = 5_000;
/** A check reads the whole file, about 1 GB in a second; a larger one is checked as it is read. */
const CHECKED_BYTES = 256 * 1_048_576;
/** The log of writes is cut back to this after a burst. */
const LOG_BYTES = 16 * 1_048_576;

export interface OpenedDatabase {
	readonly database: DatabaseSync;
	readonly remembered: Remembered;
}

export function databasePath(folder: string): string {
	return join(folder, "ledger.sqlite");
}

/** The folder's lock must be held. report: one line where a database was moved aside. Throws LedgerError. */
export function openDatabase(folder: string, report: (line: string) => void): OpenedDatabase {
	const path = databasePath(folder);
	try {
		expectGood(path);
		return openForWriting(path, false);
	} catch (error) {
		const refusal = toLedgerError(error, path);
		if (refusal.code !== "damaged") throw refusal;
		report(`${refusal.message}; it was moved to ${moveAside(path)}, and a new one begun`);
	}
	try {
		return openForWriting(path, true);
	} catch (error) {
		throw toLedgerError(error, path);
	}
}

/** So that the next opening moves it aside, even where a quick check would find nothing. */
export function markDamaged(folder: string, why: string): void {
	try {
		writeFileSync(markOf(databasePath(folder)), `${why}\n`);
	} catch {
		// Then whoever opens it next finds the damage as we did.
	}
}

export function openForReading(path: string): DatabaseSync {
	return new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
}

/** Throws LedgerError where it was made by a later program. */
export function expectReadable(database: DatabaseSync, path: string): void {
	const version = versionOf(database);
	if (version > SCHEMA_VERSION)
		throw new LedgerError("newer", `${path} was made by a later version of this program (${version}, here ${SCHEMA_VERSION})`);
}

/** Reads only, so that what is damaged or newer stays as it is. */
function expectGood(path: string): void {
	const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
	if (size === 0) return;
	if (existsSync(markOf(path))) throw new LedgerError("damaged", readFileSync(markOf(path), "utf8").trim());
	const database = openForReading(path);
	try {
		expectReadable(database, path);
		const isEmpty = database.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
		if (versionOf(database) === 0 && !isEmpty) throw new LedgerError("damaged", `${path} is not a ledger`);
		if (size > CHECKED_BYTES) return;
		const verdict = database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
		if (verdict !== "ok") throw new LedgerError("damaged", `${path} is damaged: ${String(verdict).split("\n").join(" ")}`);
	} finally {
		database.close();
	}
}

function openForWriting(path: string, wasDamaged: boolean): OpenedDatabase {
	const database = new DatabaseSync(path, { timeout: BUSY_MS });
	try {
		database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = ${LOG_BYTES}`);
		migrate(database);
		expectHeads(database);
		return { database, remembered: recall(database, wasDamaged) };
	} catch (error) {
		database.close();
		throw error;
	}
}

/** Where it lies now. Its log keeps the name that SQLite looks for. */
function moveAside(path: string): string {
	const aside = `${path}.damaged-${new Date().toISOString().replaceAll(":", "")}`;
	for (const suffix of ["-wal", "-shm", ""]) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
	if (existsSync(markOf(path))) renameSync(markOf(path), `${aside}.why`);
	return aside;
}

function markOf(path: string): string {
	return `${path}.is-damaged`;
}
