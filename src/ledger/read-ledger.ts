// Reads a data folder's pages for a command, without its lock: also while a daemon writes to it. Changes nothing.
import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { Page } from "../search/page.ts";
import { databasePath, expectReadable, openForReading } from "./database.ts";
import { LedgerError } from "./ledger.ts";
import { expectUnchanged, toPage } from "./page-row.ts";
import { toLedgerError } from "./sqlite-error.ts";
import { type Statement, statement } from "./statement.ts";

/** Pages read at once; between two such parts nothing holds up the daemon's clearing of its log. */
const PART_PAGES = 64;

export interface PageRange {
	/** Exponents: pages that may hold one from here to there. */
	readonly from?: number;
	readonly to?: number;
	/** Of this journal only. */
	readonly key?: string;
}

type PartRow = [id: number, key: string, seq: number, sum: string, sig: string, text: string];

export class LedgerReader {
	readonly #path: string;
	readonly #database: DatabaseSync;
	readonly #part: Statement<[after: number, from: number, to: number, key: string | null, anyKey: string | null, limit: number], PartRow>;

	constructor(path: string, database: DatabaseSync) {
		this.#path = path;
		this.#database = database;
		this.#part = statement(
			database,
			`SELECT p.id, j.key, p.seq, p.sum, p.sig, p.text FROM pages p JOIN journals j ON j.id = p.journal
			WHERE p.id > ? AND p.high >= ? AND p.low <= ? AND (j.key = ? OR ? IS NULL) ORDER BY p.id LIMIT ?`,
		);
	}

	/** In the order in which they came, also those that come meanwhile. Throws LedgerError. */
	*pages({ from = 0, to = Number.MAX_SAFE_INTEGER, key }: PageRange = {}): Generator<Page> {
		for (let after: number | undefined = 0; after !== undefined;) {
			const part = this.#next(after, from, to, key ?? null);
			for (const [, , , , sig, text] of part) yield toPage(text, sig);
			after = part.at(-1)?.[0];
		}
	}

	/** Keys of which there is a proof that they wrote two histories. */
	forkedKeys(): string[] {
		return this.#rows<[string]>("SELECT j.key FROM forks f JOIN journals j ON j.id = f.journal").map(([key]) => key);
	}

	/** A small text by its name. */
	note(name: string): string | undefined {
		return this.#rows<[string, string]>("SELECT name, text FROM notes").find(([each]) => each === name)?.[1];
	}

	/** Any number of times. */
	close(): void {
		if (this.#database.isOpen) this.#database.close();
	}

	#rows<Row>(sql: string): Row[] {
		try {
			return statement<[], Row>(this.#database, sql).all();
		} catch (error) {
			throw toLedgerError(error, this.#path);
		}
	}

	#next(after: number, from: number, to: number, key: string | null): PartRow[] {
		try {
			const part = this.#part.all(after, from, to, key, key, PART_PAGES);
			for (const [, owner, seq, sum, sig, text] of part) expectUnchanged({ key: owner, seq, sum, sig, text });
			return part;
		} catch (error) {
			throw toLedgerError(error, this.#path);
		}
	}
}

/** Throws LedgerError where there is no ledger in the folder, or none that can be read here. */
export function readLedger(folder: string): LedgerReader {
	const path = databasePath(folder);
	if (!existsSync(path)) throw new LedgerError("unusable", `there is no ledger in ${folder}`);
	let database: DatabaseSync | undefined;
	try {
		database = openForReading(path);
		expectReadable(database, path);
		return new LedgerReader(path, database);
	} catch (error) {
		database?.close();
		throw toLedgerError(error, path);
	}
}
