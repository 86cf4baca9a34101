// Packs the records of many pages into columns, which pass from thread to thread without being copied.
import { PAGE_RECORDS } from "../search/page.ts";
import { fromWire } from "../search/record.ts";
import type { WireRecord } from "../search/record.ts";
import { COLUMN_KINDS, type RecordColumns } from "./ledger.ts";

/** Records at which a batch is sent: a millisecond's work for who reads it. */
const BATCH_RECORDS = 4_096;

export class RecordPacker {
	readonly #journal = new Uint32Array(BATCH_RECORDS + PAGE_RECORDS);
	readonly #exponent = new Uint32Array(BATCH_RECORDS + PAGE_RECORDS);
	readonly #kind = new Uint8Array(BATCH_RECORDS + PAGE_RECORDS);
	readonly #res64High = new Uint32Array(BATCH_RECORDS + PAGE_RECORDS);
	readonly #res64Low = new Uint32Array(BATCH_RECORDS + PAGE_RECORDS);
	readonly #shift = new Uint32Array(BATCH_RECORDS + PAGE_RECORDS);
	#length = 0;

	/** No further page may be added then. */
	get isFull(): boolean {
		return this.#length >= BATCH_RECORDS;
	}

	addPage(journal: number, records: readonly WireRecord[]): void {
		for (const wire of records) {
			const record = fromWire(wire);
			if (!record) continue;
			const at = this.#length++;
			const isFactor = record.kind === "factor";
			this.#journal[at] = journal;
			this.#exponent[at] = record.exponent;
			this.#kind[at] = COLUMN_KINDS.indexOf(record.kind);
			this.#res64High[at] = isFactor ? 0 : Number.parseInt(record.res64.slice(0, 8), 16);
			this.#res64Low[at] = isFactor ? 0 : Number.parseInt(record.res64.slice(8), 16);
			this.#shift[at] = isFactor ? 0 : record.shift;
		}
	}

	/** Copies of what was added since the last time, each column with a buffer of its own. */
	take(): RecordColumns {
		const length = this.#length;
		this.#length = 0;
		return {
			length,
			journal: this.#journal.slice(0, length),
			exponent: this.#exponent.slice(0, length),
			kind: this.#kind.slice(0, length),
			res64High: this.#res64High.slice(0, length),
			res64Low: this.#res64Low.slice(0, length),
			shift: this.#shift.slice(0, length),
		};
	}
}

/** The buffers to transfer. */
export function buffersOf({ journal, exponent, kind, res64High, res64Low, shift }: RecordColumns): ArrayBuffer[] {
	return [journal, exponent, kind, res64High, res64Low, shift].map((column) => column.buffer as ArrayBuffer);
}
