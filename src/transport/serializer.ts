// Turns a message into its line with the `ndjson` package: one stream for all messages, whose output is there when write() returns.
// Promises exactly one "\n" at the end on every platform; knows nothing of what a message means.
import { stringify } from "ndjson";

export class Serializer {
	readonly #stream = stringify();
	#line: string | undefined;

	constructor() {
		// A flowing object stream hands its output on within write(): nothing is queued between two messages.
		this.#stream.on("data", (line: string) => {
			this.#line = line;
		});
	}

	/** One JSON text and "\n". The message must be JSON through and through. */
	line(message: object): string {
		this.#stream.write(message);
		const line = this.#take();
		return line.endsWith("\r\n") ? `${line.slice(0, -2)}\n` : line;
	}

	close(): void {
		this.#stream.destroy();
	}

	#take(): string {
		const line = this.#line;
		if (line === undefined) throw new Error("ndjson kept a message back");
		this.#line = undefined;
		return line;
	}
}
