// GIMPS's certificate work: the squarings that a proof leaves to be done, from a start value that the server blinded, to the hash of their end.
// Every squaring is covered by Gerbicz's check; a stop loses nothing.
import { createHash, randomInt } from "node:crypto";
import { open } from "node:fs/promises";
import { EngineError, type TestProgress } from "../engine.ts";
import { bigIntToBytes, bytesToBigInt } from "../integers/bigint-bytes.ts";
import type { Certificate, CertificateRequest } from "../proofs.ts";
import { isSystemError } from "../saves/atomic-file.ts";
import { SaveStore, testsFolder } from "../saves/save-store.ts";
import type { History, SequenceState } from "../saves/sequence-state.ts";
import { ProbablePrime } from "../sequence/prp.ts";
import { runSequence } from "../sequence/sequence-run.ts";
import type { VerifyDependencies } from "./verify-proof.ts";

export interface CertifyOptions extends CertificateRequest {
	/** null: nothing is saved. */
	readonly dataDir: string | null;
	readonly saveEveryMs: number;
	readonly signal: AbortSignal;
}

/** Rejects with the signal's reason when aborted and saved, with EngineError where there is no start value or the machine cannot do it. */
export async function certify(options: CertifyOptions, dependencies: VerifyDependencies): Promise<Certificate> {
	const { exponent, squarings, file, dataDir, saveEveryMs, signal } = options;
	const { squarers, onProgress, onError } = dependencies;
	const bytes = Math.ceil(exponent / 8);
	const start = await readStart(file, exponent, bytes);
	// Another start value is other work.
	const name = `M${exponent}-cert-${squarings}-${createHash("sha256").update(start.bytes).digest("hex").slice(0, 16)}`;
	const store = dataDir === null ? undefined : new SaveStore({ folder: testsFolder(dataDir), name }, { onFault: onError });
	const squarer = await squarers.fastest(exponent, squarings, () => Promise.resolve(signal.throwIfAborted()));
	const saved = await store?.read(({ iterations, state }) => {
		return state.exponent === exponent && state.kind === "PRP" && iterations === squarings;
	});
	const sequence = new ProbablePrime(
		{ exponent, iterations: squarings, shift: randomInt(exponent), start: start.residue, resume: saved?.state },
		{ squarer },
	);
	const save = async (state: SequenceState, history: History): Promise<void> => {
		try {
			await store?.write({ iterations: squarings, state, history });
		} catch (error) {
			if (!isSystemError(error)) throw error;
			onError(`M${exponent}: cannot save: ${error.message}`);
		}
	};
	const done = await runSequence(
		sequence,
		squarer,
		{ signal, saveEveryMs, history: saved?.history ?? { seconds: 0, errors: 0, roundOff: 0 } },
		{
			...dependencies,
			save,
			safer: (failed, error) => squarers.safer(failed, error),
			onProgress: (progress: TestProgress) => onProgress({ ...progress, kind: "cert" }),
		},
	);
	const { transformLength } = done.squarer;
	done.squarer.close();
	const { residue, shift } = sequence.result();
	await store?.remove();
	const sha3 = createHash("sha3-256").update(bigIntToBytes(residue, bytes)).digest("hex").toUpperCase();
	const { errors, seconds } = done.history;
	return { exponent, squarings, sha3, shift, transformLength, errors, seconds };
}

async function readStart(path: string, exponent: number, length: number): Promise<{ readonly bytes: Buffer; readonly residue: bigint }> {
	try {
		const file = await open(path, "r");
		try {
			const { size } = await file.stat();
			if (size !== length) throw new EngineError(`${path}: it has ${size} bytes, and a start value for M${exponent} has ${length}`);
			const bytes = await file.readFile();
			const residue = bytesToBigInt(bytes);
			if (residue === 0n || residue >= (1n << BigInt(exponent)) - 1n) throw new EngineError(`${path}: it holds no residue of M${exponent}`);
			return { bytes, residue };
		} finally {
			await file.close();
		}
	} catch (error) {
		throw isSystemError(error) ? new EngineError(`${path}: ${error.message}`) : error;
	}
}
