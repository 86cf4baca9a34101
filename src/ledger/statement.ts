// A prepared statement with types for what goes in and what comes out; rows are arrays, which are cheaper than objects.
import type { DatabaseSync, SQLInputValue } from "node:sqlite";

export interface Statement<In extends readonly SQLInputValue[], Row = never> {
	run(...values: In): unknown;
	get(...values: In): Row | undefined;
	all(...values: In): Row[];
	iterate(...values: In): Iterable<Row>;
}

/** The types are the caller's word: nothing checks them against the SQL. */
export function statement<In extends readonly SQLInputValue[], Row = never>(database: DatabaseSync, sql: string): Statement<In, Row> {
	const prepared = database.prepare(sql);
	prepared.setReturnArrays(true);
	return prepared as unknown as Statement<In, Row>;
}
