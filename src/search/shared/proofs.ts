// The proofs of PRP tests that pages name: who checks which, what a check comes to, and the pieces that are given to others.
// A proof that holds is worth a test of one's own and is written down as that; one that does not costs its key all standing.
import { PAGE_EVERY_MS, PROOFS, PROOF_LINGER_MS, PROOF_PATIENCE_MS } from "../limits.ts";
import type { Page } from "../page.ts";
import { proofsOf } from "../proof.ts";
import type { NamedProof, Proof, ProofPiece } from "../proof.ts";
import type { ResidueRecord } from "../record.ts";
import { toWire } from "../record.ts";
import type { Author } from "./author.ts";
import type { CheckReason } from "./checks.ts";
import { OWN } from "./evidence.ts";
import type { Evidence } from "./evidence.ts";
import { event } from "./events.ts";
import type { Emit, Partner, ProofVerdict } from "./events.ts";
import type { Journal, Journals } from "./journals.ts";
import { ProofFetcher } from "./proof-fetcher.ts";
import type { ProofFetcherDependencies } from "./proof-fetcher.ts";
import type { Runs } from "./runs.ts";
import { keyHash, weight } from "./weight.ts";

/** A prover that is not linked now may be soon. */
const MOST_MISSES = 3;

export interface ProofsOptions {
	/** Tests that run at the same time; who tests nothing checks nothing. */
	readonly workers: number;
}

export interface ProofsDependencies extends Pick<ProofFetcherDependencies, "partners" | "random"> {
	readonly journals: Journals;
	readonly evidence: Evidence;
	readonly runs: Runs;
	readonly author: Author;
	readonly emit: Emit;
	readonly nextId: () => number;
}

/** A proof of another that nobody is known to have checked. */
interface Offer extends NamedProof {
	readonly journal: Journal;
	readonly res64: string;
	/** When it is this node's turn. */
	turnAt: number;
	/** How often nobody had it. */
	misses: number;
}

export class Proofs {
	readonly #options: ProofsOptions;
	readonly #dependencies: ProofsDependencies;
	readonly #fetcher: ProofFetcher;
	readonly #offers = new Map<number, Offer>();
	/** Exponents whose proofs are to be checked here, and why; null: it is this node's turn. */
	readonly #wanted = new Map<number, CheckReason | null>();
	/** Proofs of this node that nobody has checked yet, and since when. */
	readonly #own = new Map<number, Proof & { readonly since: number }>();
	/** The time of the latest look. */
	#now = Number.NEGATIVE_INFINITY;
	/** Pieces that are being read, and who waits for them. */
	readonly #reads = new Map<number, { readonly to: Partner; readonly piece: ProofPiece }>();

	constructor(options: ProofsOptions, dependencies: ProofsDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
		this.#fetcher = new ProofFetcher({
			...dependencies,
			fetched: ({ exponent, hash }) => dependencies.emit({ type: "check-proof", exponent, hash }),
			failed: (now, { exponent }) => this.#unavailable(now, exponent, this.#wanted.get(exponent) ?? null),
		});
	}

	/** Proofs that are being fetched or checked here, or that others are likely to ask for. */
	get isBusy(): boolean {
		if (this.#wanted.size > 0) return true;
		for (const { turnAt } of this.#offers.values()) if (turnAt <= this.#now + PROOF_PATIENCE_MS) return true;
		if (this.#dependencies.partners.active().length === 0) return false;
		for (const { since } of this.#own.values()) if (this.#now < since + PROOF_LINGER_MS) return true;
		return false;
	}

	/** A page of another was taken in: the proofs that it names. */
	named(now: number, journal: Journal, page: Page): void {
		const { evidence } = this.#dependencies;
		if (this.#options.workers === 0 || journal.number === OWN || evidence.standing.isWrong(journal.number)) return;
		for (const proof of proofsOf(page)) {
			const { exponent } = proof;
			const said = evidence.knowledge.records(exponent).find(({ key, kind }) => key === journal.number && kind === "PRP");
			if (said === undefined || said.res64 === null || this.#offers.has(exponent) || this.#isChecked(exponent)) continue;
			const [oldest] = this.#offers.keys();
			if (oldest !== undefined && this.#offers.size >= PROOFS) this.#drop(oldest);
			const turnAt = now + PAGE_EVERY_MS + PROOF_PATIENCE_MS * this.#place(journal, exponent);
			this.#offers.set(exponent, { ...proof, journal, res64: said.res64, turnAt, misses: 0 });
		}
	}

	/** A test of this node came with a proof. */
	made(now: number, exponent: number, proof: Proof): void {
		if (this.#own.size < PROOFS) this.#own.set(exponent, { ...proof, since: now });
	}

	/** True where a proof will be checked instead of the test that the check would be. */
	replaces(exponent: number, reason: CheckReason): boolean {
		if (reason === "prime" || !this.#offers.has(exponent) || this.#dependencies.evidence.isTestedHere(exponent)) return false;
		this.#wanted.set(exponent, reason);
		return true;
	}

	wake(now: number): void {
		this.#now = now;
		for (const [exponent, offer] of this.#offers) {
			if (now < offer.turnAt || this.#wanted.has(exponent)) continue;
			if (this.#isChecked(exponent)) this.#drop(exponent);
			else this.#wanted.set(exponent, null);
		}
		for (const [exponent, { hash }] of this.#own) if (this.#isChecked(exponent, true)) this.#forget(exponent, hash);
		this.#fetcher.wake(now);
		this.#begin(now);
	}

	/** A question for a piece of a file, or a piece. A partner's next question is heard when it has the answer to its last. */
	heard(now: number, from: Partner, piece: ProofPiece): void {
		if (piece.bytes !== undefined) return this.#fetcher.heard(now, from, piece);
		if ([...this.#reads.values()].some(({ to }) => to.link === from.link)) return;
		const { nextId, emit } = this.#dependencies;
		const id = nextId();
		this.#reads.set(id, { to: from, piece });
		emit({ type: "read-piece", id, hash: piece.hash, at: piece.at });
	}

	pieceRead(id: number, bytes: string): void {
		const read = this.#reads.get(id);
		this.#reads.delete(id);
		if (read !== undefined) this.#dependencies.emit({ type: "say-proof", to: read.to, piece: { ...read.piece, bytes } });
	}

	checked(now: number, exponent: number, verdict: ProofVerdict): void {
		const offer = this.#offers.get(exponent);
		if (this.#fetcher.proof?.exponent !== exponent) return;
		// Whoever gave it, it is not the file that the page names.
		if (verdict.type === "strange") return this.#fetcher.askNext(now);
		const reason = this.#wanted.get(exponent) ?? null;
		this.#fetcher.end();
		if (verdict.type === "failed") return this.#unavailable(now, exponent, reason ?? "share");
		this.#drop(exponent);
		if (offer === undefined) return;
		if (verdict.type === "holds" && verdict.res64 === offer.res64) this.#confirm(now, offer);
		else this.#refuse(offer);
	}

	#confirm(now: number, { journal, exponent, res64 }: Offer): void {
		const { evidence, author, emit } = this.#dependencies;
		const record: ResidueRecord = { kind: "PRP", exponent, res64, shift: 0, isByProof: true };
		if (!evidence.takeOwn(now, record)) author.add(now, toWire(record));
		emit(event("proof-verified", { key: journal.key, exponent }));
	}

	#refuse({ journal, exponent }: Offer): void {
		this.#dependencies.emit(event("proof-refused", { key: journal.key, exponent }));
		this.#dependencies.evidence.distrust(journal.number, exponent);
	}

	/** There is no proof to be had here: a check becomes a test again; whose turn it was leaves it to the next, and looks again. */
	#unavailable(now: number, exponent: number, reason: CheckReason | null): void {
		const offer = this.#offers.get(exponent);
		if (reason === null && offer !== undefined && ++offer.misses < MOST_MISSES) {
			offer.turnAt = now + PROOF_PATIENCE_MS;
			this.#wanted.delete(exponent);
			return;
		}
		this.#drop(exponent);
		if (reason !== null) this.#dependencies.evidence.checks.add(exponent, reason);
	}

	#begin(now: number): void {
		for (const exponent of this.#wanted.keys()) {
			if (this.#fetcher.proof !== null) return;
			const offer = this.#offers.get(exponent);
			if (offer === undefined || this.#isChecked(exponent) || this.#dependencies.evidence.standing.isWrong(offer.journal.number))
				this.#drop(exponent);
			else this.#fetcher.begin(now, offer);
		}
	}

	/**
	 * How many come before this node: of the keys that count here and are at work, those that weigh more for the page and the exponent.
	 * Its owner knows that only when the page is signed, and no key that it makes up counts.
	 */
	#place({ number, hash }: Journal, exponent: number): number {
		const { journals, evidence, runs } = this.#dependencies;
		const lot = keyHash(hash);
		const weigh = (key: number): number => weight(journals.get(key).hashOfKey ^ lot, exponent);
		const mine = weigh(OWN);
		const others = runs.leases.active().filter((key) => key !== number && evidence.standing.counts(key));
		return others.filter((key) => weigh(key) > mine).length;
	}

	/** Whether a further check brings nothing; of the own, what others say. */
	#isChecked(exponent: number, isOwn = false): boolean {
		const { evidence } = this.#dependencies;
		return evidence.knowledge.state(exponent) === "double-checked" || (!isOwn && evidence.isTestedHere(exponent));
	}

	#drop(exponent: number): void {
		const offer = this.#offers.get(exponent);
		this.#offers.delete(exponent);
		this.#wanted.delete(exponent);
		if (offer !== undefined) this.#dependencies.emit({ type: "drop-proof", hash: offer.hash });
	}

	#forget(exponent: number, hash: string): void {
		this.#own.delete(exponent);
		this.#dependencies.emit({ type: "drop-proof", hash });
	}
}
