// The proof of one PRP test: what the test keeps for it on the way, and at the end the file, written, checked and only then told.
// A proof that cannot be made costs the proof, never the result.
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { EngineError } from "../engine.ts";
import { bytesToBigInt } from "../integers/bigint-bytes.ts";
import { buildProof } from "../proof/build-proof.ts";
import { proofPoints } from "../proof/points.ts";
import { productSlots } from "../proof/powers.ts";
import { encodeHeader } from "../proof/proof-file.ts";
import { residueFolder } from "../proof-power.ts";
import { ResidueStore } from "../proof/residue-store.ts";
import { verifyProof, type VerifyDependencies } from "../proof/verify-proof.ts";
import type { ProofOptions, ProofSummary } from "../proofs.ts";
import { isSystemError, syncFolder } from "../saves/atomic-file.ts";
import { type ResidueKeeper, typeOne } from "../sequence/prp.ts";
import { res64 } from "../sequence/sequence.ts";
import type { Squarer } from "../squaring/squarer.ts";

export interface ProvingOptions extends ProofOptions {
	readonly exponent: number;
	readonly dataDir: string;
	readonly signal: AbortSignal;
}

export class Proving {
	readonly #options: ProvingOptions;
	readonly #dependencies: VerifyDependencies;
	#store: ResidueStore | undefined;

	constructor(options: ProvingOptions, dependencies: VerifyDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
	}

	/** verified: the iteration up to which the test that goes on is covered by checks. Undefined where it is too late for a proof. */
	keeper(verified: number): ResidueKeeper | undefined {
		const { exponent, power, dataDir } = this.#options;
		const folder = residueFolder(dataDir, exponent);
		const onFault = this.#dependencies.onError;
		let store = new ResidueStore({ folder, exponent, power, verified }, { onFault });
		const available = store.availablePower();
		if (available < power) {
			const isOver = verified >= exponent;
			if (!isOver)
				this.#say(
					available === 0
						? "residues of the test so far are missing: no proof"
						: `some residues are missing: a proof of power ${available}`,
				);
			store = new ResidueStore({ folder, exponent, power: available, verified }, { onFault });
		}
		this.#store = available === 0 ? undefined : store;
		return this.#store;
	}

	/** What a save counts on is on the disk. */
	async flush(): Promise<void> {
		await this.#store?.flush();
	}

	/** The proof that the file holds already, or a new one; undefined, and said, where there can be none. residue: of type 3. */
	async make(residue: bigint): Promise<ProofSummary | undefined> {
		const { file, signal } = this.#options;
		const store = this.#store;
		try {
			const power = store === undefined ? 0 : await this.#intactPower(store, residue);
			if (store === undefined || power === 0) return await this.#earlier(residue);
			const { squarers } = this.#dependencies;
			const squarer = await squarers.fastest(this.#options.exponent, 0, () => this.#breathe(), productSlots(this.#options.exponent));
			const length = squarer.transformLength;
			const proof =
				(await this.#attempt(store, power, squarer)) ??
				(await this.#attempt(store, power, squarers.different(this.#options.exponent, length, productSlots(this.#options.exponent))));
			if (proof === undefined) this.#say("two attempts at a proof did not hold: no proof");
			await store.remove();
			return proof;
		} catch (error) {
			if (signal.aborted || !(isSystemError(error) || error instanceof EngineError)) throw error;
			this.#say(`no proof in ${file}: ${error.message}`);
			return undefined;
		}
	}

	/** Builds, writes and checks; undefined where it does not hold. Closes the squarer. */
	async #attempt(store: ResidueStore, power: number, squarer: Squarer): Promise<ProofSummary | undefined> {
		const { exponent, file, signal } = this.#options;
		const points = proofPoints(exponent, power);
		const residue = async (point: number): Promise<Uint8Array> => {
			const bytes = await store.read(points[point - 1] ?? 0);
			if (bytes === undefined) throw new EngineError("a residue that was kept is gone");
			return bytes;
		};
		const unfinished = `${file}.${process.pid}.tmp`;
		await mkdir(dirname(file), { recursive: true });
		await removeLeftBehind(file);
		const output = await open(unfinished, "w");
		try {
			await output.writeFile(encodeHeader(power, `M${exponent}`));
			await buildProof(
				{ power, residue },
				squarer,
				() => this.#breathe(),
				(bytes) => output.writeFile(bytes),
			);
			await output.sync();
			await output.close();
			squarer.close();
			const { refusal, proof } = await verifyProof(unfinished, signal, this.#dependencies);
			if (refusal !== null) return this.#no(`the proof that was made does not hold: ${refusal}`);
			await rename(unfinished, file);
			await syncFolder(dirname(file));
			return { ...proof, file };
		} finally {
			squarer.close();
			await output.close();
			await rm(unfinished, { force: true });
		}
	}

	/** The largest power all of whose residues can be read; the last must be the result. */
	async #intactPower(store: ResidueStore, residue: bigint): Promise<number> {
		const { exponent } = this.#options;
		const last = await store.read(exponent);
		if (last === undefined || bytesToBigInt(last) !== residue) return 0;
		let power = store.availablePower();
		const asked = power;
		for (; power > 0; power--) {
			let intact = true;
			for (const point of proofPoints(exponent, power)) intact &&= (await store.read(point)) !== undefined;
			if (intact) break;
		}
		if (power < asked) this.#say(`some residues are damaged: a proof of power ${power}`);
		return power;
	}

	/** A test that is asked again after its end finds its proof where it wrote it. */
	async #earlier(residue: bigint): Promise<ProofSummary | undefined> {
		const { exponent, file, signal } = this.#options;
		const verdict = await verifyProof(file, signal, this.#dependencies);
		const isOurs = verdict.number === `M${exponent}` && verdict.base === 3 && verdict.refusal === null;
		if (isOurs && verdict.res64 === res64(typeOne(residue, exponent))) return verdict.proof;
		return this.#no(`${file} holds no proof of this test`);
	}

	#no(line: string): undefined {
		this.#say(line);
		return undefined;
	}

	#say(line: string): void {
		this.#dependencies.onError(`M${this.#options.exponent}: ${line}`);
	}

	async #breathe(): Promise<void> {
		await nextTurn();
		this.#options.signal.throwIfAborted();
	}
}

/** What killed processes have begun: only one works on a test. */
async function removeLeftBehind(file: string): Promise<void> {
	const begun = `${basename(file)}.`;
	for (const name of await readdir(dirname(file)))
		if (name.startsWith(begun) && name.endsWith(".tmp")) await rm(join(dirname(file), name), { force: true });
}
