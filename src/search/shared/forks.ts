// Proofs that a key wrote two histories: two pages that it signed and that contradict each other. Found where pages do not follow or
// heads differ, checked, kept, served to others. Who is proved so is not believed again, so nothing here is taken on anybody's word.
import type { Want } from "../heads.ts";
import { SUSPICIONS_EACH_LINK } from "../limits.ts";
import { bytesOf, textOf } from "../page.ts";
import type { Page } from "../page.ts";
import type { Emit, Fork, Partner } from "./events.ts";

export interface ForksDependencies {
	readonly emit: Emit;
	readonly nextId: () => number;
	readonly proved: (now: number, fork: Fork) => void;
}

/** Two pages whose signatures are being checked. */
interface Trial {
	readonly pages: readonly [Page, Page];
	missing: number;
}

export class Forks {
	readonly #dependencies: ForksDependencies;
	readonly #proved = new Map<string, Fork>();
	/** What was asked for on each link, and whether it is still to come: pages because a head differs, "key seq", and proofs, "key". */
	readonly #asked = new Map<number, Map<string, boolean>>();
	/** Own pages being read, to be held against another. */
	readonly #reads = new Map<number, Page>();
	readonly #trials = new Map<number, Trial>();

	constructor(dependencies: ForksDependencies) {
		this.#dependencies = dependencies;
	}

	get keys(): string[] {
		return [...this.#proved.keys()];
	}

	has(key: string): boolean {
		return this.#proved.has(key);
	}

	remember(fork: Fork): void {
		this.#proved.set(fork.key, fork);
	}

	/** The proof is not kept any more. */
	forget(key: string): void {
		this.#proved.delete(key);
	}

	/** Nothing that was asked for on this link will come, and on another it is asked for anew. */
	unlinked(link: number): void {
		this.#asked.delete(link);
	}

	/** A partner has another page of this number. */
	suspect(partner: Partner, key: string, seq: number): void {
		if (!this.has(key)) this.#ask(partner, `${key} ${seq}`, { key, from: seq, pages: 1 });
	}

	isSuspected(from: Partner, { key, seq }: Page): boolean {
		return this.#has(from, `${key} ${seq}`);
	}

	/** A partner says that it has the proof. */
	told(partner: Partner, key: string): void {
		if (!this.has(key)) this.#ask(partner, key, { key, from: 0, pages: 1 });
	}

	serve(to: Partner, key: string): void {
		const fork = this.#proved.get(key);
		if (fork !== undefined) this.#dependencies.emit({ type: "say-result", to, pages: fork.pages });
	}

	/** The proof that was asked for. */
	heard(from: Partner, one: Page, other: Page): void {
		if (this.#has(from, one.key)) this.#try(one, other);
	}

	/** A page of a number that is here already: held against the one that is here. */
	compare(page: Page): void {
		const id = this.#dependencies.nextId();
		this.#reads.set(id, page);
		this.#dependencies.emit({ type: "read-pages", id, key: page.key, from: page.seq, pages: 1 });
	}

	/** True where the read was for a comparison. */
	pagesRead(id: number, [own]: readonly Page[]): boolean {
		const page = this.#reads.get(id);
		if (page === undefined) return false;
		this.#reads.delete(id);
		if (own !== undefined) this.#try(own, page);
		return true;
	}

	/** True where the answer was for a proof. */
	verified(now: number, id: number, isValid: boolean): boolean {
		const trial = this.#trials.get(id);
		if (trial === undefined) return false;
		this.#trials.delete(id);
		if (isValid && --trial.missing === 0) this.#prove(now, ...trial.pages);
		return true;
	}

	/** Once on each link: what it brings does not change. */
	#ask(partner: Partner, name: string, want: Want): void {
		let asked = this.#asked.get(partner.link);
		if (asked === undefined) this.#asked.set(partner.link, (asked = new Map()));
		if (asked.has(name) || asked.size >= SUSPICIONS_EACH_LINK) return;
		asked.set(name, true);
		this.#dependencies.emit({ type: "say-want", to: partner, want });
	}

	/** Whether that was asked for, and comes now. */
	#has({ link }: Partner, name: string): boolean {
		const asked = this.#asked.get(link);
		const isAwaited = asked?.get(name) === true;
		if (isAwaited) asked.set(name, false);
		return isAwaited;
	}

	/** Both signatures are checked: not even what is here counts unseen. */
	#try(one: Page, other: Page): void {
		if (one.key !== other.key || one.seq !== other.seq || this.has(one.key) || textOf(one) === textOf(other)) return;
		const trial: Trial = { pages: [one, other], missing: 2 };
		for (const page of trial.pages) {
			const id = this.#dependencies.nextId();
			this.#trials.set(id, trial);
			this.#dependencies.emit({ type: "verify", id, key: page.key, text: textOf(page), sig: page.sig });
		}
	}

	#prove(now: number, one: Page, other: Page): void {
		const { key } = one;
		if (this.has(key)) return;
		const fork: Fork = { key, pages: [one, other] };
		this.#proved.set(key, fork);
		this.#dependencies.proved(now, fork);
	}
}

/** Bytes of the proof. */
export function sizeOf({ pages }: Fork): number {
	return pages.reduce((sum, page) => sum + bytesOf(textOf(page)), 0);
}
