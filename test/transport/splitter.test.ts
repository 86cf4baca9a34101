import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Splitter } from "../../src/transport/splitter.ts";

type Event = string | { fault: string };

function split(chunks: readonly Uint8Array[], limitBytes: number): Event[] {
	const events: Event[] = [];
	const splitter = new Splitter({ limitBytes }, { line: (text) => events.push(text), fault: (fault) => events.push({ fault }) });
	for (const chunk of chunks) {
		splitter.feed(Buffer.from(chunk));
		while (splitter.take());
	}
	return events;
}

/** The same by a way that is plainly right and holds everything. */
function splitPlainly(bytes: Buffer, limitBytes: number): Event[] {
	const events: Event[] = [];
	let rest = bytes;
	for (;;) {
		const end = rest.indexOf("\n");
		if ((end < 0 ? rest.length : end) > limitBytes) return [...events, { fault: "line-too-long" }];
		if (end < 0) return events;
		const line = rest.subarray(0, rest[end - 1] === 13 ? end - 1 : end);
		const text = line.toString();
		if (!Buffer.from(text).equals(line)) events.push({ fault: "invalid-utf8" });
		else if (text !== "") events.push(text);
		rest = rest.subarray(end + 1);
	}
}

function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
	const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
	return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
}

/** Bytes in which line ends, half characters and long runs are frequent. */
const streams = fc
	.array(
		fc.oneof(
			fc.constantFrom("\n", "\r\n", "\r", "\0", "{}", "é", "素数", "🜂").map((text) => Buffer.from(text)),
			fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
			fc.integer({ min: 1, max: 40 }).map((length) => Buffer.alloc(length, "x")),
		),
		{ maxLength: 40 },
	)
	.map((parts) => Buffer.concat(parts));

describe("a splitter", () => {
	it("gives the same lines and faults however the bytes are cut", () => {
		fc.assert(
			fc.property(streams, fc.array(fc.nat(), { maxLength: 20 }), fc.integer({ min: 1, max: 50 }), (bytes, cuts, limitBytes) => {
				expect(split(cutAt(bytes, cuts), limitBytes)).toEqual(splitPlainly(bytes, limitBytes));
			}),
			{ numRuns: 2_000 },
		);
	});

	it("gives the same lines byte by byte", () => {
		fc.assert(
			fc.property(streams, (bytes) => {
				const single = [...bytes].map((byte) => Uint8Array.of(byte));
				expect(split(single, 20)).toEqual(splitPlainly(bytes, 20));
			}),
		);
	});

	it.each<[string, string, Event[]]>([
		["one line", "a\n", ["a"]],
		["a return before the end", "a\r\nb\n", ["a", "b"]],
		["only one return", "a\r\r\n", ["a\r"]],
		["empty lines", "\n\r\n\na\n", ["a"]],
		["an unfinished line", "a\nb", ["a"]],
		["spaces", " \n", [" "]],
		["NULs", "\0\0\n", ["\0\0"]],
		["a line of exactly the limit", "12345678\n", ["12345678"]],
		["one byte more", "123456789\n1\n", [{ fault: "line-too-long" }]],
		["a line that never ends", "123456789", [{ fault: "line-too-long" }]],
		["bytes, not characters", "素数素\n", [{ fault: "line-too-long" }]],
	])("knows %s", (_name, text, events) => {
		expect(split([Buffer.from(text)], 8)).toEqual(events);
	});

	it("refuses what is no UTF-8 and goes on with the next line", () => {
		for (const bad of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe7, 0xb4]]) {
			const bytes = Buffer.concat([Buffer.from("a\n"), Buffer.from(bad), Buffer.from("\nb\n")]);
			expect(split([bytes], 64)).toEqual(["a", { fault: "invalid-utf8" }, "b"]);
		}
	});

	it("takes a raised limit for the very next line", () => {
		const lines: string[] = [];
		const splitter: Splitter = new Splitter(
			{ limitBytes: 2 },
			{
				line: (text) => {
					lines.push(text);
					splitter.setLimit(100);
				},
				fault: (code) => lines.push(code),
			},
		);
		splitter.feed(Buffer.from("hi\nlong enough now\n"));
		while (splitter.take());
		expect(lines).toEqual(["hi", "long enough now"]);
	});

	it("delivers nothing after it was closed in the middle of a chunk", () => {
		const lines: string[] = [];
		const splitter: Splitter = new Splitter(
			{ limitBytes: 100 },
			{
				line: (text) => {
					lines.push(text);
					splitter.close();
				},
				fault: (code) => lines.push(code),
			},
		);
		splitter.feed(Buffer.from("a\nb\nc"));
		while (splitter.take());
		splitter.feed(Buffer.from("d\ne\n"));
		while (splitter.take());
		expect(lines).toEqual(["a"]);
	});

	it("holds a copy of an unfinished line, not the chunk that it came in", () => {
		const events: string[] = [];
		const splitter = new Splitter({ limitBytes: 100 }, { line: (text) => events.push(text), fault: (code) => events.push(code) });
		const chunk = Buffer.from("a\nbc");
		splitter.feed(chunk);
		while (splitter.take());
		chunk.fill("x");
		splitter.feed(Buffer.from("d\n"));
		while (splitter.take());
		expect(events).toEqual(["a", "bcd"]);
	});
});
