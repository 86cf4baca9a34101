// The main module of the ledger's thread: performs requests in the order in which they came, keeps that wait together as one write.
import { statSync } from "node:fs";
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { databasePath, markDamaged, openDatabase } from "./database.ts";
import { type JournalSize, LedgerError, type LedgerErrorCode } from "./ledger.ts";
import type { KeepRequest, PageTexts, RecordsPart, Reply, Request, ThreadSettings } from "./messages.ts";
import { buffersOf } from "./record-packer.ts";
import { toLedgerError } from "./sqlite-error.ts";
import { Store } from "./store.ts";

/** After a write that need not be durable at once, it becomes so in this time. */
const SETTLE_MS = 1_000;

class LedgerThread {
	readonly #folder: string;
	readonly #port: MessagePort;
	readonly #store: Store;
	/** Of the file that was opened. */
	readonly #inode: number;
	/** What people were told of, and what is not over yet. */
	readonly #reported = new Set<LedgerErrorCode>();
	#settling: NodeJS.Timeout | undefined;

	constructor(folder: string, port: MessagePort, store: Store) {
		this.#folder = folder;
		this.#port = port;
		this.#store = store;
		this.#inode = inodeOf(folder);
	}

	listen(): void {
		this.#port.on("message", (first: Request) => {
			const requests = [first];
			for (let next = receiveMessageOnPort(this.#port); next !== undefined; next = receiveMessageOnPort(this.#port))
				requests.push(next.message as Request);
			this.#perform(requests);
		});
	}

	#perform(requests: readonly Request[]): void {
		let group: KeepRequest[] = [];
		for (const request of requests) {
			if (request.type === "keep") group.push(request);
			else {
				this.#write(group);
				group = [];
				this.#answer(request);
			}
		}
		this.#write(group);
	}

	#write(group: readonly KeepRequest[]): void {
		if (group.length === 0) return;
		try {
			// Else all would be written into a file that nobody can open again.
			if (inodeOf(this.#folder) !== this.#inode)
				throw new LedgerError("unusable", `${databasePath(this.#folder)} was deleted or replaced while the node ran: start it again`);
			this.#store.write(group.map((request) => request.order));
			this.#reported.delete("unusable");
			this.#done(group, null);
		} catch (error) {
			// Only the batch that is to blame is refused for a gap.
			if (isGap(error) && group.length > 1) for (const request of group) this.#write([request]);
			else this.#refuse(group, error, true);
		}
		this.#settling ??= this.#store.isUnsettled ? setTimeout(() => this.#settle(), SETTLE_MS) : undefined;
	}

	#settle(): void {
		this.#settling = undefined;
		if (!this.#store.isUnsettled) return;
		try {
			this.#store.settle();
		} catch (error) {
			this.#refusal(error);
			this.#settling = setTimeout(() => this.#settle(), SETTLE_MS);
		}
	}

	#answer(request: Exclude<Request, KeepRequest>): void {
		try {
			const value = this.#read(request);
			this.#done([request], value, request.type === "records" ? buffersOf((value as RecordsPart).batch) : []);
		} catch (error) {
			this.#refuse([request], error);
		}
		// Nothing else keeps the thread going.
		if (request.type === "close") this.#port.close();
	}

	#read(request: Exclude<Request, KeepRequest>): PageTexts | RecordsPart | JournalSize[] | null {
		if (request.type === "pages") return this.#store.pages(request.key, request.fromSeq, request.limits);
		if (request.type === "records") return this.#store.records(request.after);
		if (request.type === "sizes") return this.#store.sizes();
		this.#close();
		return null;
	}

	/** What cannot be made durable is reported and left to the system. */
	#close(): void {
		clearTimeout(this.#settling);
		try {
			if (this.#store.isUnsettled) this.#store.settle();
		} catch (error) {
			this.#refusal(error);
		}
		this.#store.close();
	}

	#done(requests: readonly Request[], value: unknown, transferred?: ArrayBuffer[]): void {
		for (const { id } of requests) post(this.#port, { type: "done", id, value }, transferred);
	}

	/** isTold: whoever asked tells people that it could not be kept. */
	#refuse(requests: readonly Request[], error: unknown, isTold = false): void {
		const { code, message } = this.#refusal(error, isTold);
		for (const { id } of requests) post(this.#port, { type: "refused", id, code, message });
	}

	/** Reported once, until a write succeeds again, unless whoever asked tells it; damage does not pass, and is always reported. */
	#refusal(error: unknown, isTold = false): LedgerError {
		const refusal = toLedgerError(error, databasePath(this.#folder));
		if (refusal.code === "damaged") markDamaged(this.#folder, refusal.message);
		if (isTold && refusal.code !== "damaged") return refusal;
		if (refusal.code !== "gap" && !this.#reported.has(refusal.code))
			post(this.#port, { type: "report", line: `the ledger is out of service: ${refusal.message}` });
		this.#reported.add(refusal.code);
		return refusal;
	}
}

/** 0 where there is none. */
function inodeOf(folder: string): number {
	return statSync(databasePath(folder), { throwIfNoEntry: false })?.ino ?? 0;
}

function isGap(error: unknown): boolean {
	return error instanceof LedgerError && error.code === "gap";
}

function post(port: MessagePort, reply: Reply, transferred: ArrayBuffer[] = []): void {
	port.postMessage(reply, transferred);
}

function open({ folder }: ThreadSettings, port: MessagePort): void {
	try {
		const { database, remembered } = openDatabase(folder, (line) => post(port, { type: "report", line }));
		new LedgerThread(folder, port, new Store(database)).listen();
		post(port, { type: "opened", remembered });
	} catch (error) {
		const { code, message } = toLedgerError(error, databasePath(folder));
		post(port, { type: "refused", id: 0, code, message });
		port.close();
	}
}

if (parentPort !== null) open(workerData as ThreadSettings, parentPort);
