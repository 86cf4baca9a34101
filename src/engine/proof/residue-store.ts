// The residues that a PRP test keeps for its proof, each in a file of its own: unverified until a check that covers it has passed.
// Promises that what a save counts on is on the disk before it. A disk that refuses costs the proof, never the test.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError } from "../saves/atomic-file.ts";
import type { ResidueKeeper } from "../sequence/prp.ts";
import { proofPoints } from "./points.ts";

export interface ResidueStoreOptions {
	readonly folder: string;
	readonly exponent: number;
	readonly power: number;
}

export class ResidueStore implements ResidueKeeper {
	readonly #options: ResidueStoreOptions;
	readonly #onFault: (line: string) => void;
	readonly #points: readonly number[];
	/** Files written since the last flush(). */
	#unsynced: string[] = [];
	#verified: number;
	#failed = false;

	/** verified: how far the test's save is covered by checks. onFault: one line for people, once. */
	constructor(options: ResidueStoreOptions & { readonly verified: number }, dependencies: { readonly onFault: (line: string) => void }) {
		this.#options = options;
		this.#onFault = dependencies.onFault;
		this.#points = proofPoints(options.exponent, options.power);
		this.#verified = options.verified;
	}

	next(iteration: number): number {
		return (this.#failed ? undefined : this.#points.find((point) => point > iteration)) ?? Number.POSITIVE_INFINITY;
	}

	take(iteration: number, bytes: Uint8Array): void {
		this.#try(() => {
			mkdirSync(this.#options.folder, { recursive: true });
			const path = this.#path(iteration, "unverified");
			writeFileSync(path, Buffer.concat([bytes, digestOf(bytes)]));
			this.#unsynced.push(path);
		});
	}

	async verified(iteration: number): Promise<void> {
		await this.flush();
		this.#try(() => {
			for (const point of this.#points.filter((each) => each > this.#verified && each <= iteration)) {
				const unverified = this.#path(point, "unverified");
				if (existsSync(unverified)) renameSync(unverified, this.#path(point, "residue"));
			}
		});
		this.#verified = Math.max(this.#verified, iteration);
	}

	/** All that was taken outlives a power cut. */
	async flush(): Promise<void> {
		try {
			for (const path of this.#unsynced.splice(0)) {
				const file = await open(path, "r+");
				await file.sync();
				await file.close();
			}
		} catch (error) {
			this.#fail(error);
		}
	}

	/** The largest power for which every point up to the last verified one is there. */
	availablePower(): number {
		const missing = (power: number): boolean =>
			proofPoints(this.#options.exponent, power).some((point) => point <= this.#verified && !existsSync(this.#path(point, "residue")));
		let { power } = this.#options;
		while (power > 0 && missing(power)) power--;
		return power;
	}

	/** The bytes of a verified residue; undefined where they are not there or damaged. */
	async read(iteration: number): Promise<Buffer | undefined> {
		const path = this.#path(iteration, "residue");
		const content = await readFile(path).catch(() => undefined);
		const bytes = content?.subarray(0, Math.ceil(this.#options.exponent / 8));
		return bytes !== undefined && content?.subarray(bytes.length).equals(digestOf(bytes)) === true ? bytes : undefined;
	}

	async remove(): Promise<void> {
		await rm(this.#options.folder, { recursive: true, force: true });
	}

	#path(iteration: number, state: "unverified" | "residue"): string {
		return join(this.#options.folder, `${iteration}.${state}`);
	}

	#try(action: () => void): void {
		try {
			if (!this.#failed) action();
		} catch (error) {
			this.#fail(error);
		}
	}

	#fail(error: unknown): void {
		if (!isSystemError(error)) throw error;
		this.#failed = true;
		this.#onFault(`M${this.#options.exponent}: cannot keep residues for a proof, the test goes on without: ${error.message}`);
	}
}

function digestOf(bytes: Uint8Array): Buffer {
	return createHash("sha256").update(bytes).digest();
}
