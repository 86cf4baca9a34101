// A function of one's own in place of the routine that answers: the exercise's text as one does what the routine does, in every conversation.
import { readFileSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import respond from "../judge/solutions/respond.ts";
import { converse } from "./conversation.ts";

const folder = new URL("conversations/", import.meta.url);

/** What the exercise says nothing of: the lowest id of several finders, signatures, and a claim below a prime that was only looked up. */
const BEYOND_THE_EXERCISE = ["finder-settled.txt", "looked-up.txt", "signed-primes.txt"];

it.each(readdirSync(folder).filter((name) => !BEYOND_THE_EXERCISE.includes(name)))("%s", (name) => {
	const text = readFileSync(new URL(name, folder), "utf8");
	expect(converse(text, respond)).toBe(text);
});

it("one that does nothing leaves a node that is not heard, learns nothing and loses its peers", () => {
	const text = ["node 5001 idle", "0 start", "1 opened 1 accepted 127.0.0.1:40001", "2 hears 1 PING #1 by 5002 via 5002 ttl 0 data null"];
	const later = ["3 hears 1 PRIME #2 by 5003 via 5002 ttl 2 data 13", "20000 passes", "state"];
	const told = converse([...text, ...later].join("\n"), () => []);
	expect(told).not.toContain("PONG");
	expect(told).not.toContain("peer=5003");
	expect(told).toContain("peer evicted peer=5002");
	expect(told).toContain("largest 2 by 5001");
});
