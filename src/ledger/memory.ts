// Reads at the opening what the daemon begins with, and whether the ends of the journals are what they say.
import type { DatabaseSync } from "node:sqlite";
import type { Page } from "../search/page.ts";
import { LedgerError, type Remembered } from "./ledger.ts";
import { hashText } from "./signature.ts";
import { statement } from "./statement.ts";

type Columns = readonly (string | number | null)[];

/** Throws LedgerError where a text is none of ours. */
export function recall(database: DatabaseSync, wasDamaged: boolean): Remembered {
	const all = <Row extends Columns>(sql: string): Row[] => statement<[], Row>(database, sql).all();
	// In the order of their ids: the records name them by their places in this list.
	const journals = all<[string, number, string, number]>("SELECT key, seq, hash, bytes FROM journals WHERE seq > 0 ORDER BY id");
	const [lease] = all<[string]>("SELECT value FROM leases");
	const primes = all<[number, number, string]>("SELECT exponent, finder, message FROM primes ORDER BY exponent");
	const peers = all<[string, number | null, number]>("SELECT address, id, last_good_at FROM peers ORDER BY address");
	const forks = all<[string, string]>("SELECT j.key, f.pages FROM forks f JOIN journals j ON j.id = f.journal ORDER BY j.id");
	return {
		journals: journals.map(([key, seq, hash, bytes]) => ({ key, seq, hash, bytes })),
		lease: lease === undefined ? null : parse(lease[0]),
		primes: primes.map(([exponent, finder, message]) => ({ exponent, finder, message: parse(message) })),
		peers: peers.map(([address, id, lastGoodAt]) => ({ address, id, lastGoodAt })),
		notes: new Map(all<[string, string]>("SELECT name, text FROM notes ORDER BY name")),
		forks: forks.map(([key, pages]) => ({ key, pages: parse(pages) as [Page, Page] })),
		wasDamaged,
	};
}

/** The next page is chained to the last one: a wrong end would spoil a journal for good. Throws LedgerError. */
export function expectHeads(database: DatabaseSync): void {
	const heads = statement<[], [key: string, seq: number, hash: string, text: string | null]>(
		database,
		"SELECT j.key, j.seq, j.hash, p.text FROM journals j LEFT JOIN pages p ON p.journal = j.id AND p.seq = j.seq WHERE j.seq > 0",
	);
	for (const [key, seq, hash, text] of heads.iterate())
		if (text === null || hashText(text) !== hash || !isPageOf(text, key, seq))
			throw new LedgerError("damaged", `the ledger is damaged: the end of ${key} is lost`);
}

/** Whose page and which it is stands at the head of its text. */
function isPageOf(text: string, key: string, seq: number): boolean {
	return text.startsWith(JSON.stringify(["gimps-node page", key, seq]).slice(0, -1));
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new LedgerError("damaged", "the ledger is damaged: a value is not what was kept");
	}
}
