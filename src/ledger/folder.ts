// Makes the data folder, and says in one line why it cannot be used.
import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { LedgerError } from "./ledger.ts";

/** With all folders above it. Throws LedgerError; node's own recursive mkdir never comes back in /proc. */
export function makeFolder(folder: string): void {
	try {
		make(folder);
		accessSync(folder, constants.W_OK | constants.X_OK);
	} catch (error) {
		throw new LedgerError("unusable", `cannot use the data folder ${folder}: ${(error as Error).message}`);
	}
}

function make(folder: string): void {
	const there = statSync(folder, { throwIfNoEntry: false });
	if (there?.isDirectory()) return;
	if (there !== undefined) throw new Error("it is a file");
	if (dirname(folder) !== folder) make(dirname(folder));
	try {
		mkdirSync(folder);
	} catch (error) {
		// Somebody else may have made it in between.
		if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
	}
}
