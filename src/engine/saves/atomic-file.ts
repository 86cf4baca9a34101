// Files that are written whole or not at all: aside, synced, renamed over the old one, and the folder synced so that it lasts.
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** keep: the old file takes this name instead of being replaced. Rejects with the system's error. */
export async function writeAtomically(path: string, pieces: readonly (Uint8Array | string)[], keep?: string): Promise<void> {
	const folder = dirname(path);
	await mkdir(folder, { recursive: true });
	const unfinished = `${path}.${process.pid}.tmp`;
	const file = await open(unfinished, "w");
	try {
		for (const piece of pieces) await file.writeFile(piece);
		await file.sync();
	} finally {
		await file.close();
	}
	if (keep !== undefined) await ifPresent(rename(path, keep));
	await rename(unfinished, path);
	await syncFolder(folder);
}

/** What the system refuses: a full disk, a folder that may not be written. Anything else is a bug of ours. */
export function isSystemError(error: unknown): error is Error & { readonly code: string } {
	return error instanceof Error && "code" in error && typeof error.code === "string" && "syscall" in error;
}

/** The file's bytes, or undefined where there is none. */
export function readIfPresent(path: string): Promise<Buffer<ArrayBuffer> | undefined> {
	return ifPresent(readFile(path));
}

async function ifPresent<T>(action: Promise<T>): Promise<T | undefined> {
	try {
		return await action;
	} catch (error) {
		if (isSystemError(error) && error.code === "ENOENT") return undefined;
		throw error;
	}
}

/** Makes the renames last; a system that cannot open folders (Windows) does without. */
export async function syncFolder(path: string): Promise<void> {
	if (process.platform === "win32") return;
	const folder = await open(path, "r");
	try {
		await folder.sync();
	} finally {
		await folder.close();
	}
}
