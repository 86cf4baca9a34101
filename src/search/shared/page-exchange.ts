// The exchange of pages: tells partners of new ones, asks for missing ones, serves those that are asked for. A page is fetched once,
// follows only where it is signed and continues its journal, and is told on from here. Judges no record.
import type { Have, Want } from "../heads.ts";
import { COMPARE_EVERY_MS, HEADS, NEWS_FANOUT, PAGES_WANTED, TELL_AFTER_MS, WANTS, WANTS_EACH_LINK, WANT_TIMEOUT_MS } from "../limits.ts";
import { textOf } from "../page.ts";
import type { HashedPage, Page } from "../page.ts";
import { event } from "./events.ts";
import type { Emit, Fork, Partner } from "./events.ts";
import { Forks } from "./forks.ts";
import type { Journal, Journals } from "./journals.ts";
import { Partners } from "./partners.ts";
import type { PartnerView } from "./partners.ts";

/** At the end of a hunt partners are compared with so often. */
const HURRY_MS = 1_000;

/** One request for pages, and those that came and are being checked, in order. */
interface Request {
	readonly link: number;
	readonly upTo: number;
	/** When it last brought something. */
	at: number;
	readonly checking: { readonly id: number; readonly page: Page; answer: { readonly isValid: boolean; readonly hash: string } | null }[];
}

export interface PageExchangeDependencies {
	readonly journals: Journals;
	readonly emit: Emit;
	/** 0 <= random() < 1. */
	readonly random: () => number;
	/** A number for the next question to the world. */
	readonly nextId: () => number;
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
	readonly #emit: Emit;
	readonly partners = new Partners();
	readonly forks: Forks;
	readonly #requests = new Map<string, Request>();
	/** Journals that some partner has further than this node: candidates for a request. */
	readonly #behind = new Set<string>();
	/** Journals that grew since the last telling. */
	readonly #news = new Set<Journal>();
	/** Reads under way, and who waits for them. */
	readonly #reads = new Map<number, Partner>();
	/** While nothing can be kept, nothing more is asked for. */
	isStorageWorking = true;
	#tellAt = Number.POSITIVE_INFINITY;
	#compareAt = Number.POSITIVE_INFINITY;

	constructor(dependencies: PageExchangeDependencies) {
		this.#dependencies = dependencies;
		this.#journals = dependencies.journals;
		this.#emit = dependencies.emit;
		this.forks = new Forks({ ...dependencies, proved: (fork) => this.#proved(fork) });
	}

	start(now: number): void {
		this.#compareAt = now + COMPARE_EVERY_MS * this.#dependencies.random();
	}

	nextAt(): number {
		let next = Math.min(this.#tellAt, this.#compareAt);
		for (const { at } of this.#requests.values()) next = Math.min(next, at + WANT_TIMEOUT_MS);
		return next;
	}

	wake(now: number): void {
		if (now >= this.#tellAt) this.#tell();
		if (now >= this.#compareAt) this.#compare(now);
		for (const [key, request] of this.#requests) if (now >= request.at + WANT_TIMEOUT_MS) this.#giveUp(key, request);
		this.#ask(now);
	}

	/** Somebody has pages that are not here yet. */
	get isBehind(): boolean {
		return (
			this.#behind.size > 0 && [...this.#behind].some((key) => this.partners.having(key, this.#journals.find(key)!.seq + 1).length > 0)
		);
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
		for (const [key, request] of this.#requests) if (request.link === link) this.#requests.delete(key);
		this.#ask(now);
	}

	/** A page of one's own, or one that was taken in: others are told in a moment. */
	grew(now: number, journal: Journal): void {
		this.#news.add(journal);
		this.#tellAt = Math.min(this.#tellAt, now + TELL_AFTER_MS);
	}

	have(now: number, from: Partner, have: Have): void {
		const view = this.partners.get(from.link);
		if (view === undefined) return;
		this.partners.told(view, have);
		for (const [key, seq, hash] of have.heads) {
			const journal = this.#journals.of(key);
			if (journal === undefined || !this.#dependencies.isWelcome(journal)) continue;
			if (seq > journal.seq) this.#behind.add(key);
			else if (seq === journal.seq && !journal.hash.startsWith(hash)) this.forks.suspect(view, key, seq);
		}
		for (const key of have.forks) this.forks.told(view, key);
		if (have.sum !== undefined && have.sum !== this.#journals.sum) this.#sayMissing(view, this.#journals.all());
		// Who has the same sum has the same pages, those of this node among them.
		if (have.sum === this.#journals.sum) this.partners.has(view, this.#journals.own.key, this.#journals.own.seq);
		this.#ask(now);
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
		if (this.forks.isSuspected(from, page)) return this.forks.compare(page);
		const request = this.#requests.get(page.key);
		const journal = this.#journals.find(page.key);
		if (request?.link !== from.link || journal === undefined) return;
		if (page.seq !== journal.seq + request.checking.length + 1) return;
		request.at = now;
		const id = this.#dependencies.nextId();
		request.checking.push({ id, page, answer: null });
		this.#emit({ type: "verify", id, key: page.key, text: textOf(page), sig: page.sig });
	}

	/** True where the answer was for a page. */
	verified(now: number, id: number, answer: { readonly isValid: boolean; readonly hash: string }): boolean {
		if (this.forks.verified(id, answer.isValid)) return true;
		for (const [key, request] of this.#requests) {
			const checked = request.checking.find((each) => each.id === id);
			if (checked === undefined) continue;
			checked.answer = answer;
			this.#follow(now, this.#journals.find(key)!, request);
			return true;
		}
		return false;
	}

	/** Nothing more is wanted of this key. */
	forget(key: string): void {
		this.#behind.delete(key);
		this.#requests.delete(key);
	}

	/** Checked pages follow in their order. */
	#follow(now: number, journal: Journal, request: Request): void {
		const { key } = journal;
		for (let [first] = request.checking; first !== undefined && first.answer !== null; [first] = request.checking) {
			request.checking.shift();
			const { page } = first;
			const { isValid, hash } = first.answer;
			if (!isValid || page.prev !== journal.hash) {
				this.#refuse(journal, page, request, isValid);
				return;
			}
			this.#append(now, journal, { page, hash });
			if (this.#requests.get(key) !== request) return;
		}
		if (journal.seq >= request.upTo) this.#requests.delete(key);
		this.#ask(now);
	}

	/** Signed, but not following: there is another page of the number before, which is asked for, and with it the proof. */
	#refuse({ key, seq }: Journal, page: Page, request: Request, isSigned: boolean): void {
		const partner = this.partners.get(request.link);
		this.#giveUp(key, request);
		this.#emit(event("page-refused", { peer: partner?.peer ?? 0, key, seq: page.seq }));
		if (isSigned && seq > 0 && partner !== undefined) this.forks.suspect(partner, key, seq);
	}

	#append(now: number, journal: Journal, hashed: HashedPage): void {
		this.#journals.append(journal, hashed);
		this.#emit({ type: "keep", kept: { pages: [hashed] }, isDurable: false });
		this.grew(now, journal);
		this.#dependencies.takeIn(now, journal, hashed.page);
	}

	/** The partner does not bring what it said to have: others are asked. */
	#giveUp(key: string, request: Request): void {
		this.#requests.delete(key);
		this.partners.get(request.link)?.seqs.delete(key);
	}

	#ask(now: number): void {
		for (const key of this.#behind) {
			if (this.#requests.size >= WANTS || !this.isStorageWorking) return;
			if (this.#requests.has(key)) continue;
			const { seq } = this.#journals.find(key)!;
			const having = this.partners.having(key, seq + 1);
			if (having.length === 0) {
				this.#behind.delete(key);
				continue;
			}
			const free = having.filter(({ link }) => this.#requestsOn(link) < WANTS_EACH_LINK);
			const partner = free[Math.floor(this.#dependencies.random() * free.length)];
			if (partner === undefined) continue;
			const upTo = Math.min(partner.seqs.get(key)!, seq + PAGES_WANTED);
			this.#requests.set(key, { link: partner.link, upTo, at: now, checking: [] });
			this.#emit({ type: "say-want", to: partner, want: { key, from: seq + 1, pages: upTo - seq } });
		}
	}

	#requestsOn(link: number): number {
		let count = 0;
		for (const request of this.#requests.values()) if (request.link === link) count++;
		return count;
	}

	/** Some partners hear of what they have not told themselves. */
	#tell(): void {
		this.#tellAt = Number.POSITIVE_INFINITY;
		for (const view of this.partners.some(NEWS_FANOUT, this.#dependencies.random)) this.#sayMissing(view, [...this.#news]);
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
		return { heads: [], forks: this.forks.keys.slice(-HEADS), sum: this.#journals.sum };
	}

	/** Of these journals, those that the partner has not told so far itself. */
	#sayMissing(view: PartnerView, journals: readonly Journal[]): void {
		const missing = journals.filter(({ key, seq }) => (view.seqs.get(key) ?? 0) < seq);
		for (let at = 0; at < missing.length; at += HEADS) {
			const heads = this.#journals.heads(missing.slice(at, at + HEADS));
			this.#emit({ type: "say-have", to: [view], have: { heads, forks: [] } });
		}
	}

	#proved(fork: Fork): void {
		this.forget(fork.key);
		this.#emit({ type: "keep", kept: { forks: [fork] }, isDurable: false });
		this.#emit({ type: "say-have", to: this.partners.active(), have: { heads: [], forks: [fork.key] } });
		const journal = this.#journals.of(fork.key);
		if (journal !== undefined) this.#dependencies.forked(journal);
	}
}
