// The tables, and how those of an earlier version become those of this one.
import type { DatabaseSync } from "node:sqlite";

/**
 * One step a version, each from the version before; a step that was released is never changed.
 * pages.text is what was signed, to the letter (textOf in search/page.ts); sum tells whether text and sig are still that; low and
 * high bound its exponents. journals.seq and hash are those of the last page; bytes counts its pages' texts and its fork.
 */
const STEPS = [
	`CREATE TABLE journals (
		id INTEGER PRIMARY KEY,
		key TEXT NOT NULL UNIQUE,
		seq INTEGER NOT NULL DEFAULT 0,
		hash TEXT NOT NULL DEFAULT '',
		bytes INTEGER NOT NULL DEFAULT 0
	) STRICT;
	CREATE TABLE pages (
		id INTEGER PRIMARY KEY,
		journal INTEGER NOT NULL REFERENCES journals (id),
		seq INTEGER NOT NULL,
		low INTEGER NOT NULL,
		high INTEGER NOT NULL,
		sum TEXT NOT NULL,
		sig TEXT NOT NULL,
		text TEXT NOT NULL,
		UNIQUE (journal, seq)
	) STRICT;
	CREATE TABLE forks (journal INTEGER PRIMARY KEY REFERENCES journals (id), pages TEXT NOT NULL) STRICT;
	CREATE TABLE primes (exponent INTEGER PRIMARY KEY, finder INTEGER NOT NULL, message TEXT NOT NULL) STRICT;
	CREATE TABLE peers (address TEXT PRIMARY KEY, id INTEGER, last_good_at REAL NOT NULL) STRICT;
	CREATE TABLE leases (id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT NOT NULL) STRICT;
	CREATE TABLE notes (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;`,
] as const;

export const SCHEMA_VERSION = STEPS.length;

/** 0 for an empty database. */
export function versionOf(database: DatabaseSync): number {
	return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
}

/** All steps that are missing, or none of them. */
export function migrate(database: DatabaseSync): void {
	const version = versionOf(database);
	if (version === SCHEMA_VERSION) return;
	database.exec(`BEGIN IMMEDIATE; ${STEPS.slice(version).join("")} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
}
