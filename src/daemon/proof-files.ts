// The files of proofs: those of this node's tests, until somebody has checked them, and one of another while it is fetched and checked.
// Bounded: the oldest of its own make room. A disk that refuses costs a proof, never a result.
import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, readdirSync, rmSync } from "node:fs";
import { open, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Input } from "../core/core.ts";
import { EngineError, type ProofEngine } from "../engine/engine.ts";
import { powerWithin, usualPower } from "../engine/proof-power.ts";
import type { ProofOptions, ProofSummary } from "../engine/proofs.ts";
import { PROOF_PIECE_BYTES } from "../search/limits.ts";
import type { Proof } from "../search/proof.ts";
import type { ProofVerdict } from "../search/shared/events.ts";
import type { ProofPort } from "./ports.ts";

/** Of what is free, so that proofs never fill a disk. */
const SHARE_OF_FREE = 0.9;

export interface ProofFilesOptions {
	readonly folder: string;
	/** For the residues of one test, and for all files together. */
	readonly diskBytes: number;
}

export interface ProofFilesDependencies {
	readonly engine: Pick<ProofEngine, "verifyProof">;
	readonly feed: (input: Input) => void;
	/** Something could not be read, kept or checked that nobody waits for. */
	readonly onFailure: (error: Error) => void;
}

export class ProofFiles implements ProofPort {
	readonly #options: ProofFilesOptions;
	readonly #dependencies: ProofFilesDependencies;
	/** Pieces are written one after another. */
	#writing: Promise<void> = Promise.resolve();

	constructor(options: ProofFilesOptions, dependencies: ProofFilesDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
		mkdirSync(options.folder, { recursive: true });
		for (const name of readdirSync(options.folder)) if (name.endsWith(".part")) rmSync(join(options.folder, name), { force: true });
	}

	/** The proof that a test of the exponent makes; undefined: none, for want of disk. */
	async plan(exponent: number): Promise<ProofOptions | undefined> {
		const { folder, diskBytes } = this.#options;
		const { bavail, bsize } = await statfs(folder);
		const power = powerWithin(exponent, usualPower(exponent), Math.min(diskBytes, bavail * bsize * SHARE_OF_FREE));
		return power === 0 ? undefined : { power, file: join(folder, `M${exponent}-${power}.new`) };
	}

	/** A proof that was made, to be given to others by its hash. */
	async take({ file, power }: ProofSummary): Promise<Proof | undefined> {
		try {
			const [{ size }, hash] = await Promise.all([stat(file), hashOf(file)]);
			await rename(file, this.#whole(hash));
			await this.#makeRoom();
			return { power, bytes: size, hash };
		} catch (error) {
			return this.#failed(error);
		}
	}

	read(id: number, hash: string, at: number): void {
		const answer = (bytes: string): void => this.#dependencies.feed({ type: "piece-read", id, bytes });
		this.#piece(hash, at).then(answer, () => answer(""));
	}

	keep(hash: string, at: number, bytes: string): void {
		this.#writing = this.#writing
			.then(() => this.#append(hash, at, Buffer.from(bytes, "base64url")))
			.catch((error: unknown) => this.#failed(error));
	}

	check(exponent: number, hash: string): void {
		void this.#verdict(exponent, hash).then((verdict) => this.#dependencies.feed({ type: "proof-checked", exponent, verdict }));
	}

	drop(hash: string): void {
		for (const path of [this.#whole(hash), this.#part(hash)]) rm(path, { force: true }).catch((error: unknown) => this.#failed(error));
	}

	async #verdict(exponent: number, hash: string): Promise<ProofVerdict> {
		await this.#writing;
		const part = this.#part(hash);
		try {
			if ((await hashOf(part)) !== hash) return { type: "strange" };
			const { number, base, refusal, res64 } = await this.#dependencies.engine.verifyProof(part);
			const isOfTest = number === `M${exponent}` && base === 3;
			return isOfTest && refusal === null ? { type: "holds", res64 } : { type: "false" };
		} catch (error) {
			this.#failed(error);
			return { type: "failed" };
		}
	}

	async #append(hash: string, at: number, bytes: Uint8Array): Promise<void> {
		const file = await open(this.#part(hash), at === 0 ? "w" : "r+");
		try {
			await file.write(bytes, 0, bytes.length, at);
		} finally {
			await file.close();
		}
	}

	async #piece(hash: string, at: number): Promise<string> {
		const file = await open(this.#whole(hash), "r");
		try {
			const { buffer, bytesRead } = await file.read(Buffer.alloc(PROOF_PIECE_BYTES), 0, PROOF_PIECE_BYTES, at);
			return buffer.toString("base64url", 0, bytesRead);
		} finally {
			await file.close();
		}
	}

	/** Without those that were made first, where all are too many. */
	async #makeRoom(): Promise<void> {
		const { folder, diskBytes } = this.#options;
		const paths = (await readdir(folder)).filter((name) => name.endsWith(".proof")).map((name) => join(folder, name));
		const files = await Promise.all(paths.map(async (path) => ({ path, stats: await stat(path) })));
		let left = diskBytes;
		for (const { path, stats } of files.toSorted((a, b) => b.stats.mtimeMs - a.stats.mtimeMs))
			if ((left -= stats.size) < 0) await rm(path, { force: true });
	}

	#whole(hash: string): string {
		return join(this.#options.folder, `${hash}.proof`);
	}

	#part(hash: string): string {
		return join(this.#options.folder, `${hash}.part`);
	}

	/** What the system or the engine refuses; others are ours. */
	#failed(error: unknown): undefined {
		if (!(error instanceof EngineError || (error instanceof Error && "syscall" in error))) throw error;
		this.#dependencies.onFailure(error);
	}
}

async function hashOf(path: string): Promise<string> {
	const hash = createHash("sha256");
	await pipeline(createReadStream(path), hash);
	return hash.digest("base64url");
}
