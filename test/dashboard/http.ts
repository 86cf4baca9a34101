// Plain HTTP for tests: requests with any header, and the events of a stream until enough have come.
import { request } from "node:http";
import { type ParsedEvent, parseEvents } from "../../src/dashboard/event-parser.ts";

export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly body: string;
}

/** fetch forbids to set Host and Origin, so the request is made by hand. */
export function ask(url: string, method = "GET", headers: Record<string, string> = {}): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const sent = request(url, { method, headers, agent: false }, (response) => {
			let body = "";
			response.setEncoding("utf8");
			response.on("data", (chunk: string) => {
				body += chunk;
			});
			response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
			response.on("error", reject);
		});
		sent.on("error", reject);
		sent.end();
	});
}

/** The events up to the first for which enough() says so; then the stream is left. */
export async function eventsUntil(
	url: string,
	enough: (event: ParsedEvent, all: readonly ParsedEvent[]) => boolean,
	headers: Record<string, string> = {},
): Promise<ParsedEvent[]> {
	const leave = new AbortController();
	const response = await fetch(url, { headers, signal: AbortSignal.any([leave.signal, AbortSignal.timeout(10_000)]) });
	if (response.body === null) throw new Error("no stream");
	const events: ParsedEvent[] = [];
	for await (const event of parseEvents(response.body)) {
		events.push(event);
		if (enough(event, events)) break;
	}
	leave.abort();
	return events;
}
