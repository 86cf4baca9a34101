// How fast the search is: of this node by what its engine counted over the last minute, of the network by what others signed of late.
// Bounded; an estimate, for people.

/** How often the counters must be read. */
export const SAMPLE_EVERY_MS = 5_000;
const OWN_WINDOW_MS = 60_000;
/** A page is written at the latest after a test that takes longer than any of those that give a rate at all. */
const OTHERS_WINDOW_MS = 300_000;
/** In a network that is younger the rate is taken over no less than this. */
const OTHERS_LEAST_MS = 60_000;
/** Pages in that window that are remembered: one each second of some thirty nodes; of more the rate is too low. */
const PAGES = 10_000;

export interface Work {
	readonly tests: number;
	readonly squarings: number;
}

/** Both a second. */
export type Rate = Work;

interface Sample extends Work {
	readonly at: number;
}

interface PageWork extends Work {
	readonly key: string;
	/** When it was written, by its owner's clock. */
	readonly at: number;
}

export class Pace {
	#samples: Sample[] = [];
	#pages: PageWork[] = [];

	/** What was done since the start. */
	sample(now: number, { tests, squarings }: Work): void {
		this.#samples.push({ at: now, tests, squarings });
		this.#samples = this.#samples.filter(({ at }) => now - at <= OWN_WINDOW_MS);
	}

	/** Another's page came; an old one says nothing of how fast it is now. */
	page(now: number, page: PageWork): void {
		if (now - page.at > OTHERS_WINDOW_MS) return;
		this.#pages.push(page);
		if (this.#pages.length > PAGES) this.#pages.splice(0, PAGES / 2);
	}

	/** Of this node, given what it has done by now. */
	own(now: number, { tests, squarings }: Work): Rate {
		const [first] = this.#samples;
		if (first === undefined || now <= first.at) return { tests: 0, squarings: 0 };
		const seconds = (now - first.at) / 1_000;
		return { tests: (tests - first.tests) / seconds, squarings: (squarings - first.squarings) / seconds };
	}

	/** Of all other keys that count. */
	others(now: number, counts: (key: string) => boolean): Rate {
		this.#pages = this.#pages.filter(({ at }) => now - at <= OTHERS_WINDOW_MS);
		const oldest = this.#pages.reduce((least, { at }) => Math.min(least, at), now - OTHERS_LEAST_MS);
		const seconds = (now - oldest) / 1_000;
		let [tests, squarings] = [0, 0];
		for (const page of this.#pages) {
			if (!counts(page.key)) continue;
			tests += page.tests / seconds;
			squarings += page.squarings / seconds;
		}
		return { tests, squarings };
	}
}
