// Takes records in: what they make known, whose word counts by it, and what has to be checked. Believes no factor that does not divide,
// no residue of a stranger, and nobody who proved wrong.
import { CLAIM_MS, CLAIM_TESTS, FRESH_CLAIM_MS, DOUBLE_CHECK_SHARE, LONGEST_CHECK_MS } from "../limits.ts";
import type { Effect } from "../knowledge/effect.ts";
import type { PackedRecords } from "../knowledge/packing.ts";
import { Knowledge } from "../knowledge/knowledge.ts";
import { FACTOR, NOBODY } from "../knowledge/table.ts";
import { recordsOf } from "../page.ts";
import type { Page } from "../page.ts";
import { saysPrime } from "../record.ts";
import type { Record } from "../record.ts";
import { Checks } from "./checks.ts";
import { Claims } from "./claims.ts";
import { event } from "./events.ts";
import type { Emit, TestKind } from "./events.ts";
import type { Journal, Journals } from "./journals.ts";
import type { Standing } from "./standing.ts";

/** The own key's number among the journals. */
export const OWN = 0;

export interface EvidenceOptions {
	readonly from: number;
	readonly to: number | null;
	readonly soloLimit: number;
	/** Share of known keys' records that is tested again; default 1 in 20. */
	readonly doubleCheck?: number;
}

export interface EvidenceDependencies {
	readonly journals: Journals;
	readonly standing: Standing;
	readonly emit: Emit;
	readonly random: () => number;
	readonly secondsATest: (exponent: number) => number;
	/** Whether the decimal number divides 2^exponent - 1, and is neither 1 nor the whole. */
	readonly isFactor: (exponent: number, factor: string) => boolean;
	/** Keys at work besides this one. */
	readonly othersAtWork: () => number;
	/** The exponent is settled now: nobody need test it. */
	readonly settled: (exponent: number) => void;
	/** A page of another was taken in. */
	readonly taken: (now: number, journal: Journal, page: Page) => void;
	/** What the key says counts from now on. */
	readonly risen: (journal: Journal) => void;
	/** Nothing that the key says counts any more. */
	readonly distrusted: (journal: Journal) => void;
}

export class Evidence {
	readonly #dependencies: EvidenceDependencies;
	readonly #share: number;
	readonly #journals: Journals;
	readonly knowledge: Knowledge;
	readonly standing: Standing;
	readonly checks: Checks;
	/** What strangers say to have settled. */
	readonly #claims = new Claims();
	/** Whose word counts has changed, and is to be kept. */
	#isStandingNews = false;

	constructor(options: EvidenceOptions, dependencies: EvidenceDependencies) {
		this.#dependencies = dependencies;
		this.#journals = dependencies.journals;
		this.#share = options.doubleCheck ?? DOUBLE_CHECK_SHARE;
		this.standing = dependencies.standing;
		this.knowledge = new Knowledge(options);
		this.knowledge.setCounts(OWN, true);
		this.checks = new Checks({
			...dependencies,
			isTestedHere: (exponent) => this.isTestedHere(exponent),
			isDoubleChecked: (exponent) => this.knowledge.state(exponent) === "double-checked",
			confirmed: (key) => (this.standing.isStranger(key) ? this.standing.confirmed(key) : null),
		});
	}

	isTestedHere(exponent: number): boolean {
		return this.knowledge.records(exponent).some(({ key }) => key === OWN);
	}

	/** The kind of test whose residue can be compared with what others said; undefined where they said none. */
	kindToCheck(exponent: number): TestKind | undefined {
		const kinds = new Set(this.knowledge.records(exponent).flatMap(({ key, kind }) => (key === OWN ? [] : [kind])));
		return (["LL", "PRP"] as const).find((kind) => kinds.has(kind));
	}

	isSettled(exponent: number): boolean {
		const state = this.knowledge.state(exponent);
		return state !== "open" && state !== "disputed";
	}

	/** Whether a stranger's word keeps this node from testing the exponent, for now. */
	isClaimed(now: number, exponent: number): boolean {
		return this.#claims.holds(now, exponent);
	}

	/** Whether that was said only a moment ago. */
	isFreshlyClaimed(now: number, exponent: number): boolean {
		return this.#claims.holds(now + CLAIM_MS - FRESH_CLAIM_MS, exponent);
	}

	/** Exponents that strangers claim, whether their word still holds them or not. */
	get claimed(): number {
		return this.#claims.size;
	}

	/** What another key says. */
	takePage(now: number, journal: Journal, page: Page): void {
		const records = recordsOf(page);
		const tests = records.filter((record) => record.kind !== "factor" && record.isByProof !== true);
		const squarings = tests.reduce((sum, { exponent }) => sum + exponent, 0);
		const facts = { key: journal.key, seq: page.seq, time: page.time, records: records.length, squarings };
		this.#dependencies.emit(event("page-taken", facts));
		for (const record of records) if (!this.standing.isWrong(journal.number)) this.#take(now, journal, record);
		this.#dependencies.taken(now, journal, page);
	}

	/** Nothing that these keys said is known any more; none of them may count. */
	forget(numbers: readonly number[]): void {
		this.knowledge.forget(numbers);
		for (const number of numbers) {
			this.checks.forget(number);
			this.#claims.forget(number);
			this.standing.forget(number);
		}
		this.#endDisputes();
		this.#isStandingNews = true;
	}

	/** What this node found itself; its own word counts. True where it says what it said before. */
	takeOwn(now: number, record: Record): boolean {
		const effect = this.knowledge.add(OWN, record);
		this.#follow(now, OWN, record.exponent, effect);
		return effect.type === "same";
	}

	/** A key proved wrong, by this exponent or otherwise. */
	distrust(number: number, exponent: number): void {
		if (number === OWN || this.standing.isWrong(number)) return;
		const journal = this.#journals.get(number);
		for (const lost of this.standing.distrust(number)) this.#setCounts(lost, false);
		this.checks.forget(number);
		this.#claims.end(number);
		this.#endDisputes();
		this.#dependencies.emit(event("key-wrong", { key: journal.key, exponent }));
		this.#isStandingNews = true;
		this.#dependencies.distrusted(journal);
	}

	/** Known keys, by what the ledger remembers; before any record. */
	remember(known: readonly number[], wrong: readonly number[]): void {
		for (const number of wrong) this.standing.distrust(number);
		for (const number of known) if (this.standing.remember(number)) this.#setCounts(number, true);
	}

	/** Records of an earlier life, and who counts by what they come to. */
	rememberRecords(now: number, records: PackedRecords, numbers: Uint32Array): void {
		const risen: number[] = [];
		this.knowledge.addPacked(records, numbers, (one, other) => risen.push(...this.standing.agreed(one, other)));
		for (const number of risen) for (const loser of this.#setCounts(number, true)) this.distrust(loser, 0);
		for (let row = 0; row < records.length; row++) {
			const number = numbers[records.key[row]!]!;
			if (number !== NOBODY && this.standing.isStranger(number))
				this.#meet(now, number, records.exponent[row]!, records.kind[row] === FACTOR);
		}
	}

	#take(now: number, journal: Journal, record: Record): void {
		const { number } = journal;
		const { exponent } = record;
		if (record.kind === "factor" && !this.#dependencies.isFactor(exponent, record.factor)) {
			this.#dependencies.emit(event("factor-refused", { key: journal.key, exponent }));
			return this.distrust(number, exponent);
		}
		const effect = this.knowledge.add(number, record);
		if (number !== OWN && effect.type !== "same" && effect.type !== "idle") this.#weigh(now, number, record);
		this.#follow(now, number, exponent, effect);
	}

	/** Which checks a record of another deserves. */
	#weigh(now: number, number: number, record: Record): void {
		const { exponent } = record;
		const { secondsATest, random, othersAtWork } = this.#dependencies;
		const testMs = secondsATest(exponent) * 1_000;
		if (saysPrime(record) && testMs <= LONGEST_CHECK_MS) this.checks.add(exponent, "prime");
		if (this.standing.isStranger(number)) return this.#meet(now, number, exponent, record.kind === "factor");
		// Each of the others draws for itself, so that nobody can tell what is checked, and all together check the share.
		if (record.kind !== "factor" && random() < this.#share / Math.max(1, othersAtWork())) this.checks.draw(exponent);
	}

	/** A stranger's record holds the exponent for a while, and may be checked to get to know it. */
	#meet(now: number, number: number, exponent: number, isFactor: boolean): void {
		const testMs = this.#dependencies.secondsATest(exponent) * 1_000;
		if (!this.knowledge.isDecided(exponent)) this.#claims.add(exponent, number, now + CLAIM_MS + CLAIM_TESTS * testMs);
		if (!isFactor) this.checks.sample(now, number, exponent);
	}

	#follow(now: number, number: number, exponent: number, effect: Effect): void {
		for (const other of effect.agrees) for (const risen of this.standing.agreed(number, other)) this.#rise(risen, exponent);
		for (const loser of effect.losers) this.distrust(loser, exponent);
		const isContradicted = effect.contradicts.some((other) => !this.standing.isWrong(other)) && !this.standing.isWrong(number);
		const isOver = !isContradicted || effect.losers.length > 0;
		if (isOver) this.checks.settled(exponent);
		else if (this.checks.disputed(now, exponent)) this.#dependencies.emit(event("disputed", { exponent }));
		if (effect.type === "idle" || this.knowledge.isDecided(exponent)) {
			this.#claims.settled(exponent);
			this.#dependencies.settled(exponent);
		}
	}

	/** Whether keys that did not prove wrong say different things of it. */
	#isContradicted(exponent: number): boolean {
		const said = this.knowledge.records(exponent).filter(({ key, kind }) => kind !== "factor" && !this.standing.isWrong(key));
		return said.some(({ kind, res64 }) => said.some((other) => other.kind === kind && other.res64 !== res64));
	}

	#rise(number: number, exponent: number): void {
		const journal = this.#journals.get(number);
		this.#dependencies.emit(event("key-known", { key: journal.key }));
		this.#isStandingNews = true;
		const losers = this.#setCounts(number, true);
		this.#dependencies.risen(journal);
		this.checks.forget(number);
		const claimed = this.#claims.of(number);
		for (const loser of losers) this.distrust(loser, exponent);
		for (const settled of claimed)
			if (this.isSettled(settled)) {
				this.#claims.settled(settled);
				this.#dependencies.settled(settled);
			}
	}

	#endDisputes(): void {
		for (const disputed of this.checks.disputes) if (!this.#isContradicted(disputed)) this.checks.settled(disputed);
	}

	/** Gives the keys that are shown to be wrong by it. */
	#setCounts(number: number, counts: boolean): number[] {
		this.#journals.setCounts(this.#journals.get(number), counts);
		return this.knowledge.setCounts(number, counts);
	}

	/** Whose word counts, where that changed since the last time; many changes at once are kept as one. */
	keepStanding(): void {
		if (!this.#isStandingNews) return;
		this.#isStandingNews = false;
		const { known, wrong } = this.standing;
		const keysOf = (numbers: readonly number[]): string[] => numbers.map((number) => this.#journals.get(number).key);
		this.#dependencies.emit({ type: "keep", kept: { standing: { known: keysOf(known), wrong: keysOf(wrong) } }, isDurable: false });
	}
}
