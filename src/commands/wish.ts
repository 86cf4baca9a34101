// A person's wish that the work in a folder rests: a file in it, so that every platform, other programs and the next start can see it.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const FILE = "paused";

export class Wish {
	readonly #path: string;

	/** In the data folder of the work. */
	constructor(dataDir: string) {
		this.#path = join(dataDir, FILE);
	}

	get isForRest(): boolean {
		return existsSync(this.#path);
	}

	rest(): void {
		mkdirSync(dirname(this.#path), { recursive: true });
		writeFileSync(this.#path, "");
	}

	goOn(): void {
		rmSync(this.#path, { force: true });
	}
}
