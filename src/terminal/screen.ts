// A terminal that shows whole pictures: takes it over, draws what changed, and gives it back as it was, however the process ends.
// Knows nothing of what it shows.
import ansiEscapes from "ansi-escapes";
import type { ReadStream, WriteStream } from "node:tty";
import type { Size } from "./frame.ts";

export interface ScreenEvents {
	/** The size changed, or another program drew: a whole picture is wanted. */
	readonly resized: () => void;
	/** Ctrl-C, or q. */
	readonly left: () => void;
}

/** What a stream says that does not know. */
const USUAL: Size = { columns: 80, rows: 24 };

const CTRL_C = "\u0003";
const CTRL_L = "\f";

export class Screen {
	readonly #output: WriteStream;
	readonly #input: ReadStream;
	readonly #events: ScreenEvents;
	#drawn: readonly string[] = [];
	#isOpen = true;

	constructor(streams: { readonly output: WriteStream; readonly input: ReadStream }, events: ScreenEvents) {
		this.#output = streams.output;
		this.#input = streams.input;
		this.#events = events;
		this.#output.write(ansiEscapes.enterAlternativeScreen + ansiEscapes.cursorHide + ansiEscapes.clearViewport);
		this.#output.on("resize", this.#redraw);
		// Before the stack of a bug is written: it would vanish with the picture.
		process.on("SIGCONT", this.#redraw).on("exit", this.#onExit).on("uncaughtExceptionMonitor", this.#onExit);
		// Else what is typed would be written across the picture.
		if (this.#input.isTTY) this.#input.setRawMode(true).on("data", this.#typed).unref();
	}

	get size(): Size {
		const { columns, rows } = this.#output;
		return columns > 0 && rows > 0 ? { columns, rows } : USUAL;
	}

	/** Lines that fit the size. */
	draw(lines: readonly string[]): void {
		if (!this.#isOpen) return;
		const changed = Array.from({ length: Math.max(lines.length, this.#drawn.length) }, (_, row) => row)
			.filter((row) => lines[row] !== this.#drawn[row])
			.map((row) => `${ansiEscapes.cursorTo(0, row)}${ansiEscapes.eraseLine}${lines[row] ?? ""}`);
		this.#drawn = lines;
		if (changed.length === 0) return;
		this.#output.write(
			ansiEscapes.beginSynchronizedOutput + changed.join("") + ansiEscapes.cursorTo(0, 0) + ansiEscapes.endSynchronizedOutput,
		);
	}

	/** Gives the terminal back; any number of times. */
	close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		this.#output.off("resize", this.#redraw);
		process.off("SIGCONT", this.#redraw).off("exit", this.#onExit).off("uncaughtExceptionMonitor", this.#onExit);
		if (this.#input.isTTY) this.#input.off("data", this.#typed).setRawMode(false).pause();
		this.#output.write(ansiEscapes.cursorShow + ansiEscapes.exitAlternativeScreen);
	}

	readonly #onExit = (): void => this.close();

	readonly #redraw = (): void => {
		this.#drawn = [];
		this.#output.write(ansiEscapes.clearViewport);
		this.#events.resized();
	};

	readonly #typed = (bytes: Buffer): void => {
		const text = bytes.toString("latin1");
		if (text.includes(CTRL_C) || text === "q") this.#events.left();
		else if (text.includes(CTRL_L)) this.#redraw();
	};
}
