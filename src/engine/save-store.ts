// The saves of one test in the data folder: the last two are kept, each written whole before it takes its name.
// Promises that a crash or a power cut at any moment leaves a readable save, if there was one; never deletes one unasked.
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { readIfPresent, writeAtomically } from "./atomic-file.ts";
import { decodeSave, encodeSave, type Save, SaveFault } from "./save-file.ts";

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

	/** The newest save that can be believed and that the caller wants, or undefined. */
	async read(wanted: (save: Save) => boolean): Promise<Save | undefined> {
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
