// The statements of the ledger: writes groups of batches, and answers what is asked. Synchronous: it lives in the ledger's thread.
import type { DatabaseSync } from "node:sqlite";
import { type JournalSize, LedgerError, type PageLimits } from "./ledger.ts";
import type { PageTexts, RecordsPart, WriteOrder } from "./messages.ts";
import { expectUnchanged, type PageRow, recordsIn, sumOf } from "./page-row.ts";
import { RecordPacker } from "./record-packer.ts";
import { SCHEMA_VERSION } from "./schema.ts";
import { type Statement, statement } from "./statement.ts";

type RecordRow = [id: number, journal: number, seq: number, sum: string, sig: string, text: string];

export class Store {
	readonly #database: DatabaseSync;
	readonly #packer = new RecordPacker();
	/** The journals that were there at the opening, by id, with their places among them. */
	readonly #places = new Map<number, { readonly key: string; readonly place: number }>();
	/** The last page that was there at the opening. */
	readonly #lastId: number;
	readonly #findJournal: Statement<[key: string], [id: number, seq: number]>;
	readonly #addJournal: Statement<[key: string], [id: number, seq: number]>;
	readonly #addPage: Statement<[journal: number, seq: number, low: number, high: number, sum: string, sig: string, text: string]>;
	readonly #advance: Statement<[seq: number, hash: string, bytes: number, id: number]>;
	readonly #pages: Statement<[key: string, fromSeq: number, toSeq: number], [seq: number, sum: string, sig: string, text: string]>;
	readonly #records: Statement<[after: number, last: number], RecordRow>;
	#isUnsettled = false;

	constructor(database: DatabaseSync) {
		this.#database = database;
		this.#findJournal = statement(database, "SELECT id, seq FROM journals WHERE key = ?");
		this.#addJournal = statement(database, "INSERT INTO journals (key) VALUES (?) RETURNING id, seq");
		this.#addPage = statement(database, "INSERT INTO pages (journal, seq, low, high, sum, sig, text) VALUES (?, ?, ?, ?, ?, ?, ?)");
		this.#advance = statement(database, "UPDATE journals SET seq = ?, hash = ?, bytes = bytes + ? WHERE id = ?");
		this.#pages = statement(
			database,
			`SELECT p.seq, p.sum, p.sig, p.text FROM journals j JOIN pages p ON p.journal = j.id
			WHERE j.key = ? AND p.seq >= ? AND p.seq < ? ORDER BY p.seq`,
		);
		this.#records = statement(database, "SELECT id, journal, seq, sum, sig, text FROM pages WHERE id > ? AND id <= ? ORDER BY id");
		[this.#lastId] = statement<[], [number]>(database, "SELECT coalesce(max(id), 0) FROM pages").get()!;
		const journals = statement<[], [number, string]>(database, "SELECT id, key FROM journals WHERE seq > 0 ORDER BY id").all();
		for (const [place, [id, key]] of journals.entries()) this.#places.set(id, { key, place });
	}

	/** Whether what was written last could still be lost in a power cut. */
	get isUnsettled(): boolean {
		return this.#isUnsettled;
	}

	/** All of it or nothing. Throws what SQLite reports. */
	write(orders: readonly WriteOrder[]): void {
		const isDurable = orders.some((order) => order.durable);
		this.#database.exec(`PRAGMA synchronous = ${isDurable ? "FULL" : "NORMAL"}; BEGIN IMMEDIATE`);
		try {
			for (const order of orders) this.#apply(order);
			this.#database.exec("COMMIT");
		} catch (error) {
			if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
			throw error;
		}
		this.#isUnsettled = !isDurable;
	}

	/** A durable write, of what is there already, makes all before it durable. */
	settle(): void {
		this.#database.exec(`PRAGMA synchronous = FULL; PRAGMA user_version = ${SCHEMA_VERSION}`);
		this.#isUnsettled = false;
	}

	pages(key: string, fromSeq: number, limits: PageLimits): PageTexts {
		const found: { text: string; sig: string }[] = [];
		let bytes = 0;
		for (const [seq, sum, sig, text] of this.#pages.iterate(key, fromSeq, fromSeq + limits.pages)) {
			expectUnchanged({ key, seq, sum, sig, text });
			bytes += Buffer.byteLength(text);
			if (found.length > 0 && bytes > limits.bytes) break;
			found.push({ text, sig });
		}
		return found;
	}

	/** The next batch, of the pages after this one. */
	records(after: number): RecordsPart {
		for (const [id, journal, seq, sum, sig, text] of this.#records.iterate(after, this.#lastId)) {
			const known = this.#places.get(journal);
			// A journal that began after the opening, on the place of one that was dropped.
			if (known === undefined) continue;
			expectUnchanged({ key: known.key, seq, sum, sig, text });
			this.#packer.addPage(known.place, recordsIn(text));
			if (this.#packer.isFull) return { batch: this.#packer.take(), after: id };
		}
		return { batch: this.#packer.take(), after: null };
	}

	sizes(): JournalSize[] {
		const rows = statement<[], [string, number, number]>(this.#database, "SELECT key, seq, bytes FROM journals ORDER BY id").all();
		return rows.map(([key, pages, bytes]) => ({ key, pages, bytes }));
	}

	close(): void {
		this.#database.close();
	}

	#apply(order: WriteOrder): void {
		for (const key of order.dropKeys) this.#drop(key);
		for (const page of order.pages) this.#keepPage(page);
		for (const { key, text } of order.forks) this.#keepFork(key, text);
		if (order.lease === "null") this.#run("DELETE FROM leases");
		else if (order.lease !== undefined) this.#run("INSERT OR REPLACE INTO leases (id, value) VALUES (1, ?)", order.lease);
		for (const { exponent, finder, message } of order.primes)
			this.#run("INSERT OR REPLACE INTO primes (exponent, finder, message) VALUES (?, ?, ?)", exponent, finder, message);
		if (order.peers !== undefined) this.#run("DELETE FROM peers");
		for (const { address, id, lastGoodAt } of order.peers ?? [])
			this.#run("INSERT OR REPLACE INTO peers (address, id, last_good_at) VALUES (?, ?, ?)", address, id, lastGoodAt);
		for (const [name, text] of order.notes)
			if (text === null) this.#run("DELETE FROM notes WHERE name = ?", name);
			else this.#run("INSERT OR REPLACE INTO notes (name, text) VALUES (?, ?)", name, text);
	}

	#keepPage({ key, seq, low, high, hash, sig, text }: PageRow): void {
		const [id, last] = this.#findJournal.get(key) ?? this.#addJournal.get(key)!;
		if (seq <= last) return;
		if (seq > last + 1) throw new LedgerError("gap", `page ${seq} of ${key} cannot be kept: the last one kept is ${last}`);
		this.#addPage.run(id, seq, low, high, sumOf({ text, sig }), sig, text);
		this.#advance.run(seq, hash, Buffer.byteLength(text), id);
	}

	#keepFork(key: string, text: string): void {
		const [id] = this.#findJournal.get(key) ?? this.#addJournal.get(key)!;
		if (this.#run("INSERT OR IGNORE INTO forks (journal, pages) VALUES (?, ?)", id, text) > 0)
			this.#run("UPDATE journals SET bytes = bytes + ? WHERE id = ?", Buffer.byteLength(text), id);
	}

	#drop(key: string): void {
		const [id] = this.#findJournal.get(key) ?? [];
		if (id === undefined) return;
		for (const table of ["pages", "forks"]) this.#run(`DELETE FROM ${table} WHERE journal = ?`, id);
		this.#run("DELETE FROM journals WHERE id = ?", id);
	}

	/** For what is rare; gives the number of rows that changed. */
	#run(sql: string, ...values: readonly (string | number | null)[]): number {
		return Number(this.#database.prepare(sql).run(...values).changes);
	}
}
