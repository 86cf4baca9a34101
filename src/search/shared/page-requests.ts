// The requests for pages that others have: which journals are behind, whom they were asked of, and what came and is being checked.
// A page is fetched once, and follows only where it is signed and continues its journal. Judges no record.
import { BEHIND_LOOKS, JOURNALS, PAGES_WANTED, WANTS, WANTS_EACH_LINK, WANT_TIMEOUT_MS } from "../limits.ts";
import { bytesOf, textOf } from "../page.ts";
import type { HashedPage, Page } from "../page.ts";
import { event } from "./events.ts";
import type { Emit, Partner } from "./events.ts";
import type { Forks } from "./forks.ts";
import type { Journal, Journals } from "./journals.ts";
import type { Partners } from "./partners.ts";
import type { Strangers } from "./strangers.ts";

/** One request for pages, and those that came and are being checked, in order. */
interface Request {
	readonly link: number;
	readonly upTo: number;
	/** When it last brought something. */
	at: number;
	readonly checking: Checking[];
}

interface Checking {
	readonly id: number;
	readonly page: Page;
	/** Of its text. */
	readonly bytes: number;
	answer: { readonly isValid: boolean; readonly hash: string } | null;
}

export interface PageRequestsDependencies {
	readonly journals: Journals;
	readonly partners: Partners;
	readonly forks: Forks;
	readonly emit: Emit;
	/** 0 <= random() < 1. */
	readonly random: () => number;
	readonly nextId: () => number;
	readonly strangers: Strangers;
	/** A checked page of so many bytes is the next of its journal. */
	readonly follows: (now: number, journal: Journal, hashed: HashedPage, bytes: number) => void;
}

export class PageRequests {
	readonly #dependencies: PageRequestsDependencies;
	readonly #requests = new Map<string, Request>();
	/** Journals that some partner has further than this node: candidates for a request. */
	readonly #behind = new Set<string>();
	/** While nothing can be kept, nothing more is asked for. */
	isStorageWorking = true;

	constructor(dependencies: PageRequestsDependencies) {
		this.#dependencies = dependencies;
	}

	nextAt(): number {
		let next = Number.POSITIVE_INFINITY;
		for (const { at } of this.#requests.values()) next = Math.min(next, at + WANT_TIMEOUT_MS);
		return next;
	}

	/** Somebody has pages that are not here yet. */
	get isBehind(): boolean {
		const { partners, journals } = this.#dependencies;
		return [...this.#behind].some((key) => partners.having(key, (journals.find(key)?.seq ?? 0) + 1).length > 0);
	}

	wake(now: number): void {
		for (const [key, request] of this.#requests) if (now >= request.at + WANT_TIMEOUT_MS) this.#giveUp(key, request);
		this.ask(now);
	}

	unlinked(now: number, link: number): void {
		for (const [key, request] of this.#requests) if (request.link === link) this.#requests.delete(key);
		this.ask(now);
	}

	/** Somebody has more of this journal. Where too many are waited for, the oldest leaves: its next news names it again. */
	lacks(key: string): void {
		this.#behind.add(key);
		const [oldest] = this.#behind;
		if (this.#behind.size > JOURNALS) this.#behind.delete(oldest!);
	}

	/** A page that may have been asked for; what nobody asked for is not looked at. */
	result(now: number, from: Partner, page: Page): void {
		const { journals, nextId, emit } = this.#dependencies;
		const request = this.#requests.get(page.key);
		if (request?.link !== from.link) return;
		const seq = journals.find(page.key)?.seq ?? 0;
		if (page.seq !== seq + request.checking.length + 1) return;
		request.at = now;
		const id = nextId();
		const text = textOf(page);
		request.checking.push({ id, page, bytes: bytesOf(text), answer: null });
		emit({ type: "verify", id, key: page.key, text, sig: page.sig });
	}

	/** True where the answer was for a page. */
	verified(now: number, id: number, answer: { readonly isValid: boolean; readonly hash: string }): boolean {
		for (const [key, request] of this.#requests) {
			const checked = request.checking.find((each) => each.id === id);
			if (checked === undefined) continue;
			checked.answer = answer;
			this.#follow(now, key, request);
			return true;
		}
		return false;
	}

	/** Nothing more is wanted of this key. */
	forget(key: string): void {
		this.#behind.delete(key);
		this.#requests.delete(key);
	}

	/** Checked pages follow in their order. A key has a place here from its first signed page on, not from its mention. */
	#follow(now: number, key: string, request: Request): void {
		const { journals, strangers } = this.#dependencies;
		for (let [first] = request.checking; first !== undefined && first.answer !== null; [first] = request.checking) {
			request.checking.shift();
			const { page } = first;
			const { isValid, hash } = first.answer;
			const journal = isValid ? strangers.admit(now, key) : journals.find(key);
			if (!isValid || journal === undefined || page.prev !== journal.hash) return this.#refuse(journal?.seq ?? 0, page, request, isValid);
			if (!strangers.hasRoom(key)) return this.forget(key);
			this.#dependencies.follows(now, journal, { page, hash }, first.bytes);
			if (this.#requests.get(key) !== request) return;
		}
		if ((journals.find(key)?.seq ?? 0) >= request.upTo) this.#requests.delete(key);
		this.ask(now);
	}

	/** Signed, but not following: there is another page of the number before, which is asked for, and with it the proof. */
	#refuse(seq: number, page: Page, request: Request, isSigned: boolean): void {
		const { key } = page;
		const { partners, forks, emit } = this.#dependencies;
		const partner = partners.get(request.link);
		this.#giveUp(key, request);
		emit(event("page-refused", { peer: partner?.peer ?? 0, key, seq: page.seq }));
		if (isSigned && seq > 0 && partner !== undefined) forks.suspect(partner, key, seq);
	}

	/** The partner does not bring what it said to have: others are asked. */
	#giveUp(key: string, request: Request): void {
		this.#requests.delete(key);
		this.#dependencies.partners.get(request.link)?.seqs.delete(key);
	}

	/** Asks for what is missing, within bounds; those that were looked at in vain are looked at last the next time. */
	ask(now: number): void {
		const { journals, partners, strangers, random, emit } = this.#dependencies;
		let looks = Math.min(BEHIND_LOOKS, this.#behind.size);
		for (const key of this.#behind) {
			if (this.#requests.size >= WANTS || !this.isStorageWorking || looks-- === 0) return;
			if (this.#requests.has(key)) continue;
			this.#behind.delete(key);
			const seq = journals.find(key)?.seq ?? 0;
			const having = partners.having(key, seq + 1);
			if (having.length === 0 || !strangers.hasRoom(key)) continue;
			this.#behind.add(key);
			const free = having.filter(({ link }) => this.#requestsOn(link) < WANTS_EACH_LINK);
			const partner = free[Math.floor(random() * free.length)];
			if (partner === undefined) continue;
			const upTo = Math.min(partner.seqs.get(key)!, seq + PAGES_WANTED);
			this.#requests.set(key, { link: partner.link, upTo, at: now, checking: [] });
			emit({ type: "say-want", to: partner, want: { key, from: seq + 1, pages: upTo - seq } });
		}
	}

	#requestsOn(link: number): number {
		let count = 0;
		for (const request of this.#requests.values()) if (request.link === link) count++;
		return count;
	}
}
