// The saves of one test in the data folder: the last two are kept, each written whole before it takes its name.
// Promises that a crash or a power cut at any moment leaves a readable save, if there was one; never deletes one unasked.
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { decodeSave, encodeSave, type Save, SaveFault } from "./save-file.ts";

export interface SaveStoreOptions {
	readonly folder: string;
	/** Names the test, for example M86243-ll. */
	readonly name: string;
}

export class SaveStore {
	readonly #folder: string;
	readonly #latest: string;
	readonly #previous: string;
	readonly #onFault: (line: string) => void;

	/** onFault: one line for people about each file that is refused. */
	constructor(options: SaveStoreOptions, dependencies: { readonly onFault: (line: string) => void }) {
		this.#folder = options.folder;
		this.#latest = join(options.folder, `${options.name}.save`);
		this.#previous = join(options.folder, `${options.name}.previous.save`);
		this.#onFault = dependencies.onFault;
	}

	/** Rejects with the system's error where the folder cannot be written. */
	async write(save: Save): Promise<void> {
		await mkdir(this.#folder, { recursive: true });
		const unfinished = `${this.#latest}.${process.pid}.tmp`;
		const file = await open(unfinished, "w");
		try {
			for (const piece of encodeSave(save)) await file.writeFile(piece);
			await file.sync();
		} finally {
			await file.close();
		}
		await ignoreMissing(rename(this.#latest, this.#previous));
		await rename(unfinished, this.#latest);
		await syncFolder(this.#folder);
	}

	/** The newest save that can be believed and that the caller wants, or undefined. */
	async read(wanted: (save: Save) => boolean): Promise<Save | undefined> {
		for (const path of [this.#latest, this.#previous]) {
			const bytes = await ignoreMissing(readFile(path));
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

async function ignoreMissing<T>(action: Promise<T>): Promise<T | undefined> {
	try {
		return await action;
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
		throw error;
	}
}

/** Makes the renames last; a system that cannot open folders (Windows) does without. */
async function syncFolder(path: string): Promise<void> {
	if (process.platform === "win32") return;
	const folder = await open(path, "r");
	try {
		await folder.sync();
	} finally {
		await folder.close();
	}
}
