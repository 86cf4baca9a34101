// The ledger of the house: holds the folder's lock and asks a thread of its own, so that no disk ever holds up its caller.
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Page } from "../search/page.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";
import { type Batch, type JournalSize, type Ledger, LedgerError, type PageLimits, type RecordColumns, type Remembered } from "./ledger.ts";
import { type PageTexts, type RecordsPart, type Reply, type Request, type ThreadSettings, toOrder } from "./messages.ts";
import { toPage } from "./page-row.ts";

const THREAD = new URL(`./ledger-thread${extname(import.meta.url)}`, import.meta.url);

export interface LedgerOptions {
	/** Made where it is missing. */
	readonly folder: string;
	/** One line for people: a damaged database was moved aside; what was written cannot be made durable, or be read. */
	readonly onReport: (line: string) => void;
}

/** Rejects with LedgerError where the folder cannot be used or is in use. */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
	const lock = lockFolder(options.folder);
	const thread = new Worker(THREAD, { workerData: { folder: options.folder } satisfies ThreadSettings });
	const ledger = new ThreadLedger(thread, lock, options.onReport);
	try {
		await ledger.opened;
		return ledger;
	} catch (error) {
		await thread.terminate();
		lock.release();
		throw error;
	}
}

/** A request without its number. */
type Question = Request extends infer Each ? (Each extends Request ? Omit<Each, "id"> : never) : never;

interface Waiting {
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: unknown) => void;
}

class ThreadLedger implements Ledger {
	readonly opened: Promise<unknown>;
	readonly #thread: Worker;
	readonly #lock: FolderLock;
	readonly #onReport: (line: string) => void;
	readonly #waiting = new Map<number, Waiting>();
	#remembered: Remembered | undefined;
	/** Number 0 is the opening. */
	#nextId = 0;
	#closing: Promise<void> | undefined;
	/** What ended the thread, a bug of ours: everything is refused with it. */
	#fault: unknown;

	constructor(thread: Worker, lock: FolderLock, onReport: (line: string) => void) {
		this.#thread = thread;
		this.#lock = lock;
		this.#onReport = onReport;
		thread.on("message", (reply: Reply) => this.#onReply(reply));
		thread.on("error", (error) => this.#onFault(error));
		this.opened = this.#answer(this.#nextId++);
	}

	get remembered(): Remembered {
		return this.#remembered!;
	}

	async keep(batch: Batch, { durable = true }: { readonly durable?: boolean } = {}): Promise<void> {
		await this.#ask({ type: "keep", order: toOrder(batch, durable) });
	}

	async pages(key: string, fromSeq: number, limits: PageLimits): Promise<Page[]> {
		const texts = (await this.#ask({ type: "pages", key, fromSeq, limits })) as PageTexts;
		return texts.map(({ text, sig }) => toPage(text, sig));
	}

	/** The thread makes the next batch while this one is read, and never more. */
	async records(onBatch: (batch: RecordColumns) => void): Promise<void> {
		for (let after: number | null = 0, asked = this.#askRecords(0); after !== null;) {
			const part: RecordsPart = await asked;
			({ after } = part);
			if (after !== null) asked = this.#askRecords(after);
			if (part.batch.length > 0) onBatch(part.batch);
		}
	}

	sizes(): Promise<JournalSize[]> {
		return this.#ask({ type: "sizes" }) as Promise<JournalSize[]>;
	}

	close(): Promise<void> {
		this.#closing ??= this.#close();
		return this.#closing;
	}

	async #close(): Promise<void> {
		const { promise: ended, resolve } = Promise.withResolvers<unknown>();
		if (this.#fault === undefined) this.#thread.once("exit", resolve);
		else resolve(undefined);
		try {
			if (this.#fault === undefined) await this.#post({ type: "close" });
		} finally {
			await ended;
			this.#lock.release();
		}
	}

	#askRecords(after: number): Promise<RecordsPart> {
		const asked = this.#ask({ type: "records", after }) as Promise<RecordsPart>;
		// A reader that throws leaves it unheard.
		asked.catch(() => undefined);
		return asked;
	}

	#ask(question: Question): Promise<unknown> {
		if (this.#closing !== undefined) return Promise.reject(new LedgerError("closed", "the ledger is closed"));
		return this.#post(question);
	}

	#post(question: Question): Promise<unknown> {
		if (this.#fault !== undefined) return Promise.reject(this.#fault);
		const id = this.#nextId++;
		// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
		this.#thread.postMessage({ ...question, id } satisfies Request);
		return this.#answer(id);
	}

	#answer(id: number): Promise<unknown> {
		return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
	}

	#onReply(reply: Reply): void {
		switch (reply.type) {
			case "report":
				return this.#onReport(reply.line);
			case "opened":
				this.#remembered = reply.remembered;
				return this.#take(0)?.resolve(undefined);
			case "done":
				return this.#take(reply.id)?.resolve(reply.value);
			case "refused":
				return this.#take(reply.id)?.reject(new LedgerError(reply.code, reply.message));
		}
	}

	#take(id: number): Waiting | undefined {
		const waiting = this.#waiting.get(id);
		this.#waiting.delete(id);
		return waiting;
	}

	#onFault(error: unknown): void {
		this.#fault = error;
		for (const { reject } of this.#waiting.values()) reject(error);
		this.#waiting.clear();
	}
}
