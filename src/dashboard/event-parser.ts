// Reads a stream of server-sent events: bytes to events, as the HTML standard says (its section 9.2).
// Promises to hold at most one event of bounded length; a stream that exceeds it ends with an error.

const EVENT_CHARACTERS_MAX = 4 * 1024 * 1024;

export interface ParsedEvent {
	/** "comment" for a comment line, which only says that the other side is alive. */
	readonly event: string;
	readonly data: string;
	/** The last id seen so far. */
	readonly id: string;
}

export async function* parseEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ParsedEvent> {
	const decoder = new TextDecoder();
	let rest = "";
	let event = "message";
	let data: string[] = [];
	let dataCharacters = 0;
	let id = "";
	for await (const chunk of bytes) {
		const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?=.)/s);
		rest = lines.pop() ?? "";
		for (const line of lines) {
			if (line === "") {
				if (data.length > 0) yield { event, data: data.join("\n"), id };
				event = "message";
				data = [];
				dataCharacters = 0;
				continue;
			}
			const colon = line.indexOf(":");
			const field = colon < 0 ? line : line.slice(0, colon);
			const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
			if (field === "") yield { event: "comment", data: value, id };
			else if (field === "event") event = value;
			else if (field === "id") id = value;
			else if (field === "data") {
				data.push(value);
				dataCharacters += value.length;
			}
		}
		if (rest.length + dataCharacters > EVENT_CHARACTERS_MAX) throw new Error("an event of the stream never ends");
	}
}
