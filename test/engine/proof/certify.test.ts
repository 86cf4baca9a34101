import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { certify } from "../../../src/engine/proof/certify.ts";
import { powerResidue, randomBelow, seeded } from "../reference.ts";
import { littleEndian } from "./plain-proof.ts";
import { squarers } from "./verify.ts";

let dataDir = "";
beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), "certify-"))));
afterEach(() => rm(dataDir, { recursive: true }));

const NEVER = new AbortController().signal;
const quiet = { squarers, onProgress: () => {}, onSquarings: () => {}, onError: () => {}, now: () => performance.now() };

it("gives the hash of the end value, also after a stop", async () => {
	const [exponent, squarings] = [4_423, 7_000];
	const seed = Date.now();
	const start = randomBelow(exponent, seeded(seed)) + 1n;
	const file = join(dataDir, "start");
	await writeFile(file, littleEndian(start, 553));
	const abort = new AbortController();
	const options = { exponent, squarings, file, dataDir, saveEveryMs: 1e6 };
	let done = 0;
	const onSquarings = (count: number): void => void ((done += count) > 1_000 && abort.abort());
	await expect(certify({ ...options, signal: abort.signal }, { ...quiet, onSquarings })).rejects.toThrow("aborted");
	expect(await readdir(join(dataDir, "tests"))).toHaveLength(1);
	const certificate = await certify({ ...options, signal: NEVER }, quiet);
	const end = littleEndian(powerResidue(exponent, squarings, start), 553);
	expect(certificate.sha3, `seed ${seed}`).toBe(createHash("sha3-256").update(end).digest("hex").toUpperCase());
	expect(await readdir(join(dataDir, "tests"))).toEqual([]);
});

it("refuses what is no start value with one line", async () => {
	const options = { exponent: 127, squarings: 10, dataDir, saveEveryMs: 1e6, signal: NEVER };
	for (const [name, content, reason] of [
		["short", Buffer.alloc(15, 1), "15 bytes"],
		["zero", Buffer.alloc(16), "no residue"],
		["large", Buffer.alloc(16, 0xff), "no residue"],
	] as const) {
		const file = join(dataDir, name);
		await writeFile(file, content);
		await expect(certify({ ...options, file }, quiet)).rejects.toThrow(reason);
	}
	await expect(certify({ ...options, file: join(dataDir, "none") }, quiet)).rejects.toThrow("ENOENT");
});
