// Checks anyone's proof of a PRP test. What it accepts is right but for a chance of about 2^-64; what it refuses was refused twice,
// by transforms of two lengths. Source: Pietrzak's protocol, as docs/ENGINE.md tells it.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { EngineError, type TestProgress } from "../engine.ts";
import { bytesToBigInt } from "../integers/bigint-bytes.ts";
import type { ProofVerdict } from "../proofs.ts";
import { REPORT_EVERY_MS, ROUND_OFF_LIMIT } from "../sequence/sequence-run.ts";
import { ModularSquarer } from "../squaring/modular-squarer.ts";
import type { Digits, Squarer } from "../squaring/squarer.ts";
import type { SquarerSource } from "../squaring/squarer-source.ts";
import { Challenge } from "./challenge.ts";
import { areCongruent, type Claim, claimOf } from "./claim.ts";
import { loadProduct, productSlots } from "./powers.ts";
import { PROOF_VERSION, ProofFile } from "./proof-file.ts";
import { ProofFault } from "./proof-fault.ts";

/** What a power of 64 bits comes to, in squarings; for the progress. */
const POWER_SQUARINGS = 90;

export interface VerifyDependencies {
	readonly squarers: SquarerSource;
	readonly onProgress: (progress: TestProgress) => void;
	readonly onSquarings: (count: number) => void;
	/** One line for people about an error that was repaired. */
	readonly onError: (line: string) => void;
	/** Monotonic milliseconds. */
	readonly now: () => number;
}

/** Rejects with the signal's reason when aborted, with EngineError where the file is no proof that can be checked here. */
export async function verifyProof(path: string, signal: AbortSignal, dependencies: VerifyDependencies): Promise<ProofVerdict> {
	let file: ProofFile | undefined;
	try {
		file = await ProofFile.open(path);
		return await new Verification(path, file, signal, dependencies).verdict();
	} catch (error) {
		throw error instanceof ProofFault ? new EngineError(`${path}: ${error.message}`) : error;
	} finally {
		await file?.close();
	}
}

/** Bits squared between two turns of the event loop: less than a tenth of a second. */
const STEP_BITS = 5e8;
const UNSAFE = "the round-off is too large to check it here";

/** A digit may have been rounded to the wrong one. */
class UnsafeRoundOff extends Error {}

type Outcome = Claim & { readonly refusal: string | null };

const NO_CLAIM: Claim = { prime: false, hidesPrime: false, res64: "0".repeat(16), residueType: 3 };

class Verification {
	readonly #path: string;
	readonly #file: ProofFile;
	readonly #signal: AbortSignal;
	readonly #dependencies: VerifyDependencies;
	/** Squarings of one of the proofs in the file, and what is left of them behind its middles. */
	readonly #span: number;
	readonly #tail: number;
	#done = 0;
	#reported = 0;
	#roundOff = 0;

	constructor(path: string, file: ProofFile, signal: AbortSignal, dependencies: VerifyDependencies) {
		this.#path = path;
		this.#file = file;
		this.#signal = signal;
		this.#dependencies = dependencies;
		const { number, multiplicity, power } = file.header;
		this.#span = Math.floor(number.squarings / multiplicity);
		this.#tail = Math.ceil(this.#span / 2 ** power);
	}

	async verdict(): Promise<ProofVerdict> {
		const { number, power, multiplicity, base, hashSize } = this.#file.header;
		const { now, squarers } = this.#dependencies;
		const started = now();
		// Before any memory is taken for the arithmetic.
		for (let proof = 0; proof < multiplicity; proof++) for (let i = 0; i <= power; i++) await this.#residue(proof, i);
		const first = number.isMersenne
			? await squarers.fastest(number.n, this.#tail * multiplicity, () => this.#breathe(), productSlots(number.n))
			: new ModularSquarer(number.modulus);
		const length = first.transformLength;
		let outcome = await this.#attempt(first);
		if (outcome.refusal !== null && length > 0) {
			const again = await this.#attempt(squarers.different(number.n, length, productSlots(number.n)));
			if (again.refusal !== outcome.refusal) this.#dependencies.onError(`${this.#path}: one run says ${outcome.refusal}, another does not`);
			outcome = again;
		}
		if (outcome.refusal === UNSAFE) throw new EngineError(`${this.#path}: ${UNSAFE}`);
		return {
			number: number.text,
			exponent: number.n,
			base,
			proof: { version: PROOF_VERSION, power, hashSize, md5: await md5Of(this.#path), file: this.#path },
			multiplicity,
			...outcome,
			squarings: this.#total,
			seconds: (now() - started) / 1000,
		};
	}

	get #total(): number {
		const { multiplicity, power } = this.#file.header;
		return multiplicity * (this.#tail + 2 * power * POWER_SQUARINGS);
	}

	/** Closes the squarer. */
	async #attempt(squarer: Squarer): Promise<Outcome> {
		const { multiplicity, number, base } = this.#file.header;
		this.#done = this.#roundOff = 0;
		try {
			let start = await this.#start(squarer);
			let refusal: string | null = null;
			for (let proof = 0; proof < multiplicity && refusal === null; proof++) {
				const folded = await this.#fold(squarer, proof, start);
				// Made of the number's own factors: zero squared stays zero.
				if (folded.start === 0n) return { ...NO_CLAIM, refusal: "its middles lead to zero" };
				if (!areCongruent(await this.#squared(squarer, folded.start), folded.final, number))
					refusal = "the squarings do not lead from the start to the residue";
				start = await this.#residue(proof, 0);
			}
			const claim = await claimOf({ number, base, final: start }, squarer, () => this.#breathe());
			this.#requireSafe(squarer);
			if (claim.hidesPrime) refusal ??= "its residue is that of a prime, hidden by a root of unity";
			return { ...claim, refusal };
		} catch (error) {
			if (error instanceof UnsafeRoundOff) return { ...NO_CLAIM, refusal: UNSAFE };
			throw error;
		} finally {
			squarer.close();
		}
	}

	/** base^k, squared as often as the proofs in the file leave over. */
	async #start(squarer: Squarer): Promise<bigint> {
		const { number, base, multiplicity } = this.#file.header;
		await loadProduct(squarer, [{ base: squarer.digitsOf(BigInt(base)), exponent: BigInt(number.k) }], () => this.#breathe());
		squarer.square(number.squarings % multiplicity);
		return squarer.read();
	}

	/** Each middle halves the way from the start to the final residue. */
	async #fold(squarer: Squarer, proof: number, from: bigint): Promise<{ readonly start: bigint; readonly final: bigint }> {
		const { power, hashSize } = this.#file.header;
		const breathe = (): Promise<void> => this.#breathe();
		const bytes = await this.#file.residue(proof, 0);
		const challenge = new Challenge(bytes, hashSize);
		let start = squarer.digitsOf(from);
		let final = squarer.digitsOfBytes(bytes);
		let span = this.#span;
		for (let i = 1; i <= power; i++) {
			const middleBytes = await this.#file.residue(proof, i);
			const middle = squarer.digitsOfBytes(middleBytes);
			const exponent = challenge.next(middleBytes);
			final = await this.#product(squarer, { base: middle, exponent }, { base: final, exponent: span % 2 === 0 ? 1n : 2n }, breathe);
			start = await this.#product(squarer, { base: start, exponent }, { base: middle, exponent: 1n }, breathe);
			span = Math.ceil(span / 2);
		}
		squarer.restore(final);
		const finalResidue = squarer.read();
		squarer.restore(start);
		return { start: squarer.read(), final: finalResidue };
	}

	async #product(
		squarer: Squarer,
		a: { readonly base: Digits; readonly exponent: bigint },
		b: { readonly base: Digits; readonly exponent: bigint },
		breathe: () => Promise<void>,
	): Promise<Digits> {
		// A hash of zero is as good as any other.
		await loadProduct(squarer, a.exponent === 0n ? [b] : [a, b], breathe);
		this.#done += POWER_SQUARINGS;
		this.#requireSafe(squarer);
		return squarer.save();
	}

	/** As many squarings as the middles leave. No check covers them: what an error breaks does not hold, and is done again. */
	async #squared(squarer: Squarer, start: bigint): Promise<bigint> {
		const { now, onSquarings } = this.#dependencies;
		squarer.load(start);
		const step = Math.max(1, Math.floor(STEP_BITS / squarer.exponent));
		for (let left = this.#tail; left > 0; left -= step) {
			const count = Math.min(step, left);
			const before = now();
			squarer.square(count);
			onSquarings(count);
			this.#done += count;
			this.#report(squarer, (now() - before) / count);
			this.#requireSafe(squarer);
			await this.#breathe();
		}
		return squarer.read();
	}

	#report({ exponent, transformLength }: Squarer, msPerIteration: number): void {
		const { now, onProgress } = this.#dependencies;
		if (now() - this.#reported < REPORT_EVERY_MS) return;
		this.#reported = now();
		const place = { iteration: this.#done, iterations: this.#total };
		onProgress({ exponent, kind: "verify", ...place, msPerIteration, roundOff: this.#roundOff, transformLength, errors: 0, resumedAt: 0 });
	}

	/** Zero would make everything hold. */
	async #residue(proof: number, index: number): Promise<bigint> {
		const residue = bytesToBigInt(await this.#file.residue(proof, index));
		if (residue === 0n || residue >= this.#file.header.number.modulus) throw new ProofFault("it holds what is no residue of its number");
		return residue;
	}

	#requireSafe(squarer: Squarer): void {
		const roundOff = squarer.takeRoundOff();
		if (!(roundOff <= ROUND_OFF_LIMIT)) throw new UnsafeRoundOff();
		this.#roundOff = Math.max(this.#roundOff, roundOff);
	}

	async #breathe(): Promise<void> {
		await nextTurn();
		this.#signal.throwIfAborted();
	}
}

async function md5Of(path: string): Promise<string> {
	const hash = createHash("md5");
	for await (const chunk of createReadStream(path)) hash.update(chunk);
	return hash.digest("hex");
}
