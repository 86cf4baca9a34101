// The twin of proof files: what stands at a file's beginning is the residue that it proves, which no false one can be made to hold.
import type { Clock } from "./clock.ts";
import { hashOf } from "./crypto-twin.ts";
import { prpResidueOf } from "./residues.ts";
import type { Input } from "../../src/core/core.ts";
import type { ProofPort } from "../../src/daemon/ports.ts";
import { PROOF_PIECE_BYTES } from "../../src/search/limits.ts";
import { charactersOf } from "../../src/search/proof.ts";
import type { Proof } from "../../src/search/proof.ts";

const POWER = 1;
const HEADER_BYTES = 60;
const READ_MS = 1;
const CHECK_MS = 500;

export interface ProofTwinDependencies {
	readonly clock: Clock;
	readonly answer: (input: Input) => void;
}

export class ProofTwin implements ProofPort {
	readonly #dependencies: ProofTwinDependencies;
	/** By their hashes, in the letters of base64url. */
	readonly files = new Map<string, string>();

	constructor(dependencies: ProofTwinDependencies) {
		this.#dependencies = dependencies;
	}

	/** A proof of this residue, true or false. */
	make(exponent: number, res64: string): Proof {
		const bytes = (POWER + 1) * Math.ceil(exponent / 8) + HEADER_BYTES;
		const file = `M${exponent}_${res64}_`.padEnd(charactersOf(bytes), "x");
		const hash = hashOf(file);
		this.files.set(hash, file);
		return { power: POWER, bytes, hash };
	}

	read(id: number, hash: string, at: number): void {
		const { clock, answer } = this.#dependencies;
		const bytes = (this.files.get(hash) ?? "").slice(charactersOf(at), charactersOf(at + PROOF_PIECE_BYTES));
		clock.in(READ_MS, () => answer({ type: "piece-read", id, bytes }));
	}

	keep(hash: string, at: number, bytes: string): void {
		this.files.set(hash, (at === 0 ? "" : (this.files.get(hash) ?? "")) + bytes);
	}

	check(exponent: number, hash: string): void {
		const { clock, answer } = this.#dependencies;
		const file = this.files.get(hash) ?? "";
		const [, res64 = ""] = file.split("_");
		const isTrue = file.startsWith(`M${exponent}_`) && res64 === prpResidueOf(exponent);
		const verdict =
			hashOf(file) !== hash ? ({ type: "strange" } as const) : isTrue ? ({ type: "holds", res64 } as const) : ({ type: "false" } as const);
		clock.in(CHECK_MS, () => answer({ type: "proof-checked", exponent, verdict }));
	}

	drop(hash: string): void {
		this.files.delete(hash);
	}
}
