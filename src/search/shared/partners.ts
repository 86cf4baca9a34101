// The peers that take part in the shared search: which journals each has, as far as it told. Knows no page and judges nothing.
import type { Have } from "../heads.ts";
import { JOURNALS } from "../limits.ts";
import type { Partner } from "./events.ts";

export interface PartnerView extends Partner {
	/** Whether it has said that it takes part. */
	takesPart: boolean;
	/** How far it has the journal of each key. */
	readonly seqs: Map<string, number>;
	/** How far it was told that this node has each. */
	readonly told: Map<string, number>;
}

export class Partners {
	readonly #byLink = new Map<number, PartnerView>();
	/** Those that take part; null where that changed. */
	#active: readonly PartnerView[] | null = null;

	linked({ link, peer }: Partner): PartnerView {
		const view: PartnerView = { link, peer, takesPart: false, seqs: new Map(), told: new Map() };
		this.#byLink.set(link, view);
		return view;
	}

	unlinked(link: number): void {
		this.#byLink.delete(link);
		this.#active = null;
	}

	get(link: number): PartnerView | undefined {
		return this.#byLink.get(link);
	}

	clear(): void {
		this.#byLink.clear();
		this.#active = null;
	}

	/** What it told of its journals; forgotten where it no longer says so much (it has lost its memory). */
	told(view: PartnerView, { heads }: Have): void {
		if (!view.takesPart) this.#active = null;
		view.takesPart = true;
		for (const [key, seq] of heads) if (view.seqs.has(key) || view.seqs.size < JOURNALS) view.seqs.set(key, seq);
	}

	/** It was given the journal up to this page. */
	has({ seqs }: PartnerView, key: string, seq: number): void {
		seqs.set(key, Math.max(seq, seqs.get(key) ?? 0));
	}

	/** Those that take part, and of several links to one node the latest. */
	active(): readonly PartnerView[] {
		if (this.#active !== null) return this.#active;
		const byPeer = new Map<number, PartnerView>();
		for (const view of this.#byLink.values()) if (view.takesPart) byPeer.set(view.peer, view);
		this.#active = [...byPeer.values()];
		return this.#active;
	}

	/** So many of them at most, by chance. */
	some(count: number, random: () => number, of: readonly PartnerView[] = this.active()): PartnerView[] {
		const views = [...of];
		for (let index = 0; index < count && index < views.length - 1; index++) {
			const other = index + Math.floor(random() * (views.length - index));
			[views[index], views[other]] = [views[other]!, views[index]!];
		}
		return views.slice(0, count);
	}

	/** Those that have the journal up to this page. */
	having(key: string, seq: number): PartnerView[] {
		return this.active().filter(({ seqs }) => (seqs.get(key) ?? 0) >= seq);
	}
}
