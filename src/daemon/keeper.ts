// The ledger as the core sees it: what it wants kept, in the ledger's own terms, and what was remembered, in the core's.
// Promises one answer to each order; never interprets what it keeps.
import type { Input, RememberedCore } from "../core/core.ts";
import type { Batch, Ledger, RecordColumns } from "../ledger/ledger.ts";
import { parseMessage } from "../protocol/messages/parse.ts";
import type { PrimeMessage } from "../protocol/messages/prime.ts";
import { PAGE_BYTES } from "../search/page.ts";
import type { RememberedLease } from "../search/shared/events.ts";
import type { PackedRecords } from "../search/knowledge/packing.ts";
import type { Done, LedgerPort, ToKeep } from "./ports.ts";

/** The note that says whose word counts. */
export const STANDING = "standing";

export interface KeeperDependencies {
	readonly ledger: Ledger;
	readonly feed: (input: Input) => void;
	/** Something could not be read; not told again before it is something else. */
	readonly onFailure: (error: Error) => void;
}

export class Keeper implements LedgerPort {
	readonly #ledger: Ledger;
	readonly #feed: (input: Input) => void;
	readonly #onFailure: (error: Error) => void;
	#failure: string | null = null;

	constructor(dependencies: KeeperDependencies) {
		this.#ledger = dependencies.ledger;
		this.#feed = dependencies.feed;
		this.#onFailure = dependencies.onFailure;
	}

	keep(toKeep: ToKeep, isDurable: boolean, answer: Done): void {
		this.#ledger.keep(batchOf(toKeep), { durable: isDurable }).then(
			() => answer(null),
			(error: Error) => answer(error),
		);
	}

	readPages(id: number, key: string, from: number, pages: number): void {
		this.#ledger.pages(key, from, { pages, bytes: pages * PAGE_BYTES }).then(
			(read) => this.#feed({ type: "pages-read", id, pages: read }),
			(error: Error) => {
				if (error.message !== this.#failure) this.#onFailure(error);
				this.#failure = error.message;
				this.#feed({ type: "pages-read", id, pages: [] });
			},
		);
	}

	/** Where nodes answered, for the next life; what cannot be kept of it is no loss. */
	keepPeers(peers: readonly { readonly address: string; readonly id: number }[], now: number): void {
		const lastGoodAt = Math.floor(now / 1_000);
		const list = peers.map(({ address, id }) => ({ address, id, lastGoodAt }));
		this.#ledger.keep({ peers: list }, { durable: false }).catch(() => undefined);
	}

	/** Tells all records that were there, and that there are no more. */
	async tellRecords(): Promise<void> {
		await this.#ledger.records((columns) => this.#feed({ type: "remembered-records", records: packedOf(columns) }));
		this.#feed({ type: "loaded" });
	}
}

/** isNew: the node's key was made just now, so that no peer can remember a journal of it. */
export function rememberedBy(ledger: Ledger, isNew: boolean): RememberedCore {
	const { journals, forks, lease, primes, peers, notes, wasDamaged } = ledger.remembered;
	const { known, wrong } = standingIn(notes.get(STANDING));
	return {
		node: {
			primes: primes.map(({ exponent, finder, message }) => ({ exponent, finder, ...toldOf(message) })),
			peers: peers.flatMap(({ address, id }) => (id === null ? [] : { address, id })),
		},
		search: {
			journals,
			forks,
			// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as batchOf() keeps it
			lease: lease as RememberedLease | null,
			known,
			wrong,
			isDoubtful: wasDamaged || (journals.length === 0 && !isNew),
		},
	};
}

/** Keys whose word counts at a node, besides its own, and those that proved wrong. */
export function standingIn(note: string | undefined): { readonly known: readonly string[]; readonly wrong: readonly string[] } {
	const { known = [], wrong = [] } = JSON.parse(note ?? "{}") as { readonly known?: string[]; readonly wrong?: string[] };
	return { known, wrong };
}

function batchOf({ dropKeys, pages, lease, forks, standing, primes }: ToKeep): Batch {
	return {
		...(dropKeys === undefined ? {} : { dropKeys }),
		...(pages === undefined ? {} : { pages }),
		...(lease === undefined ? {} : { lease }),
		...(forks === undefined ? {} : { forks }),
		...(standing === undefined ? {} : { notes: { [STANDING]: JSON.stringify(standing) } }),
		...(primes === undefined
			? {}
			: { primes: primes.map(({ exponent, finder, message, isTested }) => ({ exponent, finder, message: { message, isTested } })) }),
	};
}

function packedOf({ length, journal, exponent, kind, res64High, res64Low, shift }: RecordColumns): PackedRecords {
	return { length, key: journal, exponent, kind, high: res64High, low: res64Low, shift };
}

function toldOf(kept: unknown): { readonly message: PrimeMessage | null; readonly isTested: boolean } {
	// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as batchOf() keeps it
	const { message = null, isTested = false } = (kept ?? {}) as { readonly message?: unknown; readonly isTested?: boolean };
	return { message: primeMessage(message), isTested };
}

/** A message that was kept passes the same door as one from a peer. */
function primeMessage(value: unknown): PrimeMessage | null {
	const received = value === null ? null : parseMessage(JSON.stringify(value));
	return received?.kind === "message" && received.message.msg_type === "PRIME" ? received.message : null;
}
