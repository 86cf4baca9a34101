// Proofs that a key wrote two histories: two pages that it signed and that contradict each other. Found where pages do not follow or
// heads differ, checked, kept, served to others. Who is proved so is not believed again, so nothing here is taken on anybody's word.
import { JOURNALS } from "../limits.ts";
import { textOf } from "../page.ts";
import type { Page } from "../page.ts";
import type { Emit, Fork, Partner } from "./events.ts";

export interface ForksDependencies {
	readonly emit: Emit;
	readonly nextId: () => number;
	readonly proved: (fork: Fork) => void;
}

/** Two pages whose signatures are being checked. */
interface Trial {
	readonly pages: readonly [Page, Page];
	missing: number;
}

export class Forks {
	readonly #dependencies: ForksDependencies;
	readonly #proved = new Map<string, Fork>();
	/** Pages asked for because a head differs: "link key seq". */
	readonly #suspected = new Set<string>();
	/** Proofs asked for: "link key". */
	readonly #asked = new Set<string>();
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

	/** Nothing that was asked for on this link will come. */
	unlinked(link: number): void {
		for (const asked of [this.#suspected, this.#asked]) for (const name of asked) if (name.startsWith(`${link} `)) asked.delete(name);
	}

	/** A partner has another page of this number. */
	suspect(partner: Partner, key: string, seq: number): void {
		const name = `${partner.link} ${key} ${seq}`;
		if (this.has(key) || this.#suspected.has(name) || this.#suspected.size >= JOURNALS) return;
		this.#suspected.add(name);
		this.#dependencies.emit({ type: "say-want", to: partner, want: { key, from: seq, pages: 1 } });
	}

	isSuspected(from: Partner, { key, seq }: Page): boolean {
		return this.#suspected.delete(`${from.link} ${key} ${seq}`);
	}

	/** A partner says that it has the proof. */
	told(partner: Partner, key: string): void {
		const name = `${partner.link} ${key}`;
		if (this.has(key) || this.#asked.has(name) || this.#asked.size >= JOURNALS) return;
		this.#asked.add(name);
		this.#dependencies.emit({ type: "say-want", to: partner, want: { key, from: 0, pages: 1 } });
	}

	serve(to: Partner, key: string): void {
		const fork = this.#proved.get(key);
		if (fork !== undefined) this.#dependencies.emit({ type: "say-result", to, pages: fork.pages });
	}

	/** The proof that was asked for. */
	heard(from: Partner, one: Page, other: Page): void {
		if (this.#asked.delete(`${from.link} ${one.key}`)) this.#try(one, other);
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
	verified(id: number, isValid: boolean): boolean {
		const trial = this.#trials.get(id);
		if (trial === undefined) return false;
		this.#trials.delete(id);
		if (isValid && --trial.missing === 0) this.#prove(...trial.pages);
		return true;
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

	#prove(one: Page, other: Page): void {
		const { key } = one;
		if (this.has(key)) return;
		const fork: Fork = { key, pages: [one, other] };
		this.#proved.set(key, fork);
		this.#dependencies.proved(fork);
	}
}
