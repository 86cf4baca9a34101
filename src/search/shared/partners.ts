// The peers that take part in the shared search: which journals each has, as far as it told. Knows no page and judges nothing.
import type { Have } from "../heads.ts";
import type { Partner } from "./events.ts";

export interface PartnerView extends Partner {
	/** Whether it has said that it takes part. */
	takesPart: boolean;
	/** How far it has the journal of each key. */
	readonly seqs: Map<string, number>;
}

export class Partners {
	readonly #byLink = new Map<number, PartnerView>();

	linked({ link, peer }: Partner): PartnerView {
		const view: PartnerView = { link, peer, takesPart: false, seqs: new Map() };
		this.#byLink.set(link, view);
		return view;
	}

	unlinked(link: number): void {
		this.#byLink.delete(link);
	}

	get(link: number): PartnerView | undefined {
		return this.#byLink.get(link);
	}

	clear(): void {
		this.#byLink.clear();
	}

	/** What it told of its journals; forgotten where it no longer says so much (it has lost its memory). */
	told(view: PartnerView, { heads }: Have): void {
		view.takesPart = true;
		for (const [key, seq] of heads) view.seqs.set(key, seq);
	}

	/** It was given the journal up to this page. */
	has({ seqs }: PartnerView, key: string, seq: number): void {
		seqs.set(key, Math.max(seq, seqs.get(key) ?? 0));
	}

	/** Those that take part, and of several links to one node the latest. */
	active(): PartnerView[] {
		const byPeer = new Map<number, PartnerView>();
		for (const view of this.#byLink.values()) if (view.takesPart) byPeer.set(view.peer, view);
		return [...byPeer.values()];
	}

	/** Those that have the journal up to this page. */
	having(key: string, seq: number): PartnerView[] {
		return this.active().filter(({ seqs }) => (seqs.get(key) ?? 0) >= seq);
	}
}
