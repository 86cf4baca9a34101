// Fetches proof files, one at a time, piece by piece: one piece is asked for when the one before has come, of one partner after another
// until somebody has the file. Holds no bytes, and believes nobody: whether it is the right file is seen when it is checked.
import { PROOF_PIECE_BYTES, WANT_TIMEOUT_MS } from "../limits.ts";
import { charactersOf } from "../proof.ts";
import type { NamedProof, ProofPiece } from "../proof.ts";
import type { Emit, Partner } from "./events.ts";
import type { Partners } from "./partners.ts";

export interface ProofFetchDependencies {
	readonly partners: Partners;
	readonly emit: Emit;
	/** 0 <= random() < 1. */
	readonly random: () => number;
	/** All pieces are here. */
	readonly fetched: (proof: NamedProof) => void;
	/** Nobody had it. */
	readonly failed: (now: number, proof: NamedProof) => void;
}

interface Fetch {
	readonly proof: NamedProof;
	/** Partners that were not asked yet. */
	readonly left: Partner[];
	source: Partner | undefined;
	/** Bytes that are here. */
	at: number;
	askedAt: number;
}

export class ProofFetch {
	readonly #dependencies: ProofFetchDependencies;
	#fetch: Fetch | null = null;

	constructor(dependencies: ProofFetchDependencies) {
		this.#dependencies = dependencies;
	}

	/** The proof that is being fetched, or was and is being checked. */
	get proof(): NamedProof | null {
		return this.#fetch?.proof ?? null;
	}

	/** Only where there is no other. */
	begin(now: number, proof: NamedProof): void {
		const { partners, random } = this.#dependencies;
		const left = partners.some(partners.active().length, random);
		this.#fetch = { proof, left, source: undefined, at: 0, askedAt: now };
		this.askNext(now);
	}

	/** Of another partner, from the beginning. */
	askNext(now: number): void {
		const fetch = this.#fetch;
		if (fetch === null) return;
		do fetch.source = fetch.left.pop();
		while (fetch.source !== undefined && this.#dependencies.partners.get(fetch.source.link) === undefined);
		fetch.at = 0;
		if (fetch.source !== undefined) return this.#ask(now, fetch, fetch.source);
		this.end();
		this.#dependencies.failed(now, fetch.proof);
	}

	/** A piece that was asked for; any other is not looked at. */
	heard(now: number, from: Partner, { hash, at, bytes = "" }: ProofPiece): void {
		const fetch = this.#fetch;
		if (fetch === null || hash !== fetch.proof.hash || from.link !== fetch.source?.link || at !== fetch.at) return;
		const expected = Math.min(PROOF_PIECE_BYTES, fetch.proof.bytes - at);
		if (bytes.length !== charactersOf(expected)) return this.askNext(now);
		this.#dependencies.emit({ type: "keep-piece", hash, at, bytes });
		fetch.at += expected;
		if (fetch.at < fetch.proof.bytes) this.#ask(now, fetch, fetch.source);
		else this.#dependencies.fetched(fetch.proof);
	}

	wake(now: number): void {
		const fetch = this.#fetch;
		if (fetch === null || fetch.at === fetch.proof.bytes) return;
		const isGone = fetch.source === undefined || this.#dependencies.partners.get(fetch.source.link) === undefined;
		if (isGone || now >= fetch.askedAt + WANT_TIMEOUT_MS) this.askNext(now);
	}

	end(): void {
		this.#fetch = null;
	}

	#ask(now: number, fetch: Fetch, to: Partner): void {
		fetch.askedAt = now;
		this.#dependencies.emit({ type: "say-proof", to, piece: { hash: fetch.proof.hash, at: fetch.at } });
	}
}
