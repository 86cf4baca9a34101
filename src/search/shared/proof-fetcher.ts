// Fetches proof files, one at a time, piece by piece: one piece is asked for when the one before has come, of one partner after another
// until somebody has the file. Holds no bytes, and believes nobody: whether it is the right file is seen when it is checked.
import { PROOF_PIECE_BYTES, WANT_TIMEOUT_MS } from "../limits.ts";
import { charactersOf } from "../proof.ts";
import type { NamedProof, ProofPiece } from "../proof.ts";
import type { Emit, Partner } from "./events.ts";
import type { Partners } from "./partners.ts";

export interface ProofFetcherDependencies {
	readonly partners: Partners;
	readonly emit: Emit;
	/** 0 <= random() < 1. */
	readonly random: () => number;
	/** All pieces are here. */
	readonly fetched: (proof: NamedProof) => void;
	/** Nobody had it. */
	readonly failed: (now: number, proof: NamedProof) => void;
}

interface Errand {
	readonly proof: NamedProof;
	/** Partners that were not asked yet. */
	readonly left: Partner[];
	source: Partner | undefined;
	/** Bytes that are here. */
	at: number;
	askedAt: number;
}

export class ProofFetcher {
	readonly #dependencies: ProofFetcherDependencies;
	#errand: Errand | null = null;

	constructor(dependencies: ProofFetcherDependencies) {
		this.#dependencies = dependencies;
	}

	/** The proof that is being fetched, or was and is being checked. */
	get proof(): NamedProof | null {
		return this.#errand?.proof ?? null;
	}

	/** Only where there is no other. */
	begin(now: number, proof: NamedProof): void {
		const { partners, random } = this.#dependencies;
		const left = partners.some(partners.active().length, random);
		this.#errand = { proof, left, source: undefined, at: 0, askedAt: now };
		this.askNext(now);
	}

	/** Of another partner, from the beginning. */
	askNext(now: number): void {
		const errand = this.#errand;
		if (errand === null) return;
		do errand.source = errand.left.pop();
		while (errand.source !== undefined && this.#dependencies.partners.get(errand.source.link) === undefined);
		errand.at = 0;
		if (errand.source !== undefined) return this.#ask(now, errand, errand.source);
		this.end();
		this.#dependencies.failed(now, errand.proof);
	}

	/** A piece that was asked for; any other is not looked at. */
	heard(now: number, from: Partner, { hash, at, bytes = "" }: ProofPiece): void {
		const errand = this.#errand;
		if (errand === null || hash !== errand.proof.hash || from.link !== errand.source?.link || at !== errand.at) return;
		const expected = Math.min(PROOF_PIECE_BYTES, errand.proof.bytes - at);
		if (bytes.length !== charactersOf(expected)) return this.askNext(now);
		this.#dependencies.emit({ type: "keep-piece", hash, at, bytes });
		errand.at += expected;
		if (errand.at < errand.proof.bytes) this.#ask(now, errand, errand.source);
		else this.#dependencies.fetched(errand.proof);
	}

	wake(now: number): void {
		const errand = this.#errand;
		if (errand === null || errand.at === errand.proof.bytes) return;
		const isGone = errand.source === undefined || this.#dependencies.partners.get(errand.source.link) === undefined;
		if (isGone || now >= errand.askedAt + WANT_TIMEOUT_MS) this.askNext(now);
	}

	end(): void {
		this.#errand = null;
	}

	#ask(now: number, errand: Errand, to: Partner): void {
		errand.askedAt = now;
		this.#dependencies.emit({ type: "say-proof", to, piece: { hash: errand.proof.hash, at: errand.at } });
	}
}
