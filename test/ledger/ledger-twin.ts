// A Ledger in memory for the tests of other folders: writes take as long as its maker says, fail when told to, and a process
// that ends takes with it what had not been written.
import {
	type AcceptedPrime,
	type Batch,
	type Fork,
	type JournalSize,
	type KnownPeer,
	type Ledger,
	LedgerError,
	type PageLimits,
	type RecordColumns,
	type Remembered,
} from "../../src/ledger/ledger.ts";
import { RecordPacker } from "../../src/ledger/record-packer.ts";
import { type HashedPage, type Page, textOf } from "../../src/search/page.ts";

export interface LedgerTwinOptions {
	/** How long each write takes; a turn unless it is given. */
	readonly delay?: () => Promise<void>;
}

interface Waiting {
	readonly batch: Batch;
	readonly resolve: () => void;
	readonly reject: (error: unknown) => void;
}

export class LedgerTwin implements Ledger {
	/** While it is set, every write fails with it. */
	failure: LedgerError | null = null;
	readonly remembered: Remembered;
	readonly #options: LedgerTwinOptions;
	readonly #disk: Disk;
	readonly #atOpening: readonly (readonly HashedPage[])[];
	#waiting: Waiting[] = [];
	#writing: Promise<void> | undefined;
	#isClosed = false;
	#isDead = false;

	constructor(options: LedgerTwinOptions = {}, disk = new Disk()) {
		this.#options = options;
		this.#disk = disk;
		this.remembered = disk.recall();
		this.#atOpening = [...disk.journals.values()].map((pages) => [...pages]);
	}

	/** The process is killed, and another opens what was written. Promises of this one stay as they are for ever. */
	reopen(): LedgerTwin {
		this.#isDead = true;
		return new LedgerTwin(this.#options, this.#disk);
	}

	keep(batch: Batch): Promise<void> {
		if (this.#isClosed) return Promise.reject(new LedgerError("closed", "the ledger is closed"));
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		this.#waiting.push({ batch: structuredClone(batch), resolve, reject });
		this.#writing ??= this.#write();
		return promise;
	}

	async pages(key: string, fromSeq: number, limits: PageLimits): Promise<Page[]> {
		await this.#written();
		const found: Page[] = [];
		let bytes = 0;
		for (const { page } of (this.#disk.journals.get(key) ?? []).slice(fromSeq - 1, fromSeq - 1 + limits.pages)) {
			bytes += bytesOf(page);
			if (found.length > 0 && bytes > limits.bytes) break;
			found.push(page);
		}
		return found;
	}

	async records(onBatch: (batch: RecordColumns) => void): Promise<void> {
		await this.#written();
		const packer = new RecordPacker();
		for (const [place, pages] of this.#atOpening.entries())
			for (const { page } of pages) {
				packer.addPage(place, page.records);
				if (packer.isFull) onBatch(packer.take());
			}
		const rest = packer.take();
		if (rest.length > 0) onBatch(rest);
	}

	async sizes(): Promise<JournalSize[]> {
		await this.#written();
		return this.#disk.sizes();
	}

	close(): Promise<void> {
		this.#isClosed = true;
		return this.#written();
	}

	async #written(): Promise<void> {
		if (this.#isClosed && this.#writing === undefined) return;
		await this.#writing;
	}

	/** What waits is written together. */
	async #write(): Promise<void> {
		while (this.#waiting.length > 0) {
			await Promise.resolve();
			const group = this.#waiting;
			this.#waiting = [];
			await this.#options.delay?.();
			if (this.#isDead) return;
			for (const waiting of group) this.#finish(waiting);
		}
		this.#writing = undefined;
	}

	#finish({ batch, resolve, reject }: Waiting): void {
		const refusal = this.failure ?? this.#disk.gapOf(batch);
		if (refusal !== null) return reject(refusal);
		this.#disk.apply(batch);
		resolve();
	}
}

class Disk {
	readonly journals = new Map<string, HashedPage[]>();
	readonly #forks = new Map<string, Fork>();
	readonly #primes = new Map<number, AcceptedPrime>();
	readonly #notes = new Map<string, string>();
	#lease: unknown = null;
	#peers: readonly KnownPeer[] = [];

	recall(): Remembered {
		return {
			journals: [...this.journals].map(([key, pages]) => {
				return { key, seq: pages.length, hash: pages.at(-1)?.hash ?? "", bytes: this.#bytesOf(key, pages) };
			}),
			lease: this.#lease,
			primes: [...this.#primes.values()].toSorted((a, b) => a.exponent - b.exponent),
			peers: this.#peers.toSorted((a, b) => (a.address < b.address ? -1 : 1)),
			notes: new Map(this.#notes),
			forks: [...this.#forks.values()],
			wasDamaged: false,
		};
	}

	apply({ dropKeys = [], pages = [], forks = [], lease, primes = [], peers, notes = {} }: Batch): void {
		for (const key of dropKeys) {
			this.journals.delete(key);
			this.#forks.delete(key);
		}
		for (const hashed of pages) this.#keepPage(hashed);
		for (const fork of forks) if (!this.#forks.has(fork.key)) this.#forks.set(fork.key, fork);
		if (lease !== undefined) this.#lease = lease;
		for (const prime of primes) this.#primes.set(prime.exponent, prime);
		this.#peers = peers ?? this.#peers;
		for (const [name, text] of Object.entries(notes))
			if (text === null) this.#notes.delete(name);
			else this.#notes.set(name, text);
	}

	gapOf({ dropKeys = [], pages = [] }: Batch): LedgerError | null {
		const lasts = new Map<string, number>();
		for (const { page } of pages) {
			const { key, seq } = page;
			const last = lasts.get(key) ?? (dropKeys.includes(key) ? 0 : (this.journals.get(key)?.length ?? 0));
			if (seq > last + 1) return new LedgerError("gap", `page ${seq} of ${key} cannot be kept: the last one kept is ${last}`);
			lasts.set(key, Math.max(last, seq));
		}
		return null;
	}

	sizes(): JournalSize[] {
		return [...new Set([...this.journals.keys(), ...this.#forks.keys()])].map((key) => {
			const pages = this.journals.get(key) ?? [];
			return { key, pages: pages.length, bytes: this.#bytesOf(key, pages) };
		});
	}

	#bytesOf(key: string, pages: readonly HashedPage[]): number {
		const fork = this.#forks.get(key);
		return pages.reduce((sum, { page }) => sum + bytesOf(page), fork === undefined ? 0 : JSON.stringify(fork.pages).length);
	}

	#keepPage(hashed: HashedPage): void {
		const { key, seq } = hashed.page;
		const journal = this.journals.get(key) ?? [];
		if (seq === journal.length + 1) journal.push(hashed);
		this.journals.set(key, journal);
	}
}

function bytesOf(page: Page): number {
	return Buffer.byteLength(textOf(page));
}
