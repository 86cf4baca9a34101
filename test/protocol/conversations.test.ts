// Golden conversations: each file says in its head which sentence of the protocol it holds.
// A change of behaviour shows as a diff: GIMPS_WRITE_CONVERSATIONS=1 writes the files anew, for review.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { converse } from "./conversation.ts";

const folder = new URL("conversations/", import.meta.url);

it.each(readdirSync(folder))("%s", (name) => {
	const file = new URL(name, folder);
	const text = readFileSync(file, "utf8");
	const real = converse(text);
	if (process.env["GIMPS_WRITE_CONVERSATIONS"] === "1") writeFileSync(file, real);
	expect(real).toBe(text);
});
