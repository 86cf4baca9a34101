// Makes the parts of the shared search and ties them to each other: what one part tells another goes through here.
import { SOLO_LIMIT } from "../limits.ts";
import { Author } from "./author.ts";
import { Evidence, OWN } from "./evidence.ts";
import type { Emit } from "./events.ts";
import { Journals } from "./journals.ts";
import type { Journal } from "./journals.ts";
import { LeaseGossip } from "./lease-gossip.ts";
import { PageExchange } from "./page-exchange.ts";
import { Proofs } from "./proofs.ts";
import { Recovery } from "./recovery.ts";
import { Runs } from "./runs.ts";
import { Solo } from "./solo.ts";
import { Standing } from "./standing.ts";
import { Strangers } from "./strangers.ts";
import { Workbench } from "./workbench.ts";

export interface SharedSearchOptions {
	/** The own public key. */
	readonly key: string;
	/** Bounds of the hunt, inclusive; to null: on and on. */
	readonly from: number;
	readonly to: number | null;
	/** Tests that run at the same time; 0: this node tests nothing. */
	readonly workers: number;
	/** Short tests that are asked for at once. */
	readonly testsAtOnce: number;
	/** Share of known keys' records that is tested again. */
	readonly doubleCheck: number;
}

export interface SharedSearchDependencies {
	/** 0 <= random() < 1. */
	readonly random: () => number;
	/** About how long a test takes on one worker here. */
	readonly secondsATest: (exponent: number) => number;
	/** Whether the decimal number is a proper divisor of 2^exponent - 1. */
	readonly isFactor: (exponent: number, factor: string) => boolean;
}

export interface PartsDependencies extends SharedSearchDependencies {
	readonly emit: Emit;
	/** A number for the next question to the world. */
	readonly nextId: () => number;
	/** A key wrote two histories. */
	readonly forked: (journal: Journal) => void;
}

export interface Parts {
	readonly journals: Journals;
	readonly evidence: Evidence;
	readonly runs: Runs;
	readonly exchange: PageExchange;
	readonly workbench: Workbench;
	readonly gossip: LeaseGossip;
	readonly author: Author;
	readonly recovery: Recovery;
	readonly solo: Solo;
	readonly proofs: Proofs;
}

export function createParts(options: SharedSearchOptions, dependencies: PartsDependencies): Parts {
	const journals = new Journals(options.key);
	const standing = new Standing(OWN);
	const forget = (gone: readonly Journal[]): void => {
		evidence.forget(gone.map(({ number }) => number));
		for (const journal of gone) {
			runs.leases.forget(journal.number);
			gossip.forget(journal.number);
			exchange.forget(journal);
			journals.forget(journal);
		}
		dependencies.emit({ type: "keep", kept: { dropKeys: gone.map(({ key }) => key) }, isDurable: false });
	};
	const strangers = new Strangers({ journals, standing, forget });
	const common = { ...dependencies, journals, standing, strangers };
	const evidence: Evidence = new Evidence(
		{ ...options, soloLimit: SOLO_LIMIT },
		{
			...common,
			othersAtWork: () => runs.othersAtWork,
			settled: (exponent) => runs.settled(exponent),
			taken: (now, journal, page) => proofs.named(now, journal, page),
			risen: ({ key }) => exchange.requests.lacks(key),
			distrusted: ({ key }) => exchange.requests.forget(key),
		},
	);
	const runs: Runs = new Runs(options, {
		...common,
		evidence,
		cancel: (exponent) => workbench.cancel(exponent),
		announce: (lease) => gossip.announce(lease),
	});
	const author = new Author({ ...common, written: (now) => exchange.grew(now, journals.own) });
	const exchange: PageExchange = new PageExchange({
		...common,
		isWelcome: ({ number, key }) => !evidence.standing.isWrong(number) && !exchange.forks.has(key),
		takeIn: (now, journal, page) => evidence.takePage(now, journal, page),
	});
	const gossip: LeaseGossip = new LeaseGossip({ ...common, evidence, runs, partners: exchange.partners });
	const proofs: Proofs = new Proofs(options, { ...common, evidence, runs, author, partners: exchange.partners });
	const workbench = new Workbench(options, { ...common, evidence, runs, author, proofs });
	const recovery = new Recovery({ ...common, author, exchange });
	const solo = new Solo(options, { evidence, emit: dependencies.emit });
	return { journals, evidence, runs, exchange, workbench, gossip, author, recovery, solo, proofs };
}
