// Whoever lost its database may have lost the end of its own journal: the peers are asked for it before anything is written, so that
// no page number is ever used twice. Ends when somebody was asked and nobody has more; without peers it waits for them.
import type { Author } from "./author.ts";
import { event } from "./events.ts";
import type { Emit } from "./events.ts";
import type { Journals } from "./journals.ts";
import type { PageExchange } from "./page-exchange.ts";

/** Time for the peers to say what they have, and for the pages to come. */
const PATIENCE_MS = 15_000;

export interface RecoveryDependencies {
	readonly journals: Journals;
	readonly author: Author;
	readonly exchange: PageExchange;
	readonly emit: Emit;
}

export class Recovery {
	readonly #dependencies: RecoveryDependencies;
	#isDoubtful = false;
	/** When the first peer answered, or the journal last grew. */
	#since: number | null = null;
	#seq = 0;

	constructor(dependencies: RecoveryDependencies) {
		this.#dependencies = dependencies;
	}

	doubt(): void {
		this.#isDoubtful = true;
		this.#dependencies.author.isBlocked = true;
	}

	/** A peer said what it has. */
	heard(now: number): void {
		if (this.#isDoubtful) this.#since ??= now;
	}

	wake(now: number): void {
		if (!this.#isDoubtful || this.#since === null) return;
		const { journals, author, exchange, emit } = this.#dependencies;
		const { key, seq } = journals.own;
		if (seq !== this.#seq || exchange.partners.having(key, seq + 1).length > 0) {
			this.#seq = seq;
			this.#since = now;
		} else if (now - this.#since >= PATIENCE_MS) {
			this.#isDoubtful = false;
			author.isBlocked = exchange.forks.has(key);
			emit(event("journal-recovered", { seq }));
		}
	}
}
