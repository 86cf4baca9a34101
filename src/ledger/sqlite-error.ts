// What SQLite's errors mean to us. Anything that is not listed here is a bug of ours.
import { LedgerError } from "./ledger.ts";

/** SQLite's primary result codes, the lowest byte of errcode. */
const ERROR = 1;
const PERM = 3;
const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

const REFUSALS: ReadonlySet<number | undefined> = new Set([PERM, BUSY, READONLY, IOERR, FULL, CANTOPEN]);

export function isBusy(error: unknown): boolean {
	return codeOf(error) === BUSY;
}

/** Gives LedgerErrors back as they are, turns what SQLite reports into one, and throws what is our own fault. */
export function toLedgerError(error: unknown, path: string): LedgerError {
	if (error instanceof LedgerError) return error;
	const code = codeOf(error);
	const { message } = error as Error;
	// The runtime's word for an integer that is too large for a number: we never write one.
	const isForeign = (error as NodeJS.ErrnoException).code === "ERR_OUT_OF_RANGE";
	// Our statements name only what our schema has: then its text, or its form, is not ours any more.
	const isOtherSchema = code === ERROR && /^(?:no such (?:table|column): |unsupported file format)/.test(message);
	if (code === CORRUPT || code === NOTADB || isForeign || isOtherSchema)
		return new LedgerError("damaged", `${path} is damaged: ${message}`);
	if (REFUSALS.has(code)) return new LedgerError("unusable", `cannot use ${path}: ${message}`);
	throw error;
}

function codeOf(error: unknown): number | undefined {
	if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
	return error.errcode & 0xff;
}
