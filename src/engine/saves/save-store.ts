// The saves of one test in the data folder: the last two are kept, each written whole before it takes its name.
// Promises that a crash or a power cut at any moment leaves a readable save, if there was one; never deletes one unasked.
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { EngineError } from "../engine.ts";
import { isSystemError, readIfPresent, writeAtomically } from "./atomic-file.ts";
import { decodeSave, encodeSave, HEADER_BYTES, isFinishedSave, type Save, SaveFault } from "./save-file.ts";

/** Where saves lie within a data folder. */
export function testsFolder(dataDir: string): string {
	return join(dataDir, "tests");
}

export interface SaveStoreOptions {
	readonly folder: string;
	/** Names the test, for example M86243-ll. */
	readonly name: string;
}

export class SaveStore {
	readonly #latest: string;
	readonly #previous: string;
	readonly #onFault: (line: string) => void;

	/** onFault: one line for people about each file that is refused. */
	constructor(options: SaveStoreOptions, dependencies: { readonly onFault: (line: string) => void }) {
		this.#latest = join(options.folder, `${options.name}.save`);
		this.#previous = join(options.folder, `${options.name}.previous.save`);
		this.#onFault = dependencies.onFault;
	}

	/** Rejects with the system's error where the folder cannot be written. */
	write(save: Save): Promise<void> {
		return writeAtomically(this.#latest, encodeSave(save), this.#previous);
	}

	/** The newest save that can be believed and that the caller wants, or undefined. Rejects with EngineError where the system refuses. */
	async read(wanted: (save: Save) => boolean): Promise<Save | undefined> {
		try {
			return await this.#read(wanted);
		} catch (error) {
			throw isSystemError(error) ? new EngineError(`cannot read the saved test: ${error.message}`) : error;
		}
	}

	async #read(wanted: (save: Save) => boolean): Promise<Save | undefined> {
		for (const path of [this.#latest, this.#previous]) {
			const bytes = await readIfPresent(path);
			if (bytes === undefined) continue;
			try {
				const save = decodeSave(bytes);
				if (wanted(save)) return save;
				this.#onFault(`${path} is of another test`);
			} catch (error) {
				if (!(error instanceof SaveFault)) throw error;
				// Out of the way: the next write must not put it in the place of the good one.
				await rename(path, `${path}.refused`);
				this.#onFault(`${path} is refused: ${error.message}`);
			}
		}
		return undefined;
	}

	async remove(): Promise<void> {
		await rm(this.#latest, { force: true });
		await rm(this.#previous, { force: true });
	}
}

/** The last save of a finished test answers for it until its result is surely recorded elsewhere. */
const FINISHED_KEPT_MS = 30 * 24 * 3600 * 1000;

/** Removes saves of tests that ended long ago; those of unfinished tests stay for ever. */
export async function removeOldSaves(folder: string, now: number): Promise<void> {
	const names = await readdir(folder).catch(() => []);
	for (const name of names.filter((candidate) => candidate.endsWith(".save"))) {
		const path = join(folder, name);
		const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }));
		if (now - mtimeMs < FINISHED_KEPT_MS || !(await isFinished(path))) continue;
		await removeWithPrevious(path);
	}
}

/** Removes the saves of this exponent's finished tests. */
export async function removeFinishedSaves(folder: string, exponent: number): Promise<void> {
	const names = await readdir(folder).catch(() => []);
	for (const name of names.filter((candidate) => candidate.startsWith(`M${exponent}-`) && candidate.endsWith(".save"))) {
		const path = join(folder, name);
		if (await isFinished(path)) await removeWithPrevious(path);
	}
}

/** Whoever might still go on from a save, as a check that was begun before a restart, has done so by then. */
const SUPERSEDED_KEPT_MS = 24 * 3600 * 1000;

/** Removes what is kept of tests that nobody wants any more, their residues too, once it has lain untouched for a day. */
export async function removeSuperseded(
	folder: string,
	{ isSuperseded, now }: { readonly isSuperseded: (exponent: number) => boolean; readonly now: number },
): Promise<void> {
	for (const name of await readdir(folder).catch(() => [])) {
		const exponent = Number(/^M(\d+)-/.exec(name)?.[1] ?? Number.NaN);
		if (Number.isNaN(exponent) || !isSuperseded(exponent)) continue;
		const path = join(folder, name);
		const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }));
		if (now - mtimeMs >= SUPERSEDED_KEPT_MS) await rm(path, { force: true, recursive: true });
	}
}

async function removeWithPrevious(path: string): Promise<void> {
	await rm(path, { force: true });
	await rm(path.replace(/\.save$/, ".previous.save"), { force: true });
}

async function isFinished(path: string): Promise<boolean> {
	const file = await open(path, "r").catch(() => undefined);
	if (file === undefined) return false;
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
		return isFinishedSave(buffer.subarray(0, bytesRead));
	} catch (error) {
		if (error instanceof SaveFault) return false;
		throw error;
	} finally {
		await file.close();
	}
}
