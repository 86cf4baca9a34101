// Cuts a stream of bytes into lines: linear in the bytes whatever their chunks, and never holding more than one chunk and one line.
// A line ends with "\n"; one "\r" before it is dropped but counts towards the limit; empty lines are ignored; invalid UTF-8 is refused, never repaired.
// It delivers one line for each take(), so that who drives it decides when to rest; it parses nothing.
import { isAscii, isUtf8 } from "node:buffer";

/** What is wrong with the bytes themselves. After "line-too-long" nothing more comes: there is no telling where the next line begins. */
export type SplitterFault = "line-too-long" | "invalid-utf8";

export interface SplitterSink {
	/** A complete line without its end. It may share the memory of its chunk: who keeps lines for long copies them. */
	line(text: string): void;
	fault(code: SplitterFault): void;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const NOTHING = Buffer.alloc(0);

/** The first size of the room for an unfinished line: most lines fit. */
const FIRST_ROOM_BYTES = 256;
/** Larger rooms are given back after the line that needed them. */
const KEPT_ROOM_BYTES = 1024;

export class Splitter {
	#chunk: Buffer = NOTHING;
	#position = 0;
	/** The whole chunk as a string where it is plain ASCII, as most are: its lines are cut out without a copy and need no look of their own. */
	#text: string | undefined;
	/** The unfinished line that earlier chunks ended with. A copy, so that four bytes never hold a 64 KiB chunk. */
	#room: Buffer = NOTHING;
	#held = 0;
	#broken = false;
	#limitBytes: number;
	readonly #sink: SplitterSink;

	constructor(options: { readonly limitBytes: number }, sink: SplitterSink) {
		this.#limitBytes = options.limitBytes;
		this.#sink = sink;
	}

	/** Holds from the next take() on. */
	setLimit(limitBytes: number): void {
		this.#limitBytes = limitBytes;
	}

	/** Gives it the next bytes; only after take() returned false, for it keeps one chunk and no list of them. */
	feed(chunk: Buffer): void {
		if (this.#broken) return;
		this.#chunk = chunk;
		this.#position = 0;
		this.#text = isAscii(chunk) ? chunk.toString("latin1") : undefined;
	}

	/** Moves on by one line and delivers it, or the fault in its place. False: the chunk is used up. */
	take(): boolean {
		const start = this.#position;
		if (start >= this.#chunk.length) return this.#useUp();
		const end = this.#text === undefined ? this.#chunk.indexOf(LINE_FEED, start) : this.#text.indexOf("\n", start);
		const lengthBytes = this.#held + (end < 0 ? this.#chunk.length : end) - start;
		if (lengthBytes > this.#limitBytes) return this.#break();
		if (end < 0) {
			this.#hold(start, this.#chunk.length);
			return this.#useUp();
		}
		this.#position = end + 1;
		if (this.#held === 0) {
			this.#deliver(this.#chunk, start, end, this.#text);
		} else {
			this.#hold(start, end);
			this.#held = 0;
			this.#deliver(this.#room, 0, lengthBytes, undefined);
			if (this.#room.length > KEPT_ROOM_BYTES) this.#room = NOTHING;
		}
		return !this.#broken;
	}

	/** Forgets all that it holds; nothing is delivered any more. */
	close(): void {
		this.#broken = true;
		this.#room = NOTHING;
		this.#held = 0;
		this.#useUp();
	}

	#deliver(bytes: Buffer, start: number, end: number, text: string | undefined): void {
		const stop = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
		if (stop === start) return;
		if (text !== undefined) this.#sink.line(text.slice(start, stop));
		else if (isUtf8(bytes.subarray(start, stop))) this.#sink.line(bytes.toString("utf8", start, stop));
		else this.#sink.fault("invalid-utf8");
	}

	/** Adds a part of the chunk to the unfinished line. The room doubles, so that bytes are copied twice on average. */
	#hold(start: number, end: number): void {
		const neededBytes = this.#held + end - start;
		if (neededBytes > this.#room.length) {
			const roomBytes = Math.min(this.#limitBytes, Math.max(FIRST_ROOM_BYTES, 2 * this.#room.length, neededBytes));
			const room = Buffer.allocUnsafeSlow(Math.max(roomBytes, neededBytes));
			this.#room.copy(room, 0, 0, this.#held);
			this.#room = room;
		}
		this.#chunk.copy(this.#room, this.#held, start, end);
		this.#held = neededBytes;
	}

	#break(): boolean {
		this.close();
		this.#sink.fault("line-too-long");
		return false;
	}

	#useUp(): false {
		this.#chunk = NOTHING;
		this.#text = undefined;
		this.#position = 0;
		return false;
	}
}
