// The exchange of pages: tells partners of new ones, serves those that are asked for, and tells on what it took in (page-requests.ts).
// Judges no record.
import type { Have, Head, Want } from "../heads.ts";
import { COMPARE_EVERY_MS, HEADS, NEWS_FANOUT, PAGES_WANTED, TELL_AFTER_MS, WANTS } from "../limits.ts";
import type { HashedPage, Page } from "../page.ts";
import type { Emit, Fork, Partner } from "./events.ts";
import { Forks, sizeOf } from "./forks.ts";
import type { Journal, Journals } from "./journals.ts";
import { PageRequests } from "./page-requests.ts";
import { Partners } from "./partners.ts";
import type { PartnerView } from "./partners.ts";
import type { Strangers } from "./strangers.ts";

/** At the end of a hunt partners are compared with so often. */
const HURRY_MS = 1_000;

export interface PageExchangeDependencies {
	readonly journals: Journals;
	readonly emit: Emit;
	/** 0 <= random() < 1. */
	readonly random: () => number;
	/** A number for the next question to the world. */
	readonly nextId: () => number;
	readonly strangers: Strangers;
	/** Whether pages of this key are wanted at all. */
	readonly isWelcome: (journal: Journal) => boolean;
	/** The page follows in its journal: its records are to be taken in. */
	readonly takeIn: (now: number, journal: Journal, page: Page) => void;
	/** The key wrote two histories. */
	readonly forked: (journal: Journal) => void;
}

export class PageExchange {
	readonly #dependencies: PageExchangeDependencies;
	readonly #journals: Journals;
	readonly #strangers: Strangers;
	readonly #emit: Emit;
	readonly partners = new Partners();
	readonly forks: Forks;
	readonly requests: PageRequests;
	/** Journals that grew since the last telling. */
	readonly #news = new Set<Journal>();
	/** Reads under way, and who waits for them. */
	readonly #reads = new Map<number, Partner>();
	#tellAt = Number.POSITIVE_INFINITY;
	#compareAt = Number.POSITIVE_INFINITY;

	constructor(dependencies: PageExchangeDependencies) {
		this.#dependencies = dependencies;
		this.#journals = dependencies.journals;
		this.#strangers = dependencies.strangers;
		this.#emit = dependencies.emit;
		this.forks = new Forks({ ...dependencies, proved: (now, fork) => this.#proved(now, fork) });
		this.requests = new PageRequests({
			...dependencies,
			partners: this.partners,
			forks: this.forks,
			follows: (now, journal, hashed, bytes) => this.#append(now, journal, hashed, bytes),
		});
	}

	start(now: number): void {
		this.#compareAt = now + COMPARE_EVERY_MS * this.#dependencies.random();
	}

	nextAt(): number {
		return Math.min(this.#tellAt, this.#compareAt, this.requests.nextAt());
	}

	wake(now: number): void {
		if (now >= this.#tellAt) this.#tell();
		if (now >= this.#compareAt) this.#compare(now);
		this.requests.wake(now);
	}

	/** Nothing of this journal is kept any more. */
	forget(journal: Journal): void {
		this.requests.forget(journal.key);
		this.forks.forget(journal.key);
		this.#news.delete(journal);
	}

	/** Each side says first that it takes part, and what all its journals come to. */
	linked(partner: Partner): void {
		this.partners.linked(partner);
		this.#emit({ type: "say-have", to: [partner], have: this.#summary() });
	}

	/** All is settled: those who may lack the end of this node's journal are asked soon. */
	hurry(now: number): void {
		this.#compareAt = Math.min(this.#compareAt, now + HURRY_MS);
	}

	unlinked(now: number, link: number): void {
		this.partners.unlinked(link);
		this.forks.unlinked(link);
		this.requests.unlinked(now, link);
	}

	/** A page of one's own, or one that was taken in: others are told in a moment. */
	grew(now: number, journal: Journal): void {
		this.#news.add(journal);
		this.#tellAt = Math.min(this.#tellAt, now + TELL_AFTER_MS);
	}

	have(now: number, from: Partner, have: Have): void {
		const view = this.partners.get(from.link);
		if (view === undefined) return;
		const isFirst = !view.takesPart;
		this.partners.told(view, have);
		for (const [key, seq, hash] of have.heads) {
			const journal = this.#journals.find(key);
			if (journal !== undefined && !this.#dependencies.isWelcome(journal)) continue;
			if (seq > (journal?.seq ?? 0)) {
				if (this.#strangers.wants(key, seq)) this.requests.lacks(key);
			} else if (seq === journal?.seq && !journal.hash.startsWith(hash)) this.forks.suspect(view, key, seq);
		}
		for (const key of have.forks) if (this.#strangers.wantsProof(key)) this.forks.told(view, key);
		if (have.sum !== undefined && have.sum !== this.#journals.sum) this.#answer(view, have.heads);
		// Who has the same sum has the same pages of all that count for both, those of this node among them.
		if (have.sum === this.#journals.sum) {
			this.partners.has(view, this.#journals.own.key, this.#journals.own.seq);
			// Those of strangers, the partner's own perhaps, whose end it may have lost.
			if (isFirst)
				this.#say(
					view,
					this.#journals.strangers().filter(({ seq }) => seq > 0),
				);
		}
		this.requests.ask(now);
	}

	/** What the partner lacks as far as it told, all of it once, some of it again; and how far this node has what it named. */
	#answer(view: PartnerView, named: readonly Head[]): void {
		const missing = this.#journals.all().filter(({ key, seq }) => (view.seqs.get(key) ?? 0) < seq);
		const isNew = ({ key, seq }: Journal): boolean => (view.told.get(key) ?? 0) < seq;
		const again = missing.filter((journal) => !isNew(journal));
		const from = Math.floor(this.#dependencies.random() * again.length);
		const asked = named.flatMap(([key]) => this.#journals.find(key) ?? []).filter(({ seq }) => seq > 0);
		const some = [...again.slice(from), ...again.slice(0, from)].slice(0, HEADS);
		this.#say(view, [...new Set([...asked, ...missing.filter(isNew), ...some])]);
	}

	/** Answers with pages from the ledger. */
	want(from: Partner, { key, from: seq, pages }: Want): void {
		const journal = this.#journals.find(key);
		if (seq === 0) return this.forks.serve(from, key);
		if (journal === undefined || seq > journal.seq || this.#reads.size >= WANTS * PAGES_WANTED) return;
		const id = this.#dependencies.nextId();
		this.#reads.set(id, from);
		this.#emit({ type: "read-pages", id, key, from: seq, pages });
	}

	/** The answer to a read. */
	pagesRead(id: number, pages: readonly Page[]): void {
		this.forks.pagesRead(id, pages);
		const to = this.#reads.get(id);
		if (to === undefined) return;
		this.#reads.delete(id);
		const view = this.partners.get(to.link);
		if (view === undefined) return;
		for (const page of pages) {
			this.#emit({ type: "say-result", to, pages: [page] });
			this.partners.has(view, page.key, page.seq);
		}
	}

	/** Pages that were asked for; what nobody asked for is not looked at. */
	result(now: number, from: Partner, pages: readonly Page[]): void {
		const [page, second] = pages;
		if (page === undefined) return;
		if (second !== undefined) return this.forks.heard(from, page, second);
		if (this.forks.isSuspected(from, page)) this.forks.compare(page);
		else this.requests.result(now, from, page);
	}

	/** True where the answer was for a page. */
	verified(now: number, id: number, answer: { readonly isValid: boolean; readonly hash: string }): boolean {
		return this.forks.verified(now, id, answer.isValid) || this.requests.verified(now, id, answer);
	}

	#append(now: number, journal: Journal, hashed: HashedPage, bytes: number): void {
		this.#journals.append(journal, hashed, bytes);
		this.#emit({ type: "keep", kept: { pages: [hashed] }, isDurable: false });
		this.#strangers.grew(journal);
		this.grew(now, journal);
		this.#dependencies.takeIn(now, journal, hashed.page);
	}

	/** Some partners hear of what they have not told themselves. */
	#tell(): void {
		this.#tellAt = Number.POSITIVE_INFINITY;
		for (const view of this.partners.some(NEWS_FANOUT, this.#dependencies.random)) this.#sayNews(view);
		this.#news.clear();
	}

	#compare(now: number): void {
		this.#compareAt = now + COMPARE_EVERY_MS;
		const { key, seq } = this.#journals.own;
		const active = this.partners.active();
		const lacking = active.filter(({ seqs }) => (seqs.get(key) ?? 0) < seq);
		const [partner] = this.partners.some(1, this.#dependencies.random, lacking.length > 0 ? lacking : active);
		if (partner !== undefined) this.#emit({ type: "say-have", to: [partner], have: this.#summary() });
	}

	#summary(): Have {
		const { own } = this.#journals;
		const heads = own.seq > 0 ? this.#journals.heads([own]) : [];
		return { heads, forks: this.forks.keys.slice(-HEADS), sum: this.#journals.sum };
	}

	/** Those that grew, where the partner has not told so far itself. */
	#sayNews(view: PartnerView): void {
		const news = [...this.#news].filter(({ key, seq }) => (view.seqs.get(key) ?? 0) < seq);
		this.#say(view, news);
	}

	#say(view: PartnerView, journals: readonly Journal[]): void {
		for (const { key, seq } of journals) view.told.set(key, seq);
		for (let at = 0; at < journals.length; at += HEADS)
			this.#emit({ type: "say-have", to: [view], have: { heads: this.#journals.heads(journals.slice(at, at + HEADS)), forks: [] } });
	}

	#proved(now: number, fork: Fork): void {
		this.requests.forget(fork.key);
		const journal = this.#strangers.admit(now, fork.key);
		if (journal === undefined) return this.forks.forget(fork.key);
		this.#emit({ type: "keep", kept: { forks: [fork] }, isDurable: false });
		this.#emit({ type: "say-have", to: this.partners.active(), have: { heads: [], forks: [fork.key] } });
		this.#journals.grew(journal, sizeOf(fork));
		this.#dependencies.forked(journal);
		this.#strangers.grew(journal);
	}
}
