// Files of proofs on a real disk: given piece by piece, taken piece by piece, and believed only when they are checked.
import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Input } from "../../src/core/core.ts";
import { ProofFiles } from "../../src/daemon/proof-files.ts";
import { EngineError } from "../../src/engine/engine.ts";
import type { ProofVerdict } from "../../src/engine/proofs.ts";
import { PROOF_PIECE_BYTES } from "../../src/search/limits.ts";
import { until } from "../end-to-end/until.ts";

const CONTENT = Buffer.from(Array.from({ length: PROOF_PIECE_BYTES + 1_000 }, (_, index) => index % 251));
const HASH = createHash("sha256").update(CONTENT).digest("base64url");
const SUMMARY = { version: 2, power: 1, hashSize: 64, md5: "" };
const VERDICT: ProofVerdict = {
	number: "M10007",
	exponent: 10_007,
	base: 3,
	proof: { ...SUMMARY, file: "" },
	multiplicity: 1,
	refusal: null,
	prime: false,
	res64: "0123456789ABCDEF",
	residueType: 1,
	squarings: 1,
	seconds: 1,
};

let folder = "";
let told: Input[] = [];
let failures: string[] = [];

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "proofs-"));
	[told, failures] = [[], []];
});
afterEach(() => rm(folder, { recursive: true }));

function open(verdict: Partial<ProofVerdict> | Error = {}, diskBytes = 1e9): ProofFiles {
	const verifyProof = (): Promise<ProofVerdict> =>
		verdict instanceof Error ? Promise.reject(verdict) : Promise.resolve({ ...VERDICT, ...verdict });
	const feed = (input: Input): void => void told.push(input);
	return new ProofFiles({ folder, diskBytes }, { engine: { verifyProof }, feed, onFailure: ({ message }) => failures.push(message) });
}

async function made(files: ProofFiles, content = CONTENT): Promise<string> {
	const file = join(folder, "M10007-1.new");
	await writeFile(file, content);
	const proof = await files.take({ ...SUMMARY, file });
	return proof!.hash;
}

const answer = (): Promise<Input> => until("it answers", () => told.shift());

test("one's own is given piece by piece, and what is not there is empty", async () => {
	const files = open();
	expect(await made(files)).toBe(HASH);
	files.read(1, HASH, 0);
	expect(await answer()).toEqual({ type: "piece-read", id: 1, bytes: CONTENT.toString("base64url", 0, PROOF_PIECE_BYTES) });
	files.read(2, HASH, PROOF_PIECE_BYTES);
	expect(await answer()).toEqual({ type: "piece-read", id: 2, bytes: CONTENT.toString("base64url", PROOF_PIECE_BYTES) });
	files.read(3, "x".repeat(43), 0);
	expect(await answer()).toEqual({ type: "piece-read", id: 3, bytes: "" });
	files.drop(HASH);
	await until("it is gone", async () => (await readdir(folder)).length === 0);
});

test.each<[object, Partial<ProofVerdict> | Error]>([
	[{ type: "holds", res64: VERDICT.res64 }, {}],
	[{ type: "false" }, { refusal: "it does not hold" }],
	[{ type: "false" }, { number: "M10009" }],
	[{ type: "false" }, { base: 5 }],
	[{ type: "failed" }, new EngineError("the machine is tired")],
])("another's comes to %j", async (verdict, says) => {
	const files = open(says);
	for (let at = 0; at < CONTENT.length; at += PROOF_PIECE_BYTES)
		files.keep(HASH, at, CONTENT.subarray(at, at + PROOF_PIECE_BYTES).toString("base64url"));
	files.check(10_007, HASH);
	expect(await answer()).toEqual({ type: "proof-checked", exponent: 10_007, verdict });
	expect(failures).toEqual(says instanceof Error ? [says.message] : []);
});

test("another file than the named one is strange, whatever it proves; begun anew it may be the right one", async () => {
	const files = open();
	files.keep(HASH, 0, "AAAA");
	files.check(10_007, HASH);
	expect(await answer()).toMatchObject({ verdict: { type: "strange" } });
	files.keep(HASH, 0, CONTENT.toString("base64url", 0, PROOF_PIECE_BYTES));
	files.keep(HASH, PROOF_PIECE_BYTES, CONTENT.toString("base64url", PROOF_PIECE_BYTES));
	files.check(10_007, HASH);
	expect(await answer()).toMatchObject({ verdict: { type: "holds" } });
});

test("the oldest make room, and what an earlier life was fetching is removed", async () => {
	const files = open({}, 2.5 * CONTENT.length);
	const hashes: string[] = [];
	for (const byte of [1, 2, 3]) {
		const content = Buffer.from(CONTENT);
		content[0] = byte;
		hashes.push(await made(files, content));
		await utimes(join(folder, `${hashes.at(-1)}.proof`), byte, byte);
	}
	await made(files);
	expect((await readdir(folder)).toSorted()).toEqual([`${hashes[2]}.proof`, `${HASH}.proof`].toSorted());
	await writeFile(join(folder, "x.part"), "");
	open();
	expect(await readdir(folder)).not.toContain("x.part");
});
