// Text files that other programs read too: replaced whole or not at all, appended to, and on the disk when a call returns.
// Bytes that are no UTF-8 pass unchanged: a text has one character for each byte.
import { closeSync, fchmodSync, fsyncSync, ftruncateSync, openSync, readFileSync, renameSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";

const ENCODING = "latin1";

/** Our own text as it stands in a file: UTF-8, a character for each byte. */
export function bytesOf(text: string): string {
	return Buffer.from(text).toString(ENCODING);
}

/** "" where there is no file. */
export function readText(path: string): string {
	try {
		return readFileSync(path, ENCODING);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
		throw error;
	}
}

/** The file keeps its permissions. Only one process may do this to a path at a time. */
export function replaceText(path: string, text: string): void {
	const mode = statSync(path, { throwIfNoEntry: false })?.mode;
	const unfinished = `${path}.new`;
	write(unfinished, "w", (file) => {
		if (mode !== undefined) fchmodSync(file, mode & 0o777);
		writeAll(file, text);
	});
	renameSync(unfinished, path);
	syncFolder(dirname(path));
}

export function appendText(path: string, text: string): void {
	const isNew = statSync(path, { throwIfNoEntry: false }) === undefined;
	write(path, "a", (file) => writeAll(file, text));
	if (isNew) syncFolder(dirname(path));
}

export function cutText(path: string, length: number): void {
	write(path, "r+", (file) => ftruncateSync(file, length));
}

function write(path: string, flags: string, action: (file: number) => void): void {
	const file = openSync(path, flags);
	try {
		action(file);
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}

function writeAll(file: number, text: string): void {
	const bytes = Buffer.from(text, ENCODING);
	for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}

/** Makes renames last; a system that cannot open folders (Windows) does without. */
function syncFolder(path: string): void {
	if (process.platform === "win32") return;
	const folder = openSync(path, "r");
	try {
		fsyncSync(folder);
	} finally {
		closeSync(folder);
	}
}
